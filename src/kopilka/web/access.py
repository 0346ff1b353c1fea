"""Who may open a page: somebody who is signed in and works in a shop.

What such a person needs to know of the shop's program comes with it as one ``Workplace``.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, NamedTuple, ParamSpec, cast
from urllib.parse import urlencode

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control

from kopilka.checkout import service
from kopilka.checkout.orders import Tenant
from kopilka.checkout.service import Checkout
from kopilka.clock import write_moment, zone_named
from kopilka.web.language import spoken
from kopilka.web.staff.models import Cashier, Shop

Parameters = ParamSpec("Parameters")


class Workplace(NamedTuple):
    """A cashier at a page of a shop, and what the shop's receipts go through."""

    cashier: Cashier
    shop: Shop
    checkout: Checkout
    tenant: Tenant
    language: str

    def moment(self, at: int) -> str:
        """Write a moment in the program's zone, as the machine interface does."""
        return write_moment(at, self.tenant.program.zone)

    def point_forms(self) -> tuple[str, ...] | None:
        """Return the program's word for its points, None in a program without points."""
        point = self.tenant.program.program.point
        return None if point is None else point.name.ru if self.language == "ru" else point.name.en


def at_work(
    view: Callable[Concatenate[HttpRequest, Workplace, Parameters], HttpResponse],
) -> Callable[Concatenate[HttpRequest, Parameters], HttpResponse]:
    """Give a view the workplace of who is signed in; times on the page are the program's own."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Parameters.args, **kwargs: Parameters.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        workplace = workplace_of(request.user)
        with timezone.override(zone_named(workplace.tenant.program.zone)):
            answer = view(request, workplace, *args, **kwargs)
        # What a customer has is on these pages, and the way back to a till must not show an old basket.
        patch_cache_control(answer, private=True, no_store=True)
        return answer

    return cast("Callable[Concatenate[HttpRequest, Parameters], HttpResponse]", checked)


def workplace_of(user: AbstractBaseUser | AnonymousUser) -> Workplace:
    """Return where somebody works; PermissionDenied for who works nowhere."""
    cashier: Cashier | None = getattr(user, "cashier", None)
    if cashier is None:
        raise PermissionDenied
    checkout = service.current()
    return Workplace(cashier, cashier.shop, checkout, checkout.tenant(cashier.shop.program), spoken())


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """Send to the sign-in page; a request of a part of a page would put that page into the part."""
    if not request.headers.get("HX-Request"):
        return redirect(f"{reverse('login')}?{urlencode({'next': request.get_full_path()})}")
    answer = HttpResponse(status=401)
    answer["HX-Redirect"] = reverse("login")
    return answer


def is_partial(request: HttpRequest) -> bool:
    """Tell whether htmx asks, which wants a part of the page."""
    return bool(request.headers.get("HX-Request")) and not request.headers.get("HX-History-Restore-Request")
