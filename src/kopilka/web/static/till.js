// The till page's keyboard and its patience. The page works without this file: each button is an ordinary submit.
//
// A scanner types faster than an answer comes back, and the basket lives in the form. So while an answer is on its way
// nothing is sent: scanned codes wait, in order, and go together with the next request; a second press is not counted.

const form = () => document.getElementById("till");
const scan = () => document.getElementById("q");
const waiting = [];
let busy = false;
let sent = "";

document.addEventListener("submit", (event) => {
  if (event.target !== form()) return;
  const code = scan()?.value.trim() ?? "";
  if (busy) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (code) {
      waiting.push(code);
      scan().value = "";
    }
    return;
  }
  sent = code;
}, true);

document.addEventListener("htmx:before:request", (event) => {
  if (event.target !== form()) return;
  busy = true;
  if (scan()) scan().value = "";
});

document.addEventListener("htmx:finally:request", (event) => {
  if (!busy || (event.target !== form() && event.target.isConnected && event.target.id === "q")) return;
  busy = false;
  sendWaiting();
});

function sendWaiting() {
  if (!waiting.length || !form() || !scan()) return;
  const typed = scan().value;
  scan().value = waiting.splice(0).join(" ");
  form().requestSubmit();
  scan().value = typed;
}

// No answer: say so in the words of the page, and put back what was not sent.
document.addEventListener("htmx:error", (event) => {
  if (event.target !== form() || event.detail?.ctx?.response) return;
  waiting.length = 0;
  if (scan() && sent) scan().value = sent;
  const words = document.getElementById("no-answer");
  if (words) words.hidden = false;
});

document.addEventListener("htmx:after:swap", () => {
  const words = document.getElementById("no-answer");
  if (words) words.hidden = true;
  document.querySelector("#till [data-next]")?.focus();
});

document.addEventListener("change", (event) => {
  if (event.target.name === "quantity" && event.target.form === form() && !busy) form().requestSubmit();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "F2") {
    event.preventDefault();
    scan()?.select();
    scan()?.focus();
  } else if (/^F\d+$/.test(event.key)) {
    const button = document.querySelector(`[aria-keyshortcuts="${event.key}"]`);
    if (button) {
      event.preventDefault();
      button.click();
    }
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const choices = [scan(), ...document.querySelectorAll("#goods button")].filter(Boolean);
    const here = choices.indexOf(document.activeElement);
    if (here < 0 || choices.length < 2) return;
    event.preventDefault();
    choices[Math.min(Math.max(here + (event.key === "ArrowDown" ? 1 : -1), 0), choices.length - 1)].focus();
  }
});
