"""How amounts, dates and percentages are written for people, in Russian and in English.

Every amount comes in hundredths, as the rest of the system keeps it. The functions are pure: the language is
an argument; only the tags at the end read the language of the request.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.translation import get_language, gettext

THIN = "\u202f"  # narrow no-break space, between thousands
HARD = "\u00a0"  # no-break space, before a unit
MINUS = "\u2212"
MISSING = "—"

HUNDREDTHS = 100
FEW = range(2, 5)
TEENS = range(11, 15)

POINT_FORMS = {"ru": ("балл", "балла", "баллов"), "en": ("point", "points")}

Moment = datetime | str


def write_number(hundredths: int, language: str, *, fixed: bool) -> str:
    """Hundredths as a decimal number; `fixed` keeps two digits where there is nothing to show."""
    whole, rest = divmod(abs(hundredths), HUNDREDTHS)
    grouped = f"{whole:,}"
    if language == "ru":
        grouped = grouped.replace(",", THIN)
    digits = f"{rest:02}" if fixed or rest else ""
    comma = "," if language == "ru" else "."
    sign = MINUS if hundredths < 0 else ""
    return sign + grouped + (comma + digits if digits else "")


def write_money(kopecks: int, language: str) -> str:
    """`12 345,60 ₽` in Russian, `12,345.60 ₽` in English; always with kopecks, so that columns align."""
    return write_number(kopecks, language, fixed=True) + HARD + "₽"


def choose_form(hundredths: int, forms: Sequence[str]) -> str:
    """The form of a noun that agrees with a number; a fraction takes the second form (`1,5 балла`)."""
    whole, rest = divmod(abs(hundredths), HUNDREDTHS)
    if len(forms) == len(POINT_FORMS["en"]):
        return forms[0] if abs(hundredths) == HUNDREDTHS else forms[1]
    if rest:
        return forms[1]
    if whole % 100 in TEENS:
        return forms[2]
    last = whole % 10
    return forms[0] if last == 1 else forms[1] if last in FEW else forms[2]


def write_points(hundredths: int, language: str, forms: Sequence[str] | None = None) -> str:
    """`150 баллов`: the number with the program's own word for its points."""
    words = forms or POINT_FORMS.get(language, POINT_FORMS["en"])
    return write_number(hundredths, language, fixed=False) + HARD + choose_form(hundredths, words)


def write_percent(hundredths: int, language: str) -> str:
    """`5 %` in Russian, `5%` in English."""
    number = write_number(hundredths, language, fixed=False)
    return number + (HARD + "%" if language == "ru" else "%")


def write_quantity(quantity: str, language: str) -> str:
    """A decimal string with up to three digits, without idle zeros."""
    whole, _, rest = str(quantity).partition(".")
    rest = rest.rstrip("0")
    comma = "," if language == "ru" else "."
    return whole + (comma + rest if rest else "")


def write_day(moment: Moment, now: datetime) -> str:
    """`14 марта`, with the year when it is not this one; in the time zone of `now`."""
    local = read_moment(moment).astimezone(now.tzinfo)
    pattern = "j E" if local.year == now.year else "j E Y"
    return format_date(local, pattern).replace(" ", HARD)


def write_time(moment: Moment, now: datetime) -> str:
    """`14 марта, 12:05`."""
    local = read_moment(moment).astimezone(now.tzinfo)
    return f"{write_day(local, now)}, {local:%H:%M}"


def read_moment(moment: Moment) -> datetime:
    """A moment as it stands in an answer of the machine interface: ISO 8601 with an offset, or a datetime."""
    return datetime.fromisoformat(moment) if isinstance(moment, str) else moment


def pick_reasons(reasons: Iterable[Mapping[str, Any]], about: str) -> list[Mapping[str, Any]]:
    """The reasons of one amount; an answer whose reasons do not say what they are about gives all of them."""
    listed = list(reasons)
    if any("about" in reason for reason in listed):
        return [reason for reason in listed if reason.get("about") == about]
    return listed


register = template.Library()


def spoken() -> str:
    """The language of this request: `ru` or `en`."""
    return (get_language() or "ru").partition("-")[0]


@register.filter
def money(kopecks: int | None) -> str:
    return MISSING if kopecks is None else write_money(kopecks, spoken())


@register.filter
def less(hundredths: int | None) -> int:
    """The amount with its sign turned: what is taken off stands on a receipt with a minus."""
    return -(hundredths or 0)


@register.filter
def percent(hundredths: int | None) -> str:
    return MISSING if hundredths is None else write_percent(hundredths, spoken())


@register.filter
def number(hundredths: int | None) -> str:
    return MISSING if hundredths is None else write_number(hundredths, spoken(), fixed=False)


@register.filter
def quantity(value: str) -> str:
    return write_quantity(value, spoken())


@register.filter
def day(moment: Moment | None) -> str:
    return write_day(moment, timezone.localtime()) if moment else gettext("never")


@register.filter
def moment(value: Moment | None) -> str:
    return write_time(value, timezone.localtime()) if value else MISSING


@register.filter
def iso(value: Moment) -> str:
    """For the `datetime` attribute of a `time` element."""
    return read_moment(value).isoformat(timespec="seconds")


@register.filter
def about(holder: Mapping[str, Any], subject: str) -> list[Mapping[str, Any]]:
    """`line|about:"discount"`: why this line has this discount."""
    return pick_reasons(holder.get("reasons", ()), subject)


@register.simple_tag(takes_context=True)
def points(context: template.Context, hundredths: int | None) -> str:
    """The number with the program's word for its points, from `point_forms` in the context."""
    return write_points(hundredths or 0, spoken(), context.get("point_forms"))


@register.simple_tag(takes_context=True)
def point_word(context: template.Context, hundredths: int | None) -> str:
    """Only the word, where the number stands apart and larger."""
    forms = context.get("point_forms") or POINT_FORMS.get(spoken(), POINT_FORMS["en"])
    return choose_form(hundredths or 0, forms)
