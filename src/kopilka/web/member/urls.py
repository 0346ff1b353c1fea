"""Where the member's page lives."""

from django.urls import path

from kopilka.web.member import views

urlpatterns = [path("", views.member, name="member")]
