"""The member's page, for now opened by the staff of a shop: the card, the points by date, the level, the history."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from kopilka.problems import Problem
from kopilka.web.access import Workplace, at_work
from kopilka.web.home.views import start
from kopilka.web.member.finding import read_who
from kopilka.web.member.history import history_page
from kopilka.web.member.standing import balance_of, level_of
from kopilka.web.problems import about_member


@require_safe
@at_work
def member(request: HttpRequest, place: Workplace) -> HttpResponse:
    """Show a member by card or telephone."""
    who = request.GET.get("who", "").strip()[:40]
    try:
        found = read_who(who)
        state = place.checkout.wait_for(place.checkout.member(place.tenant, found))
    except Problem as problem:
        return start(request, place, who=who, who_problem=about_member(problem))
    cards = place.checkout.wait_for(place.checkout.cards(place.tenant, state.id))
    before = request.GET.get("before", "")
    page = history_page(place, state, int(before) if before.isdecimal() and len(before) < 19 else None)
    context = {
        "card": card_shown(cards, found.card),
        "balance": balance_of(place, state),
        "level": level_of(place.tenant.program, state, place.checkout.now(), place.language),
        "history": page.entries,
        "older_url": f"{reverse('member')}?{urlencode({'who': who, 'before': page.older})}"
        if page.older
        else None,
    }
    return render(request, "member/member.html", context)


def card_shown(cards: list[tuple[str, str]], asked: str | None) -> dict[str, str] | None:
    """Return the card that was asked for, else an active one."""
    states = dict(cards)
    active = [number for number, state in cards if state == "active"]
    number = asked if asked in states else next(iter(active or states), None)
    if number is None:
        return None
    texts = {
        "blocked": gettext("This card is blocked: nothing is earned or spent with it."),
        "closed": gettext("This card is closed."),
    }
    return {"number": number, "state_text": texts.get(states[number], "")}
