"""Goods are found by parts of their names in both languages, by article and by bar code."""

import pytest

from kopilka.catalogue.keeping import NewGoods, keep_goods, own_bar_code
from kopilka.catalogue.queries import goods_by_code, search_goods

pytestmark = [pytest.mark.server, pytest.mark.django_db]


def goods(article: str, serial: int, ru: str, en: str) -> NewGoods:
    return NewGoods(
        article=article,
        bar_code=own_bar_code("289", serial),
        name_ru=ru,
        name_en=en,
        price=8_990,
        categories=("dairy",),
    )


@pytest.fixture(autouse=True)
def shelf() -> None:
    keep_goods("lavka", [goods("M-1", 1, "Молоко топлёное", "Baked milk"), goods("M-2", 2, "Молоко", "Milk")])
    keep_goods("other", [goods("M-1", 1, "Молоток", "Hammer")])


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("молоко", ["M-1", "M-2"]),
        ("МОЛОКО ТОПЛЕНОЕ", ["M-1"]),
        ("топлёное молоко", ["M-1"]),
        ("Milk", ["M-1", "M-2"]),
        ("m-2", ["M-2"]),
        ("молоток", []),
        ("100%", []),
        ("  ", []),
    ],
)
def test_every_word_must_occur(text: str, found: list[str]) -> None:
    assert [one.article for one in search_goods("lavka", text, 10)] == found


def test_no_more_than_asked_for() -> None:
    assert [one.article for one in search_goods("lavka", "мол", 1)] == ["M-1"]


def test_a_code_is_a_bar_code_or_an_article() -> None:
    by_bar_code = goods_by_code("lavka", own_bar_code("289", 2))
    assert by_bar_code is not None
    assert by_bar_code == goods_by_code("lavka", " M-2 ")
    assert (by_bar_code.name("ru"), by_bar_code.name("en")) == ("Молоко", "Milk")
    assert goods_by_code("lavka", "M-3") is None


def test_a_repeat_replaces() -> None:
    keep_goods("lavka", [goods("M-2", 2, "Молоко отборное", "Best milk")])
    assert [one.article for one in search_goods("lavka", "отборное", 10)] == ["M-2"]
    assert [one.article for one in search_goods("lavka", "молоко", 10)] == ["M-1", "M-2"]


def test_a_bar_code_is_of_the_range_for_own_codes() -> None:
    assert own_bar_code("280", 1_095_275) == "2800010952751"
    with pytest.raises(ValueError, match="does not fit"):
        own_bar_code("460", 1)
    with pytest.raises(ValueError, match="does not fit"):
        own_bar_code("280", 10**9)
