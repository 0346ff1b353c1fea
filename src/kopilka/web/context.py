"""What every page may show of the retailer: the program's name and colour, and its word for points."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from kopilka.checkout import service
from kopilka.programs.model import Program
from kopilka.web.language import spoken
from kopilka.web.staff.models import Shop


def program(request: HttpRequest) -> dict[str, Any]:
    """Return ``program`` and ``point_forms``; nothing when it is not known whose page this is."""
    found = program_of(request)
    if found is None:
        return {}
    is_russian = spoken() == "ru"
    shown: dict[str, Any] = {
        "program": {
            "name": found.name.ru if is_russian else found.name.en,
            "brand_url": reverse("brand", args=[found.brand.removeprefix("#")]),
        }
    }
    if found.point is not None:
        shown["point_forms"] = found.point.name.ru if is_russian else found.point.name.en
    return shown


def program_of(request: HttpRequest) -> Program | None:
    """Return the program of who is signed in, or the only one that has a shop."""
    slug = slug_of(request)
    try:
        tenant = service.current().tenants.get(slug) if slug else None
    except RuntimeError:
        # A page that says that nothing works must not fail because nothing works.
        return None
    return None if tenant is None else tenant.program.program


def slug_of(request: HttpRequest) -> str | None:
    """Return the program's name in its file."""
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        cashier = getattr(user, "cashier", None)
        return None if cashier is None else str(cashier.shop.program)
    slugs = Shop.objects.order_by("program").values_list("program", flat=True).distinct()[:2]
    return slugs[0] if len(slugs) == 1 else None
