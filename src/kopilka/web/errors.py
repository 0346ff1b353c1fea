"""Pages for what went wrong before a view could say so; a part of a page gets a part, and keeps its basket."""

import logging
import secrets

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext

from kopilka.web.access import is_partial
from kopilka.web.problems import Shown, internal, of_sentence

_log = logging.getLogger(__name__)


def error(request: HttpRequest, problem: Shown, status: int) -> HttpResponse:
    """Answer with a problem: a page, or the part of one where problems are shown."""
    template = "_problem.html" if is_partial(request) else "error.html"
    return directed(request, render(request, template, {"problem": problem}, status=status))


def directed(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Lead a part of a page to where the page shows problems."""
    if is_partial(request):
        answer["HX-Retarget"] = "#problem"
        answer["HX-Reswap"] = "innerHTML"
    return answer


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django calls it by this name
    """Answer a request that no page of ours sends."""
    return error(
        request, of_sentence(gettext("This request can't be read"), gettext("Open the page again.")), 400
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001 - Django calls it by this name
    """Answer somebody who is signed in and works in no shop."""
    title = gettext("This page is for the staff of a shop")
    return error(
        request, of_sentence(title, gettext("Sign out, and sign in with the name of a cashier.")), 403
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django calls it by this name
    """Answer an address without a page."""
    title = gettext("There is no page at this address")
    return error(request, of_sentence(title, gettext("Check the address, or begin at the start.")), 404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer after a fault of ours, with a number under which the journal has it."""
    reference = secrets.token_hex(4).upper()
    _log.error("fault shown as %s", reference, exc_info=True)
    template = "_problem.html" if is_partial(request) else "error.html"
    # Without the request, whose user and program may be just what can't be read.
    page = render_to_string(template, {"problem": internal(reference)})
    return directed(request, HttpResponse(page, status=500))


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form that was opened before somebody signed in or out."""
    _log.warning("form refused: %s", reason)
    title = gettext("This page was opened too long ago")
    return error(request, of_sentence(title, gettext("Open it again and repeat what you did.")), 403)
