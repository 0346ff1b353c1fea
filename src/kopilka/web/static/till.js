// The till page's keyboard and its patience. The page works without this file: each button is an ordinary submit.
//
// A scanner types faster than an answer comes back, and the basket lives in the form. So while an answer is on its way
// nothing is sent: scanned codes wait, in order, and go together with the next request; a second press is not counted.

const form = () => document.getElementById("till");
const scan = () => document.getElementById("q");
const noAnswer = () => document.getElementById("no-answer");
const waiting = [];
let underWay = null; // the request whose answer is awaited
let sent = "";       // the codes that went with it

document.addEventListener("submit", holdWhileBusy, true);
document.addEventListener("htmx:before:request", (event) => {
  const {detail} = event;
  if (detail.ctx.sourceElement === scan() && !scan().value.trim()) event.preventDefault(); // the search was entered meanwhile
  if (detail.ctx.sourceElement !== form()) return;
  underWay = detail.ctx;
  if (!scan()) return;
  scan().dispatchEvent(new CustomEvent("htmx:abort"));
  scan().value = "";
});
document.addEventListener("htmx:after:swap", ({detail}) => {
  if (detail.ctx !== underWay) return;
  noAnswer()?.toggleAttribute("hidden", true);
  forgetTyping();
  document.querySelector("[data-next]")?.focus();
});
document.addEventListener("htmx:error", ({detail}) => {
  if (detail.ctx && detail.ctx === underWay) giveBack();
});
document.addEventListener("htmx:finally:request", ({detail}) => {
  if (detail.ctx !== underWay) return;
  underWay = null;
  setTimeout(sendWaiting); // after htmx has let the request go, or it would queue the next one behind it
});
document.addEventListener("change", ({target}) => {
  if (target.name === "quantity" && target.form === form() && !underWay) form().requestSubmit();
});
document.addEventListener("click", ({target}) => {
  if (target.closest("[data-print]")) window.print();
});
document.addEventListener("input", ({target}) => {
  if (target === scan() && !target.value.trim()) document.getElementById("goods").replaceChildren();
});
document.addEventListener("keydown", pressShortcut);

function holdWhileBusy(event) {
  if (event.target !== form()) return;
  const code = scan()?.value.trim() ?? "";
  if (!underWay) {
    sent = code;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!code) return;
  waiting.push(code);
  scan().value = "";
}

// The answer says what stands in each field; morphing leaves alone what somebody has typed, and it would be sent again.
function forgetTyping() {
  for (const field of form()?.elements ?? []) {
    if (field.matches("input:not(#q, [name=quantity]:focus)")) field.value = field.defaultValue;
  }
}

function sendWaiting() {
  if (!waiting.length || !form() || !scan()) return;
  const typed = scan().value;
  scan().value = waiting.splice(0).join(" ");
  form().requestSubmit();
  scan().value = typed;
}

// No answer came: say so in the page's own words, and put back what was scanned.
function giveBack() {
  const codes = [sent, ...waiting.splice(0)].filter(Boolean);
  if (scan() && codes.length) scan().value = codes.join(" ");
  noAnswer()?.toggleAttribute("hidden", false);
}

function pressShortcut(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    walkGoods(event);
    return;
  }
  const wanted = document.querySelector(`[aria-keyshortcuts="${CSS.escape(event.key)}"]`);
  if (!wanted) return;
  event.preventDefault();
  if (wanted.matches("input")) wanted.select();
  else wanted.click();
}

function walkGoods(event) {
  const stops = [scan(), ...document.querySelectorAll("#goods button")].filter(Boolean);
  const here = stops.indexOf(document.activeElement);
  if (here < 0 || stops.length < 2) return;
  event.preventDefault();
  const next = here + (event.key === "ArrowDown" ? 1 : -1);
  stops[Math.min(Math.max(next, 0), stops.length - 1)].focus();
}
