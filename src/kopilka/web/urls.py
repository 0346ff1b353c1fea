"""Where each page lives."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("kopilka.web.home.urls")),
    path("till/", include("kopilka.web.till.urls")),
    path("member", include("kopilka.web.member.urls")),
    # Browsers ask for it on their own wherever a page names no icon.
    path("favicon.ico", RedirectView.as_view(url=f"{settings.STATIC_URL}favicon.svg", permanent=True)),
    path("i18n/", include("django.conf.urls.i18n")),
]

handler400 = "kopilka.web.errors.bad_request"
handler403 = "kopilka.web.errors.forbidden"
handler404 = "kopilka.web.errors.not_found"
handler500 = "kopilka.web.errors.server_error"
