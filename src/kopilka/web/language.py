"""The language of the request: the one that its amounts, reasons and problems are written in."""

from django.utils.translation import get_language


def spoken() -> str:
    """Return ``ru`` or ``en``."""
    return (get_language() or "ru").partition("-")[0]
