"""What a program file can say: the closed vocabulary, as frozen typed structures.

One class for each clause; the description of a field is its line in the printed reference. ``reading`` fills these from
YAML, ``checking`` refuses what can't be explained to a customer. What a clause does stands in the engine; what it is
called by the retailer stands here. Amounts are hundredths, rates hundredths of a percent.
"""

from typing import Annotated, Literal

import msgspec

from kopilka.programs.scalars import (
    AS_EARNED,
    Colour,
    Day,
    Delay,
    GrantLapse,
    Identifier,
    Lapse,
    Length,
    Money,
    MoneyFloor,
    Percent,
    Period,
    Points,
    PointStep,
    Rate,
    Text,
    Whole,
    Zone,
)

About = msgspec.Meta

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


class Clause(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The base of everything that a program file says."""


class Words(Clause, frozen=True, kw_only=True):
    """One thing said in both languages."""

    ru: Annotated[Text, About(description="in Russian")]
    en: Annotated[Text, About(description="in English")]


class PointNames(Clause, frozen=True, kw_only=True):
    """How points are counted: `1 балл, 2 балла, 5 баллов`; `1 point, 2 points`."""

    ru: Annotated[tuple[Text, ...], About(description="three forms: one, two, five")]
    en: Annotated[tuple[Text, ...], About(description="two forms: one, many")]


class Point(Clause, frozen=True, kw_only=True):
    """What a point is (P18)."""

    worth: Annotated[Money, About(description="what one point pays")]
    spent_in: Annotated[Points, About(description="points are spent in multiples of this")] = 100
    name: Annotated[PointNames, About(description="what points are called")] = PointNames(
        ru=("балл", "балла", "баллов"), en=("point", "points")
    )


class Goods(Clause, frozen=True, kw_only=True):
    """A group of goods that clauses name: any of the categories, articles or marks."""

    name: Annotated[Words | None, About(description="what customers call the group")] = None
    categories: Annotated[tuple[Text, ...], About(description="categories of the till")] = ()
    articles: Annotated[tuple[Text, ...], About(description="single articles")] = ()
    marks: Annotated[
        tuple[Text, ...], About(description="marks that the till puts on a line, as `promo`")
    ] = ()


class Cards(Clause, frozen=True, kw_only=True):
    """How cards are given and kept (C2, C4, C9, R8, P25). Recorded here for the desk and the cabinet."""

    given_for: Annotated[
        dict[Identifier, Money], About(description="purchase that earns a card, by region, with `default`")
    ] = {}
    price: Annotated[
        dict[Identifier, Money], About(description="price of a card, by region, with `default`")
    ] = {}
    active_after: Annotated[
        dict[Identifier, Delay], About(description="delay of activation, by way: site, desk, wallet …")
    ] = {}
    replaced_for: Annotated[
        tuple[Money, ...], About(description="price of a replacement: the first, every later one")
    ] = ()
    virtual_replaced_for: Annotated[
        Money | None, About(description="price of a replacement by a virtual card")
    ] = None
    old_pattern_can: Annotated[
        tuple[Identifier, ...], About(description="what a card of the old pattern can: discount, earn, spend")
    ] = ()
    per_person: Annotated[Whole | None, About(description="cards that one person may hold")] = None


class Fall(Clause, frozen=True, kw_only=True):
    """What a time without purchases does to a level (P6)."""

    after: Annotated[Length, About(description="time without a purchase, in months or years")]
    to: Annotated[
        Literal["the next lower step"],
        About(description="the accumulated spend becomes that step's threshold"),
    ] = "the next lower step"
    not_below: Annotated[Percent, About(description="the percentage below which it never falls")] = 0
    warn: Annotated[Length | None, About(description="how long before the member is warned")] = None


class Levels(Clause, frozen=True, kw_only=True):
    """A percentage that grows with spend (P4, P5)."""

    by: Annotated[Literal["money paid over all time"], About(description="what is accumulated")] = (
        "money paid over all time"
    )
    steps: Annotated[dict[Money, Percent], About(description="percentage from an accumulated spend on")]
    start: Annotated[
        Literal["next day", "from the next receipt"],
        About(description="when a new level begins to work"),
    ] = "next day"
    fall: Annotated[Fall | None, About(description="what a time without purchases does")] = None


class Mode(Clause, frozen=True, kw_only=True):
    """One way to receive the percentage (P7)."""

    name: Annotated[Words | None, About(description="what customers call the mode")] = None
    discount: Annotated[Rate, About(description="percentage given as a discount")] = 0
    earn: Annotated[Rate, About(description="percentage given as points")] = 0
    share: Annotated[Percent, About(description="the points' part until the member sets another")] = 0


class Modes(Clause, frozen=True, kw_only=True):
    """The modes between which a member chooses (P7)."""

    choose_from: Annotated[dict[Identifier, Mode], About(description="the modes by name")]
    start_with: Annotated[
        dict[Identifier, Identifier], About(description="mode by region of issue, with `default` (P25)")
    ]
    change: Annotated[
        Literal["next day", "at once"],
        About(description="when a change begins to work"),
    ] = "next day"


class Place(Clause, frozen=True, kw_only=True):
    """Where and when a clause holds; nothing said is everywhere and always."""

    on: Annotated[tuple[Identifier, ...], About(description="only these groups of goods")] = ()
    not_on: Annotated[tuple[Identifier, ...], About(description="all but these groups of goods")] = ()
    channel: Annotated[
        tuple[Identifier, ...], About(description="only in these channels, as `store` or `online`")
    ] = ()
    regions: Annotated[tuple[Identifier, ...], About(description="only in these regions")] = ()
    weekdays: Annotated[
        tuple[Weekday, ...],
        About(description="only on these days of the week"),
    ] = ()


class Discount(Place, frozen=True, kw_only=True):
    """A percentage off for who shows a card (P1, P8, P12)."""

    name: Annotated[Words | None, About(description="what customers call it")] = None
    percent: Annotated[Rate, About(description="how much")]
    rounded: Annotated[
        Literal["kopecks", "whole roubles down"],
        About(
            description="how the whole discount on a receipt is rounded; each line is half up to the kopeck"
        ),
    ] = "kopecks"


class Case(Clause, frozen=True, kw_only=True):
    """A delay that holds in one case (P21)."""

    channel: Annotated[Identifier | None, About(description="for purchases in this channel")] = None
    above: Annotated[Points | None, About(description="when more points than this were earned")] = None
    after: Annotated[Delay, About(description="the delay")]


class Earning(Place, frozen=True, kw_only=True):
    """Points for a purchase (P1–P3, P9, P15, P21, P22)."""

    name: Annotated[Words | None, About(description="what customers call it")] = None
    percent: Annotated[
        Rate | dict[Money, Percent] | None, About(description="a percentage, or percentages by receipt sum")
    ] = None
    points: Annotated[
        PointStep | None, About(description="points for every full step of money, instead of a percentage")
    ] = None
    of: Annotated[
        Literal["money paid", "sum after discounts", "sum before discounts"],
        About(description="which amount of the lines counts"),
    ] = "money paid"
    rounded: Annotated[
        Literal["whole points down", "hundredths of a point down"],
        About(description="how the points for a receipt are rounded"),
    ] = "whole points down"
    credited: Annotated[
        tuple[Case, ...], About(description="from the purchase to the crediting; the first case that fits")
    ] = ()
    usable: Annotated[
        tuple[Case, ...], About(description="from the crediting to the first use; the first case that fits")
    ] = ()
    lapses: Annotated[Lapse, About(description="how long after the crediting the points lapse")] = None
    remind: Annotated[Length | None, About(description="how long before the member is reminded")] = None


class Grant(Clause, frozen=True, kw_only=True):
    """Points that are given, not earned: welcome, birthday, «just so» (P10)."""

    name: Annotated[Words | None, About(description="what customers call it")] = None
    points: Annotated[Points | None, About(description="how many; left out, the grant says it")] = None
    usable: Annotated[Delay, About(description="when they can be spent")] = Period()
    lapses: Annotated[GrantLapse, About(description="how long after the crediting they lapse")] = AS_EARNED


class Paying(Clause, frozen=True, kw_only=True):
    """What points can pay (P16–P20)."""

    up_to: Annotated[Percent, About(description="the part of the receipt that points may pay")] = 10_000
    of: Annotated[
        Literal[
            "the receipt", "the receipt before discounts", "payable goods", "payable goods before discounts"
        ],
        About(description="of what the part is counted"),
    ] = "the receipt"
    counting_discounts: Annotated[
        Literal["yes", "no"],
        About(description="whether discounts use up the same part"),
    ] = "no"
    leaving: Annotated[MoneyFloor | None, About(description="what stays to be paid in money")] = None
    on: Annotated[tuple[Identifier, ...], About(description="only these groups of goods (P30)")] = ()
    not_on: Annotated[tuple[Identifier, ...], About(description="all but these groups of goods")] = ()
    from_: Annotated[
        Literal["the dearest position"], About(description="where points are taken first (P19)")
    ] = "the dearest position"
    spends: Annotated[
        Literal["when asked", "automatically"],
        About(description="what happens when the till does not say (P20)"),
    ] = "when asked"


class Returns(Clause, frozen=True, kw_only=True):
    """What a return does to points (R4)."""

    earned: Annotated[
        Literal[
            "taken back, from waiting points", "taken back, within balance", "taken back, the rest a debt"
        ],
        About(description="what becomes of points that the goods earned"),
    ] = "taken back, within balance"
    spent: Annotated[
        Literal["back to their own dates"], About(description="what becomes of points that paid")
    ] = "back to their own dates"


class Edition(Clause, frozen=True, kw_only=True):
    """The rules from one day on, by the receipt's own time (P27)."""

    from_: Annotated[Day, About(description="the first day")]
    cards: Annotated[Cards | None, About(description="how cards are given and kept")] = None
    levels: Annotated[Levels | None, About(description="a percentage that grows with spend")] = None
    modes: Annotated[Modes | None, About(description="modes to choose between")] = None
    discounts: Annotated[dict[Identifier, Discount], About(description="discounts by name")] = {}
    when_discounts_meet: Annotated[
        Literal["largest", "sum", "the first named"],
        About(description="what a line with several discounts gets"),
    ] = "largest"
    earning: Annotated[dict[Identifier, Earning], About(description="points for purchases, by name")] = {}
    grants: Annotated[dict[Identifier, Grant], About(description="points that are given, by name")] = {}
    other_grants: Annotated[Grant, About(description="how points without a named reason behave")] = Grant()
    paying: Annotated[Paying | None, About(description="what points can pay; left out, nothing")] = None
    returns: Annotated[Returns, About(description="what a return does")] = Returns()


class Program(Clause, frozen=True, kw_only=True):
    """A retailer's whole scheme."""

    program: Annotated[Identifier, About(description="its name in the interface")]
    name: Annotated[Words, About(description="its name for customers")]
    brand: Annotated[Colour, About(description="one colour; everything else is derived from it")] = "#1f6f54"
    time_zone: Annotated[Zone, About(description="where its days begin")] = "Europe/Moscow"
    point: Annotated[
        Point | None, About(description="what a point is; left out, the program has none (P29)")
    ] = None
    regions: Annotated[
        dict[Identifier, tuple[Text, ...] | Literal["default"]],
        About(description="shops by region; one region may be the `default` for all others (P25)"),
    ] = {}
    goods: Annotated[dict[Identifier, Goods], About(description="groups of goods that clauses name")] = {}
    editions: Annotated[tuple[Edition, ...], About(description="the rules, dated, the oldest first")]
