"""Where the till's pages live. A receipt's number may hold anything printable, a stroke included."""

from django.urls import path

from kopilka.web.till import views

urlpatterns = [
    path("", views.till, name="till"),
    path("quote", views.quote, name="till-quote"),
    path("member", views.quote, name="till-member"),
    path("pay", views.pay, name="till-pay"),
    path("goods", views.goods, name="till-goods"),
    path("receipts/<str:shop>/<path:number>", views.receipt, name="till-receipt"),
    path("return", views.give_back, name="till-return"),
]
