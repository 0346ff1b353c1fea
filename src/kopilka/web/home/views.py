"""The first page: where a cashier begins, and the sign-in before it."""

from urllib.parse import urlencode

from django.contrib.auth.views import LoginView
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from kopilka.web.access import Workplace, at_work
from kopilka.web.brand import brand_sheet
from kopilka.web.staff.models import Cashier

YEAR = 365 * 86_400


@require_safe
@at_work
def home(request: HttpRequest, place: Workplace) -> HttpResponse:
    """Show the doors."""
    return start(request, place)


def start(request: HttpRequest, place: Workplace, who: str = "", who_problem: str = "") -> HttpResponse:
    """Show the doors, with what was wrong with a card or a phone."""
    samples = [
        {
            "url": f"{reverse('member')}?{urlencode({'who': sample.card})}",
            "card": sample.card,
            "text": sample.ru if place.language == "ru" else sample.en,
        }
        for sample in place.shop.samples.all()
    ]
    context = {
        "shop": place.shop,
        "docs_url": "/docs",
        "samples": samples,
        "who": who,
        "who_problem": who_problem,
    }
    return render(request, "home.html", context)


class SignIn(LoginView):
    """The sign-in page, which in a demonstration tells name and password."""

    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        """Add who may sign in to the demonstration."""
        cashiers = Cashier.objects.exclude(shown_password="").select_related("user", "shop").order_by("pk")
        demo: dict[str, list[dict[str, str]]] = {}
        for one in cashiers:
            known = demo.setdefault(one.shown_password, [])
            known.append({"username": one.user.get_username(), "shop": one.shop.name})
        return {**super().get_context_data(**kwargs), "demo": demo}


@require_safe
@cache_control(public=True, max_age=YEAR, immutable=True)
def brand(_request: HttpRequest, colour: str) -> HttpResponse:
    """Answer with the colours that follow from one; the address names it, so the answer never changes."""
    try:
        sheet = brand_sheet(f"#{colour}")
    except ValueError as error:
        raise Http404 from error
    return HttpResponse(sheet, content_type="text/css; charset=utf-8")
