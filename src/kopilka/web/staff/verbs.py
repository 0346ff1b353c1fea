"""What one does with shops and their staff. Each may be repeated: the second time nothing changes, or the name does."""

from django.contrib.auth import get_user_model
from django.db import transaction

from kopilka.web.staff.models import Cashier, Sample, Shop


def open_shop(program: str, code: str, name: str) -> Shop:
    """Make a shop known to the pages under the code that its receipts name."""
    shop, _ = Shop.objects.update_or_create(program=program, code=code, defaults={"name": name})
    return shop


@transaction.atomic
def employ_cashier(shop: Shop, username: str, password: str, *, is_demonstration: bool = False) -> Cashier:
    """Let somebody sign in as a cashier of the shop; a demonstration shows the password on the sign-in page."""
    user, _ = get_user_model().objects.get_or_create(username=username)
    user.set_password(password)
    user.save(update_fields=["password"])
    shown = password if is_demonstration else ""
    cashier, _ = Cashier.objects.update_or_create(user=user, defaults={"shop": shop, "shown_password": shown})
    return cashier


def offer_sample(shop: Shop, card: str, *, ru: str, en: str) -> None:
    """Offer a member of the demonstration on the first page, with a few words on what is to be seen."""
    Sample.objects.update_or_create(shop=shop, card=card, defaults={"ru": ru, "en": en})
