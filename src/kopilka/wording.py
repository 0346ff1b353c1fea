"""How amounts, percentages, dates and counted words are written for people, in Russian and in English.

Pure: the language is an argument, ``ru`` or ``en``; every amount comes in hundredths, as the rest of the system
keeps it.
"""

from collections.abc import Sequence
from datetime import datetime

from kopilka.clock import zone_named

THIN = "\u202f"  # narrow no-break space, between thousands
HARD = "\u00a0"  # no-break space, before a unit
MINUS = "\u2212"

HUNDREDTHS = 100
FEW = range(2, 5)
TEENS = range(11, 15)

POINT_FORMS = {"ru": ("балл", "балла", "баллов"), "en": ("point", "points")}
MONTHS = {
    "ru": (
        "января", "февраля", "марта", "апреля", "мая", "июня",
        "июля", "августа", "сентября", "октября", "ноября", "декабря",
    ),
    "en": (
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
}  # fmt: skip


def write_number(hundredths: int, language: str, *, fixed: bool) -> str:
    """Hundredths as a decimal number; ``fixed`` keeps two digits where there is nothing to show."""
    whole, rest = divmod(abs(hundredths), HUNDREDTHS)
    grouped = f"{whole:,}"
    if language == "ru":
        grouped = grouped.replace(",", THIN)
    digits = f"{rest:02}" if fixed or rest else ""
    comma = "," if language == "ru" else "."
    sign = MINUS if hundredths < 0 else ""
    return sign + grouped + (comma + digits if digits else "")


def write_money(kopecks: int, language: str) -> str:
    """``12 345,60 ₽`` in Russian, ``12,345.60 ₽`` in English; always with kopecks, so that columns align."""
    return write_number(kopecks, language, fixed=True) + HARD + "₽"


def write_round_money(kopecks: int, language: str) -> str:
    """``50 ₽``, with kopecks only where there are some; for sentences."""
    return write_number(kopecks, language, fixed=False) + HARD + "₽"


def choose_form(hundredths: int, forms: Sequence[str]) -> str:
    """The form of a noun that agrees with a number; a fraction takes the second form (``1,5 балла``)."""
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
    """``150 баллов``: the number with the program's own word for its points."""
    words = forms or POINT_FORMS.get(language, POINT_FORMS["en"])
    return write_number(hundredths, language, fixed=False) + HARD + choose_form(hundredths, words)


def write_percent(hundredths: int, language: str) -> str:
    """``5 %`` in Russian, ``5%`` in English."""
    number = write_number(hundredths, language, fixed=False)
    return number + (HARD + "%" if language == "ru" else "%")


def write_quantity(quantity: str, language: str) -> str:
    """A decimal string of the interface, such as ``1.500``, without idle zeros: ``1,5``."""
    whole, _, rest = quantity.partition(".")
    rest = rest.rstrip("0")
    comma = "," if language == "ru" else "."
    return whole + (comma + rest if rest else "")


def write_day(moment: datetime, now: datetime, language: str) -> str:
    """``14 марта``, with the year when it is not this one; in the time zone of ``now``."""
    local = moment.astimezone(now.tzinfo)
    year = "" if local.year == now.year else f"{HARD}{local.year}"
    return f"{local.day}{HARD}{MONTHS[language][local.month - 1]}{year}"


def write_time(moment: datetime, now: datetime, language: str) -> str:
    """``14 марта, 12:05``."""
    return f"{write_day(moment, now, language)}, {moment.astimezone(now.tzinfo):%H:%M}"


def write_when(moment: int, zone: str, language: str) -> str:
    """``15 августа 2021, 12:00`` in a program's time zone."""
    local = datetime.fromtimestamp(moment, zone_named(zone))
    return f"{local.day}{HARD}{MONTHS[language][local.month - 1]} {local.year}, {local:%H:%M}"
