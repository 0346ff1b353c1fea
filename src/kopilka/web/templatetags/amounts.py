"""How the pages write amounts, dates and percentages: ``kopilka.wording`` in the language of the request."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import gettext

from kopilka.web.language import spoken
from kopilka.wording import (
    POINT_FORMS,
    choose_form,
    write_day,
    write_money,
    write_number,
    write_percent,
    write_points,
    write_quantity,
    write_time,
)

MISSING = "—"
NEAR = timedelta(days=2)

Moment = datetime | str

register = template.Library()


def read_moment(moment: Moment) -> datetime:
    """A moment as it stands in an answer of the machine interface: ISO 8601 with an offset, or a datetime."""
    read = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    # A day alone, such as an edition's first one, begins where the page is read.
    return read if read.tzinfo else timezone.make_aware(read)


def pick_reasons(reasons: Iterable[Mapping[str, Any]], about: str) -> list[Mapping[str, Any]]:
    """The reasons of one amount; an answer whose reasons do not say what they are about gives all of them."""
    listed = list(reasons)
    if any("about" in reason for reason in listed):
        return [reason for reason in listed if reason.get("about") == about]
    return listed


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
    return write_day(read_moment(moment), timezone.localtime(), spoken()) if moment else gettext("never")


@register.filter
def start(moment: Moment) -> str:
    """From when something is: with the hour while that is near."""
    read, now = read_moment(moment), timezone.localtime()
    return write_time(read, now, spoken()) if read - now < NEAR else write_day(read, now, spoken())


@register.filter
def moment(value: Moment | None) -> str:
    return write_time(read_moment(value), timezone.localtime(), spoken()) if value else MISSING


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
