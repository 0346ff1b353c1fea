"""Where the first page, signing in and out, and the colours live."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from kopilka.web.home import views

urlpatterns = [
    path("", views.home, name="home"),
    path("sign-in", views.SignIn.as_view(), name="login"),
    path("sign-out", LogoutView.as_view(), name="logout"),
    path("brand/<str:colour>.css", views.brand, name="brand"),
]
