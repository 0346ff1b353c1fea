"""Putting reasons into words: a row of integers becomes a code, a subject and a sentence in Russian or English (P28, X3).

The numbers were written by the core when the amount was made; the names of clauses, groups and modes come from the
edition that settled the receipt. Nothing is computed again.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import msgspec

from kopilka.engine.compiling import CompiledEdition, CompiledProgram
from kopilka.engine.core import reasons as codes
from kopilka.engine.core.shapes import ON_RECEIPT, ON_UNIT, REASON_WIDTH
from kopilka.engine.settlements import Settlement
from kopilka.programs.model import Words
from kopilka.wording import write_money, write_percent, write_points, write_round_money, write_when


class Reason(msgspec.Struct, kw_only=True):
    """Why an amount is what it is."""

    code: str
    text: str
    about: str
    """``discount``, ``points``, ``earned`` or ``level``: which amount it explains."""
    clause: str | None = None
    """The clause of the program file, as ``earning.purchases``."""


class Row(NamedTuple):
    """One reason as the core wrote it."""

    line: int
    code: int
    clause: int
    first: int
    second: int
    third: int
    fourth: int


class Speaker(NamedTuple):
    """Who says the sentence: the program, the edition and the language."""

    program: CompiledProgram
    edition: CompiledEdition
    language: str

    def money(self, kopecks: int) -> str:
        return write_round_money(kopecks, self.language)

    def exact(self, kopecks: int) -> str:
        return write_money(kopecks, self.language)

    def points(self, hundredths: int) -> str:
        point = self.program.program.point
        forms = None if point is None else point.name.ru if self.language == "ru" else point.name.en
        return write_points(hundredths, self.language, forms)

    def percent(self, rate: int) -> str:
        return write_percent(rate, self.language)

    def when(self, moment: int) -> str:
        return write_when(moment, self.program.zone, self.language)

    def words(self, words: Words | None, otherwise: str) -> str:
        return otherwise if words is None else words.ru if self.language == "ru" else words.en

    def group(self, place: int) -> str:
        """The name of a group of goods."""
        groups = self.edition.selection.groups
        if place >= len(groups):
            return "прочие товары" if self.language == "ru" else "other goods"
        name = groups[place]
        return self.words(self.program.program.goods[name].name, name)

    def discount(self, place: int) -> str:
        """The name of a discount clause."""
        name = self.edition.discounts[place]
        return self.words(
            self.edition.edition.discounts[name].name, "по карте" if self.language == "ru" else "by card"
        )

    def mode(self, place: int) -> str:
        """The name of a mode."""
        name = self.edition.modes[place]
        modes = self.edition.edition.modes
        return name if modes is None else self.words(modes.choose_from[name].name, name)

    def earning(self, place: int) -> str:
        """The name of an earning clause, with a colon, when it has one."""
        name = self.edition.earnings[place]
        words = self.edition.edition.earning[name].name
        return "" if words is None else self.words(words, "") + ": "


Sentence = Callable[[Speaker, Row], str]


class Said(NamedTuple):
    """A code's name in the interface, what it is about, the kind of clause, and its two sentences."""

    name: str
    about: str
    kind: str
    ru: Sentence
    en: Sentence


def reasons_by_line(
    program: CompiledProgram, settlement: Settlement, language: str
) -> dict[int, list[Reason]]:
    """Return the reasons of a receipt by the place of the line, -1 for the whole receipt."""
    speaker = Speaker(program, program.by_number[settlement.edition], language)
    found: dict[int, list[Reason]] = {}
    for row in rows_of(settlement.reasons):
        reason = say(speaker, row)
        found.setdefault(row.line, []).append(reason)
        for line in lines_refused(settlement, row):
            found.setdefault(line, []).append(reason)
    return found


def codes_by_line(program: CompiledProgram, settlement: Settlement) -> dict[int, list[dict[str, str | None]]]:
    """Return the reasons by the place of the line without their sentences, which a till asks for when it reads them."""
    edition = program.by_number[settlement.edition]
    speaker = Speaker(program, edition, "en")
    found: dict[int, list[dict[str, str | None]]] = {}
    for row in rows_of(settlement.reasons):
        named = edition.codes.get((row.code, row.clause))
        if named is None:
            said = SAID[row.code]
            clause = clause_of(speaker, said.kind, row)
            named = edition.codes[row.code, row.clause] = {
                "code": said.name,
                "about": said.about,
                "clause": clause,
            }
        found.setdefault(row.line, []).append(named)
        if row.line < 0:
            for line in lines_refused(settlement, row):
                found.setdefault(line, []).append(named)
    return found


REFUSALS = (codes.BELOW_STEP, codes.BELOW_WHOLE_POINT, codes.MODE_DOES_NOT_EARN, codes.NOTHING_PAID)


def lines_refused(settlement: Settlement, row: Row) -> list[int]:
    """Return the lines that earn nothing for a reason of the whole receipt, so that each can tell it (P28)."""
    lines = range(len(settlement.lines))
    if row.code == codes.NO_MEMBER:
        return list(lines)
    if row.code in REFUSALS:
        return [line for line in lines if settlement.earn_on[line] >> row.clause & 1]
    return []


def rows_of(reasons: list[int]) -> Iterator[Row]:
    """Yield the rows of a buffer."""
    for start in range(0, len(reasons), REASON_WIDTH):
        yield Row(*reasons[start : start + REASON_WIDTH])


def say(speaker: Speaker, row: Row) -> Reason:
    """Put one reason into words."""
    said = SAID[row.code]
    sentence = said.ru if speaker.language == "ru" else said.en
    text = sentence(speaker, row)
    clause = clause_of(speaker, said.kind, row)
    return Reason(code=said.name, text=text[:1].upper() + text[1:], about=said.about, clause=clause)


def clause_of(speaker: Speaker, kind: str, row: Row) -> str | None:
    """Return the path of the clause in the program file."""
    if kind == "discounts":
        return f"discounts.{speaker.edition.discounts[row.clause]}"
    if kind == "earning":
        return f"earning.{speaker.edition.earnings[row.clause]}"
    return kind or None


def left_ru(speaker: Speaker, row: Row) -> str:
    """Say what stays in money (P17)."""
    if row.second == ON_RECEIPT:
        return f"{speaker.money(row.first)} по чеку остаётся к оплате деньгами."
    each = "за единицу" if row.second == ON_UNIT else "за позицию"
    return f"{speaker.money(row.first)} {each} остаётся к оплате деньгами."


def left_en(speaker: Speaker, row: Row) -> str:
    """Say what stays in money (P17)."""
    if row.second == ON_RECEIPT:
        return f"{speaker.money(row.first)} of the receipt stays to be paid in money."
    each = "for the units" if row.second == ON_UNIT else "on the position"
    return f"{speaker.money(row.first)} {each} stays to be paid in money."


def later_ru(speaker: Speaker, row: Row) -> str:
    """Say when points can be spent (P21)."""
    why = f", потому что их больше {speaker.points(row.third)}" if row.third > 0 else ""
    return f"{speaker.points(row.second)} можно будет потратить с {speaker.when(row.first)}{why}."


def later_en(speaker: Speaker, row: Row) -> str:
    """Say when points can be spent (P21)."""
    why = f", because they are more than {speaker.points(row.third)}" if row.third > 0 else ""
    return f"{speaker.points(row.second)} can be spent from {speaker.when(row.first)}{why}."


def whole_ru(speaker: Speaker, row: Row) -> str:
    """Say that points are spent whole."""
    how = "целыми" if row.third == 100 else f"кратно {speaker.points(row.third)}"
    return f"Баллы списываются {how}: не {speaker.points(row.first)}, а {speaker.points(row.second)}."


def whole_en(speaker: Speaker, row: Row) -> str:
    """Say that points are spent whole."""
    how = "whole" if row.third == 100 else f"in multiples of {speaker.points(row.third)}"
    return f"Points are spent {how}: {speaker.points(row.second)}, not {speaker.points(row.first)}."


def share_ru(speaker: Speaker, row: Row) -> str:
    """Say what part points may pay (P17)."""
    paying = speaker.edition.edition.paying
    of = (
        "товаров, которые можно оплатить баллами" if paying and paying.of.startswith("payable") else "покупки"
    )
    return f"Баллами можно оплатить до {speaker.percent(row.first)} {of}: {speaker.exact(row.second)}."


def share_en(speaker: Speaker, row: Row) -> str:
    """Say what part points may pay (P17)."""
    paying = speaker.edition.edition.paying
    of = "the goods that points may pay" if paying and paying.of.startswith("payable") else "the purchase"
    return f"Points may pay up to {speaker.percent(row.first)} of {of}: {speaker.exact(row.second)}."


def reached_ru(speaker: Speaker, row: Row) -> str:
    """Say which level a receipt reaches (P4, P5)."""
    since = "со следующего чека" if row.fourth else f"с {speaker.when(row.third)}"
    return f"Накоплено {speaker.exact(row.second)}: уровень {speaker.percent(row.first)} действует {since}."


def reached_en(speaker: Speaker, row: Row) -> str:
    """Say which level a receipt reaches (P4, P5)."""
    since = "from the next receipt" if row.fourth else f"from {speaker.when(row.third)}"
    return f"{speaker.exact(row.second)} accumulated: the level {speaker.percent(row.first)} works {since}."


SAID: dict[int, Said] = {
    codes.DISCOUNT_PERCENT: Said(
        "discount-percent", "discount", "discounts",
        lambda s, r: f"Скидка {s.discount(r.clause)}: {s.percent(r.first)} от {s.exact(r.second)} — {s.exact(r.third)}.",
        lambda s, r: f"Discount {s.discount(r.clause)}: {s.percent(r.first)} of {s.exact(r.second)} is {s.exact(r.third)}.",
    ),
    codes.KOPECKS_DROPPED: Said(
        "kopecks-dropped", "discount", "discounts",
        lambda s, r: f"Скидка на весь чек, {s.exact(r.third)}, без копеек; на этой позиции {s.exact(-r.first)}.",
        lambda s, r: f"The discount on the whole receipt, {s.exact(r.third)}, without its kopecks; {s.exact(-r.first)} here.",
    ),
    codes.LARGER_DISCOUNT: Said(
        "larger-discount", "discount", "discounts",
        lambda s, r: f"Скидка {s.discount(r.clause)} {s.percent(r.first)} уступила скидке {s.discount(r.second)}: скидки на позиции не складываются.",
        lambda s, r: f"The discount {s.discount(r.clause)}, {s.percent(r.first)}, gave way to the discount {s.discount(r.second)}: discounts on a position are not added.",
    ),
    codes.PRINTED_DISCOUNT: Said(
        "printed-discount", "discount", "",
        lambda s, r: f"Чек уже был напечатан со скидкой {s.exact(r.second)}, на эту позицию приходится {s.exact(r.first)}.",
        lambda s, r: f"The receipt was printed with a discount of {s.exact(r.second)} already; {s.exact(r.first)} of it falls on this position.",
    ),
    codes.NOT_PAYABLE: Said(
        "not-payable", "points", "paying",
        lambda s, r: f"Баллами не оплачивается: {s.group(r.first)}.",
        lambda s, r: f"Points can't pay for this: {s.group(r.first)}.",
    ),
    codes.LEFT_IN_MONEY: Said("left-in-money", "points", "paying", left_ru, left_en),
    codes.POINTS_TAKEN: Said(
        "points-taken", "points", "paying",
        lambda s, r: f"Баллами оплачено {s.exact(r.first)} из {s.exact(r.second)} по чеку, начиная с самой дорогой позиции.",
        lambda s, r: f"Points paid {s.exact(r.first)} of {s.exact(r.second)} on the receipt, the dearest position first.",
    ),
    codes.SHARE_REACHED: Said("share-reached", "points", "paying", share_ru, share_en),
    codes.BALANCE_REACHED: Said(
        "balance-reached", "points", "paying",
        lambda s, r: f"На счёте доступно {s.points(r.first)}, а оплатить ими можно было бы {s.exact(r.second)}.",
        lambda s, r: f"The account has {s.points(r.first)} to spend; they could have paid up to {s.exact(r.second)}.",
    ),
    codes.WHOLE_POINTS_TAKEN: Said("whole-points-taken", "points", "paying", whole_ru, whole_en),
    codes.ASKED_LESS: Said(
        "asked-less", "points", "paying",
        lambda s, r: f"Запрошено {s.points(r.first)}, по правилам и балансу можно {s.points(r.second)}.",
        lambda s, r: f"{s.points(r.first)} were asked for; rules and balance permit {s.points(r.second)}.",
    ),
    codes.EARNED_PERCENT: Said(
        "earned-percent", "earned", "earning",
        lambda s, r: f"{s.earning(r.clause)}{s.percent(r.first)}, по чеку {s.points(r.fourth)}; на {s.exact(r.second)} этой позиции приходится {s.points(r.third)}.",
        lambda s, r: f"{s.earning(r.clause)}{s.percent(r.first)}, {s.points(r.fourth)} on the receipt; {s.points(r.third)} for this position's {s.exact(r.second)}.",
    ),
    codes.EARNED_STEPS: Said(
        "earned-steps", "earned", "earning",
        lambda s, r: f"{s.earning(r.clause)}{s.points(r.first)} за каждые {s.money(r.second)} из {s.exact(r.fourth)} по чеку; на эту позицию приходится {s.points(r.third)}.",
        lambda s, r: f"{s.earning(r.clause)}{s.points(r.first)} for every {s.money(r.second)} of {s.exact(r.fourth)} on the receipt; {s.points(r.third)} for this position.",
    ),
    codes.GOODS_DO_NOT_EARN: Said(
        "goods-do-not-earn", "earned", "",
        lambda s, r: f"За эти товары баллы не начисляются: {s.group(r.first)}.",
        lambda s, r: f"No points are earned for these goods: {s.group(r.first)}.",
    ),
    codes.MODE_DOES_NOT_EARN: Said(
        "mode-does-not-earn", "earned", "earning",
        lambda s, r: f"В режиме «{s.mode(r.first)}» баллы за покупку не начисляются.",
        lambda s, r: f"In the mode «{s.mode(r.first)}» a purchase earns no points.",
    ),
    codes.BELOW_STEP: Said(
        "below-step", "earned", "earning",
        lambda s, r: f"Баллы даются за каждые {s.money(r.second)}, а оплачено {s.exact(r.first)}.",
        lambda s, r: f"Points are given for every {s.money(r.second)}, and {s.exact(r.first)} was paid.",
    ),
    codes.BELOW_WHOLE_POINT: Said(
        "below-whole-point", "earned", "earning",
        lambda s, r: f"С {s.exact(r.first)} не набирается целого балла.",
        lambda s, r: f"{s.exact(r.first)} does not bring a whole point.",
    ),
    codes.NO_MEMBER: Said(
        "no-member", "earned", "",
        lambda s, r: "Карта не предъявлена, поэтому ни скидки по ней, ни баллов нет.",
        lambda s, r: "No card was shown, so there is neither its discount nor points.",
    ),
    codes.USABLE_LATER: Said("usable-later", "earned", "earning", later_ru, later_en),
    codes.LAPSES: Said(
        "lapses", "earned", "earning",
        lambda s, r: f"Срок: {s.points(r.second)} можно потратить до {s.when(r.first)}.",
        lambda s, r: f"Term: {s.points(r.second)} can be spent until {s.when(r.first)}.",
    ),
    codes.DEBT_PAID: Said(
        "debt-paid", "earned", "returns",
        lambda s, r: f"{s.points(r.first)} погасили долг перед программой, осталось {s.points(r.second)} долга.",
        lambda s, r: f"{s.points(r.first)} paid the debt to the program; {s.points(r.second)} of it remains.",
    ),
    codes.NOTHING_PAID: Said(
        "nothing-paid", "earned", "earning",
        lambda s, r: "Баллы даются за деньги, а деньгами ничего не оплачено.",
        lambda s, r: "Points are given for money, and nothing was paid in money.",
    ),
    codes.LEVEL_NOW: Said(
        "level-now", "level", "levels",
        lambda s, r: f"Уровень карты {s.percent(r.first)}: накоплено {s.exact(r.second)}.",
        lambda s, r: f"The level of the card is {s.percent(r.first)}: {s.exact(r.second)} accumulated.",
    ),
    codes.LEVEL_REACHED: Said("level-reached", "level", "levels", reached_ru, reached_en),
    codes.LEVEL_FELL: Said(
        "level-fell", "level", "levels.fall",
        lambda s, r: f"Уровень снизился с {s.percent(r.first)} до {s.percent(r.second)}: покупок не было {r.third} мес.",
        lambda s, r: f"The level fell from {s.percent(r.first)} to {s.percent(r.second)}: no purchase for {r.third} months.",
    ),
}  # fmt: skip
