"""What goods are called, and that the invented cast can show every rule."""

from datetime import date, datetime

import pytest

from kopilka.demo.baskets import Basket, BasketLine, Product, read_products
from kopilka.demo.cast import cast_goods, cast_receipts, cast_registration, known_cast
from kopilka.demo.goods import lavka_goods, line_names, name_of
from kopilka.engine.messages import check_receipt
from kopilka.members.numbers import read_card_number, read_phone
from kopilka.programs.finding import find_program

INVENTED = ("maxidom", "pyaterochka", "alenka")
LAST_DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("product", "russian", "english"),
    [
        (Product("GROCERY", "MILK", "FLUID MILK WHITE ONLY", "1 GA", True), "Молоко «Лавка», 3,8 л", "Milk Lavka, 1 gal"),
        (Product("GROCERY", "BAG SNACKS", "POTATO CHIPS", "12 OZ"), "Чипсы картофельные, 340 г", "Potato chips, 12 oz"),
        (Product("GROCERY", "SOFT DRINKS", "NEW", "20 OZ"), "Напиток газированный, 590 мл", "Soft drink, 20 fl oz"),
        (Product("PRODUCE", "TROPICAL FRUIT", "BANANAS", "40 LB"), "Бананы", "Bananas"),
        (Product("GROCERY", "PASTA SAUCE", "MAINSTREAM", "26 OZ"), "Соус для пасты, 740 г", "Pasta sauce, 26 oz"),
        (Product("GROCERY", "SOUP", "SOUP OF TOMORROW", "CTN"), "Суп", "Soup"),
        (Product("TRAVEL & LEISURE", "TICKETS", "TICKETS"), "Tickets", "Tickets"),
        (Product(), "Goods", "Goods"),
    ],
)  # fmt: skip
def test_goods_have_a_name_and_a_size_in_both_languages(product: Product, russian: str, english: str) -> None:
    assert name_of(product) == (russian, english)


def test_the_catalogue_has_what_sells_at_the_middle_price_best_selling_first() -> None:
    milk, soup = Product("GROCERY", None, "FLUID MILK WHITE ONLY"), Product("GROCERY", "SOUP", None)
    sold = [(1, 100), (1, 300), (1, 200), (2, 50), (2, 50), (2, 50), (2, 60), (3, 10)]
    lines = tuple(BasketLine(number, 1, cents, 0) for number, cents in sold)
    bought = Basket(1, 1, 1, datetime.fromisoformat("2017-01-02T10:00:00"), lines)
    found = lavka_goods([bought], {1: milk, 2: soup, 3: soup})
    assert [(one.article, one.price, one.name_ru) for one in found] == [
        ("2", 5_000, "Суп"),
        ("1", 20_000, "Молоко"),
    ]
    assert found[0].bar_code == "2800000000028"


def test_articles_that_look_the_same_are_offered_once() -> None:
    lines = tuple(BasketLine(number, 1, 50, 0) for number in (1, 2) for _ in range(3))
    bought = Basket(1, 1, 1, datetime.fromisoformat("2017-01-02T10:00:00"), lines)
    soup = Product("GROCERY", "SOUP", None)
    assert [one.article for one in lavka_goods([bought], {1: soup, 2: soup})] == ["1"]


def test_most_goods_of_the_package_have_a_russian_name() -> None:
    names = line_names(read_products(range(800_000, 1_200_000)))
    assert sum(name.isascii() for name in names.values()) < len(names) // 10


def test_the_categories_that_lavka_names_in_capitals_exist_in_the_package() -> None:
    known = {level for product in read_products().values() for level in product.categories()}
    groups = find_program("lavka").program.goods.values()
    named = {category for group in groups for category in group.categories if category.isupper()}
    assert named
    assert named <= known


@pytest.mark.parametrize("program", INVENTED)
def test_every_category_and_mark_that_a_program_names_lies_on_its_shelf(program: str) -> None:
    shelf = cast_goods(program)
    groups = find_program(program).program.goods.values()
    assert {name for group in groups for name in group.categories} <= {
        name for one in shelf for name in one.categories
    }
    assert {name for group in groups for name in group.marks} <= {name for one in shelf for name in one.marks}
    assert len(shelf) >= 20


@pytest.mark.parametrize("program", INVENTED)
def test_the_cast_joins_with_a_card_and_buys_what_can_be_sold(program: str) -> None:
    for member in known_cast()[program].members:
        joined = cast_registration(member, LAST_DAY)
        receipts = cast_receipts(program, member, LAST_DAY)
        assert read_card_number(member.number(), "card") == member.number()
        assert joined.at < receipts[0].at
        assert [receipt.at for receipt in receipts] == sorted(receipt.at for receipt in receipts)
        for receipt in receipts:
            check_receipt(receipt)


def test_maxidom_has_a_member_of_each_mode() -> None:
    modes = find_program("maxidom").program.editions[0].modes
    assert modes is not None
    assert {member.mode for member in known_cast()["maxidom"].members} == set(modes.choose_from)


def test_no_telephone_of_the_cast_can_be_anybodys() -> None:
    phones = [member.phone for troupe in known_cast().values() for member in troupe.members if member.phone]
    assert phones
    for phone in phones:
        assert read_phone(phone, "phone").startswith("+120255501")
