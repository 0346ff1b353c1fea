"""`kopilka replay` holds its contract: one answer for each event, in order, problems included."""

import gzip
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from typer.testing import CliRunner

from kopilka.checkout.events import as_written
from kopilka.checkout.replay import Replay
from kopilka.cli import app
from kopilka.engine.compiling import CompiledProgram
from kopilka.programs.finding import find_program
from tests.engine.histories import compiled

ANNA = {"card": "2000000000015"}
DEBT_PROGRAM = """
program: debts
name: {ru: Долги, en: Debts}
point: {worth: 1 ₽}
editions:
- from: 2020-01-01
  earning: {base: {percent: 10%, lapses: 3 months after}}
  paying: {up to: 100%}
  returns: {earned: "taken back, POLICY"}
"""


def maxidom() -> Replay:
    return Replay(CompiledProgram(find_program("maxidom")))


def debts(policy: str) -> Replay:
    return Replay(compiled(DEBT_PROGRAM.replace("POLICY", policy)))


def take(replay: Replay, **event: Any) -> dict[str, Any]:
    return replay.take(msgspec.json.encode(event))


def buy(number: str, day: str, kopecks: int, **more: Any) -> dict[str, Any]:
    lines = [{"line": 1, "quantity": "1", "sum": kopecks, "categories": ["paint"]}]
    return {
        "shop": "spb-1",
        "number": number,
        "at": f"{day}T12:00:00+03:00",
        "member": ANNA,
        "lines": lines,
        **more,
    }


def back(number: str, day: str, **more: Any) -> dict[str, Any]:
    return {
        "kind": "return",
        "shop": "spb-1",
        "number": number,
        "return": "b",
        "at": f"{day}T12:00:00+03:00",
        **more,
    }


def balance(replay: Replay, day: str) -> dict[str, Any]:
    return take(replay, kind="balance", at=f"{day}T12:00:00+03:00", member=ANNA)


def test_every_kind_of_answer_has_its_fields() -> None:
    replay = maxidom()
    receipt = as_written(take(replay, **buy("1", "2021-08-01", 100_000)))
    assert list(receipt) == [
        "kind", "shop", "number", "edition", "total", "discount", "points", "to_pay", "earned", "counters", "level", "lines",
    ]  # fmt: skip
    assert receipt["edition"] == "2021-07-01"
    assert receipt["level"] == 500
    assert list(receipt["points"]) == ["asked", "allowed", "taken"]
    assert list(receipt["lines"][0]) == ["line", "sum", "discount", "points", "to_pay", "earned", "reasons"]
    assert all(list(reason) == ["code", "text"] for reason in receipt["lines"][0]["reasons"])
    returned = take(replay, **back("1", "2021-08-02"))
    assert list(returned) == [
        "kind", "shop", "number", "return", "refund", "points_back", "earned_back", "debt", "lines",
    ]  # fmt: skip
    member = take(replay, kind="member", at="2021-08-03T12:00:00+03:00", member=ANNA, mode="combined 3%")
    assert member == {"kind": "member", "member": ANNA, "level": 500, "mode": "combined", "region": "spb"}
    grant = take(
        replay,
        kind="grant",
        grant="g",
        at="2021-08-03T12:00:00+03:00",
        member=ANNA,
        amount=100,
        reason="thanks",
    )
    assert grant == {
        "kind": "grant", "grant": "g", "amount": 100,
        "available_from": "2021-08-03T12:00:00+03:00", "lapses_at": "2022-08-03T12:00:00+03:00",
    }  # fmt: skip
    assert list(balance(replay, "2021-08-04")) == [
        "kind", "available", "waiting", "debt", "level", "accumulated", "counters", "lots",
    ]  # fmt: skip


def test_a_debt_absorbs_the_next_credit_first() -> None:
    """R4, design §2: returned after the points were spent, the rest is a debt; it pays first."""
    replay = debts("the rest a debt")
    take(replay, **buy("1", "2021-08-01", 100_000))
    take(replay, **buy("2", "2021-08-02", 50_000, spend="max"))
    returned = take(replay, **back("1", "2021-08-03"))
    assert (returned["refund"], returned["earned_back"], returned["debt"]) == (100_000, 10_000, 6_000)
    assert balance(replay, "2021-08-03")["debt"] == 6_000
    earned = take(replay, **buy("3", "2021-08-04", 100_000))
    assert earned["earned"] == 10_000
    after = balance(replay, "2021-08-04")
    assert (after["available"], after["debt"]) == (4_000, 0)


def test_within_balance_forgives_the_rest() -> None:
    """R4: policy within balance."""
    replay = debts("within balance")
    take(replay, **buy("1", "2021-08-01", 100_000))
    take(replay, **buy("2", "2021-08-02", 50_000, spend="max"))
    returned = take(replay, **back("1", "2021-08-03"))
    assert (returned["earned_back"], returned["debt"]) == (4_000, 0)
    assert balance(replay, "2021-08-03")["available"] == 0


def test_what_is_available_stays_where_only_waiting_points_are_taken_back() -> None:
    """R4: policy waiting only."""
    replay = debts("from waiting points")
    take(replay, **buy("1", "2021-08-01", 100_000))
    returned = take(replay, **back("1", "2021-08-03"))
    assert (returned["earned_back"], balance(replay, "2021-08-03")["available"]) == (0, 10_000)


def test_a_late_receipt_is_judged_by_its_own_time() -> None:
    """R11: the level of the moment of purchase, although a later one is known already."""
    replay = maxidom()
    take(replay, **buy("1", "2021-08-01", 6_000_000))
    assert take(replay, **buy("2", "2021-08-02", 100_000))["level"] == 600
    assert take(replay, **buy("3", "2021-08-01", 100_000))["level"] == 500


def test_a_late_receipt_disproves_a_fall() -> None:
    """P6, R11: a year without a purchase was not one."""
    replay = maxidom()
    take(replay, **buy("1", "2021-08-01", 6_000_000))
    assert take(replay, **buy("2", "2022-09-01", 100_000))["level"] == 500
    fallen = maxidom()
    take(fallen, **buy("1", "2021-08-01", 6_000_000))
    take(fallen, kind="grant", grant="g", at="2022-09-01T12:00:00+03:00", member=ANNA, amount=100)
    assert balance(fallen, "2022-09-01")["level"] == 500
    take(fallen, **buy("2", "2022-07-01", 100_000))
    assert balance(fallen, "2022-09-01")["level"] == 600


def test_a_late_purchase_after_a_return_and_a_fall_loses_nothing() -> None:
    """P6, R11: what a member has does not depend on the order in which messages came."""
    events = [
        buy("1", "2023-01-10", 10_000_000, lines=[{"line": 1, "quantity": "10", "sum": 10_000_000}]),
        back("1", "2024-01-11", lines=[{"line": 1, "quantity": "3"}]),
        buy("2", "2023-06-01", 100_000),
    ]
    late, ordered = maxidom(), maxidom()
    for event in events:
        take(late, **event)
    for event in sorted(events, key=lambda event: str(event["at"])):
        take(ordered, **event)
    assert balance(late, "2024-01-11")["accumulated"] == balance(ordered, "2024-01-11")["accumulated"]
    assert balance(late, "2024-02-11")["level"] == balance(ordered, "2024-02-11")["level"]


def test_a_late_choice_of_a_mode_does_not_undo_a_later_one() -> None:
    """P7, R11."""
    replay = maxidom()
    for month, mode in (("01", "discount"), ("03", "combined 2%"), ("02", "bonus-back")):
        take(
            replay, kind="member", at=f"2024-{month}-01T12:00:00+03:00", member=ANNA, mode=mode, region="spb"
        )
    answer = take(replay, **buy("1", "2024-04-01", 100_000))
    assert (answer["discount"], answer["earned"]) == (3_000, 1_900)


def test_defaults_said_and_left_out_are_one_content() -> None:
    """Design §5: the canonical body has its defaults filled in; quantities are thousandths."""
    replay = maxidom()
    first = take(replay, **buy("1", "2021-08-01", 100_000))
    said = buy(
        "1", "2021-08-01", 100_000, channel="store", spend=0, program="maxidom", coupons=[], offline=False
    )
    assert take(replay, **said) == first
    returned = take(replay, **back("1", "2021-08-02", lines=[{"line": 1, "quantity": "0.5"}]))
    assert take(replay, **back("1", "2021-08-02", lines=[{"line": 1, "quantity": "0.500"}])) == returned


def test_an_offline_receipt_that_agrees_has_the_lines_of_a_live_one() -> None:
    """R11: the printed total is dealt over the lines only where it is another than the rules give."""
    lines = [{"line": 1, "quantity": "1", "sum": 10_000}, {"line": 2, "quantity": "1", "sum": 555}]
    live = take(maxidom(), **buy("1", "2021-08-01", 0, lines=lines))
    seen = {"discount": live["discount"], "points": 0, "to_pay": live["to_pay"]}
    assert take(maxidom(), **buy("1", "2021-08-01", 0, lines=lines, offline=True, settled=seen)) == live


def test_every_line_says_why_it_earned_nothing() -> None:
    """P28: the reason stands on the line, also when it is one of the whole receipt."""
    replay = Replay(CompiledProgram(find_program("pyaterochka")))
    below = take(replay, **buy("1", "2024-08-01", 4_999))
    assert "below-step" in [reason["code"] for reason in below["lines"][0]["reasons"]]
    nobody = take(replay, **{**buy("2", "2024-08-01", 5_000), "member": None})
    assert [reason["code"] for reason in nobody["lines"][0]["reasons"]] == ["no-member"]


def test_a_fault_of_ours_is_answered_and_the_run_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """One answer for each event, whatever happens."""
    replay = maxidom()
    with monkeypatch.context() as broken:
        broken.setattr(replay, "take_message", lambda _message: 1 // 0)
        assert take(replay, **buy("1", "2021-08-01", 100_000))["code"] == "fault"
    assert take(replay, **buy("1", "2021-08-01", 100_000))["kind"] == "receipt"


def test_one_fiscal_sign_is_one_receipt() -> None:
    """Design §5: fiscal signs identify a receipt as its number does."""
    fiscal = {"fn": "9282000100000000", "i": "17", "fp": "3451"}
    replay = maxidom()
    take(replay, **buy("1", "2021-08-01", 100_000, fiscal=fiscal))
    assert take(replay, **buy("2", "2021-08-01", 100_000, fiscal=fiscal))["code"] == "number_taken"


def test_a_question_changes_nothing() -> None:
    replay = maxidom()
    take(replay, **buy("1", "2021-08-01", 6_000_000))
    assert balance(replay, "2030-01-01")["level"] == 500
    assert take(replay, **buy("2", "2021-08-03", 100_000))["level"] == 600


def test_a_later_registration_changes_only_its_fields_from_the_next_day() -> None:
    """P7, P10."""
    replay = maxidom()
    take(replay, kind="member", at="2021-08-01T10:00:00+03:00", member=ANNA, mode="bonus-back", region="ufa")
    later = take(replay, kind="member", at="2021-08-01T11:00:00+03:00", member=ANNA, mode="discount")
    assert (later["mode"], later["region"]) == ("bonus-back", "ufa")
    assert take(replay, **buy("1", "2021-08-01", 100_000))["discount"] == 0
    assert take(replay, **buy("2", "2021-08-02", 100_000))["discount"] == 5_000


def test_a_promise_that_no_longer_holds_is_refused_and_an_offline_one_is_kept() -> None:
    """Design §5: what was printed is what is booked."""
    replay = maxidom()
    seen = {"discount": 7_000, "points": 0, "to_pay": 93_000}
    refused = take(replay, **buy("1", "2021-08-01", 100_000, settled=seen))
    assert refused["code"] == "settlement_changed"
    assert balance(replay, "2021-08-01")["accumulated"] == 0
    kept = take(replay, **buy("1", "2021-08-01", 100_000, settled=seen, offline=True))
    assert (kept["discount"], kept["to_pay"]) == (7_000, 93_000)
    assert replay.receipts["spb-1", "1"].settlement.printed_differs


BAD: list[tuple[str, str, str]] = [
    ("{", "malformed", ""),
    ("[]", "invalid_value", ""),
    ('{"kind":"what"}', "unknown_kind", "kind"),
    ('{"shop":"a","number":"1","at":"2021-08-01T12:00:00+03:00"}', "missing_field", "lines"),
    ('{"shop":"a","number":"1","at":"2021-08-01T12:00:00+03:00","lines":[]}', "no_lines", "lines"),
    ('{"shop":"a","number":"1","at":"2021-08-01","lines":[{"line":1,"quantity":"1","sum":1}]}', "invalid_time", "at"),
    ('{"shop":"a","number":"1","at":"1021-08-01T12:00:00Z","lines":[{"line":1,"quantity":"1","sum":1}]}', "time_out_of_range", "at"),
    ('{"shop":"a","number":"1","at":"2020-08-01T12:00:00Z","lines":[{"line":1,"quantity":"1","sum":1}]}', "no_edition", "at"),
    ('{"shop":"a","number":"1","at":"2021-08-01T12:00:00Z","lines":[{"line":1,"quantity":"1","sum":-1}]}', "amount_out_of_range", "lines[0].sum"),
    ('{"shop":"a","number":"1","at":"2021-08-01T12:00:00Z","lines":[{"line":1,"quantity":"1","sum":9999999999999}]}', "amount_out_of_range", "lines[0].sum"),
    ('{"shop":"a","number":"1","at":"2021-08-01T12:00:00Z","lines":[{"line":1,"quantity":"1","sum":1.5}]}', "invalid_value", "lines[0].sum"),
    ('{"shop":"a","number":"1","at":"2021-08-01T12:00:00Z","lines":[{"line":1,"quantity":"0","sum":1}]}', "invalid_quantity", "lines[0].quantity"),
    ('{"shop":"a","number":"1","at":"2021-08-01T12:00:00Z","lines":[{"line":1,"quantity":"1.2345","sum":1}]}', "invalid_quantity", "lines[0].quantity"),
    ('{"shop":"a","number":"1","at":"2021-08-01T12:00:00Z","lines":[{"line":1,"quantity":"2","price":10,"sum":22}]}', "sum_above_price", "lines[0].sum"),
    ('{"shop":"a","number":"1","at":"2021-08-01T12:00:00Z","lines":[{"line":1,"quantity":"1","sum":1,"colour":"red"}]}', "unknown_field", "lines[0].colour"),
    ('{"shop":"a","number":"1","at":"2021-08-01T12:00:00Z","lines":[{"line":1,"quantity":"1","sum":1},{"line":1,"quantity":"1","sum":1}]}', "line_twice", "lines[1].line"),
    ('{"shop":"a","number":"1","at":"2021-08-01T12:00:00Z","lines":[{"line":1,"quantity":"1","sum":100}],"payments":[{"by":"cash","sum":99}]}', "payments_differ", "payments"),
    ('{"shop":"a","number":"1","at":"2021-08-01T12:00:00Z","lines":[{"line":1,"quantity":"1","sum":100}],"settled":{"discount":1,"points":0,"to_pay":100}}', "settled_does_not_add_up", "settled"),
    ('{"shop":"a","number":"1","at":"2021-08-01T12:00:00Z","program":"kari","lines":[{"line":1,"quantity":"1","sum":100}]}', "wrong_program", "program"),
    ('{"shop":"a","number":"1","at":"2021-08-01T12:00:00Z","offline":true,"spend":"max","lines":[{"line":1,"quantity":"1","sum":100}]}', "offline_spending", "spend"),
    ('{"kind":"return","shop":"a","number":"1","return":"x","at":"2021-08-01T12:00:00Z"}', "unknown_receipt", "number"),
    ('{"kind":"void","shop":"a","number":"1","at":"2021-08-01T12:00:00Z"}', "unknown_receipt", "number"),
    ('{"kind":"grant","grant":"g","at":"2021-08-01T12:00:00Z","member":{"card":"1"},"amount":-5}', "amount_out_of_range", "amount"),
    ('{"kind":"grant","grant":"g","at":"2021-08-01T12:00:00Z","member":{},"amount":5}', "invalid_value", "member"),
    ('{"kind":"member","at":"2021-08-01T12:00:00Z","member":{"card":"1"},"mode":"free"}', "unknown_mode", "mode"),
    ('{"kind":"member","at":"2021-08-01T12:00:00Z","member":{"card":"1"},"mode":"combined ²%"}', "unknown_mode", "mode"),
    ('{"kind":"member","at":"2021-08-01T12:00:00Z","member":{"card":"1"},"region":"mars"}', "unknown_region", "region"),
    ('{"kind":"member","at":"2021-08-01T12:00:00Z","member":{"card":"1"},"birth_date":"1990-02-30"}', "invalid_value", "birth_date"),
    ('{"kind":"balance","at":"20210801T120000+0300","member":{"card":"1"}}', "invalid_time", "at"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "code", "field"), BAD)
def test_what_cannot_be_taken_is_a_named_problem_and_changes_nothing(
    line: str, code: str, field: str
) -> None:
    replay = maxidom()
    answer = replay.take(line.encode())
    assert (answer["kind"], answer["code"], answer["field"]) == ("problem", code, field)
    assert answer["text"]
    assert not replay.members
    assert not replay.receipts


def test_the_same_number_with_other_content_is_a_problem() -> None:
    replay = maxidom()
    first = take(replay, **buy("1", "2021-08-01", 100_000))
    assert take(replay, **buy("1", "2021-08-01", 100_001))["code"] == "number_taken"
    assert take(replay, **buy("1", "2021-08-01", 100_000)) == first
    taken = take(replay, **back("1", "2021-08-02"))
    assert take(replay, **back("1", "2021-08-02")) == taken
    assert take(replay, **back("1", "2021-08-03"))["code"] == "number_taken"
    assert take(replay, **{**back("1", "2021-08-03"), "return": "c"})["code"] == "nothing_left"
    assert (
        take(replay, kind="void", shop="spb-1", number="1", at="2021-08-03T12:00:00Z")["code"]
        == "already_returned"
    )


@pytest.mark.parametrize("packed", [False, True])
def test_the_command_reads_plain_files_and_gzip(tmp_path: Path, packed: bool) -> None:
    lines = [
        json.dumps(buy("1", "2021-08-01", 100_000)),
        "",
        "{oops",
        json.dumps({"kind": "balance", "at": "2021-08-02T12:00:00Z", "member": ANNA}),
    ]
    text = "\n".join(lines).encode()
    path = tmp_path / "events"
    path.write_bytes(gzip.compress(text) if packed else text)
    result = CliRunner().invoke(app, ["replay", "maxidom", str(path)])
    assert result.exit_code == 0
    assert [json.loads(line)["kind"] for line in result.output.splitlines()] == [
        "receipt",
        "problem",
        "balance",
    ]


def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    assert CliRunner().invoke(app, ["replay", "maxidom", str(tmp_path / "none")]).exit_code == 2
    broken = tmp_path / "broken.gz"
    broken.write_bytes(gzip.compress(b"{}\n" * 50)[:14] + b"\x00" * 30)
    assert CliRunner().invoke(app, ["replay", "maxidom", str(broken)]).exit_code == 2
    assert CliRunner().invoke(app, ["replay", "nothing", str(tmp_path / "none")]).exit_code == 2
