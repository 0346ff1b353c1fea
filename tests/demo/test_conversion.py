"""A basket of the package becomes a receipt of Lavka: amounts, quantities, times, numbers."""

from datetime import date, datetime, timedelta

import pytest

from kopilka.clock import read_moment
from kopilka.demo.baskets import Basket, BasketLine, Product, chosen
from kopilka.demo.conversion import convert, household_card, receipt_line, receipt_lines, shift
from kopilka.engine.messages import Who, check_receipt

MILK = Product("GROCERY", "FLUID MILK PRODUCTS", "FLUID MILK WHITE ONLY", "1 GA", is_own_brand=True)
PETROL = Product("FUEL", "COUPON/MISC ITEMS", "GASOLINE-REG UNLEADED")
PRODUCTS = {1: MILK, 2: PETROL}
SUNDAY = date(2017, 12, 31)


def basket(number: int, at: str, *lines: BasketLine, household: int = 7) -> Basket:
    return Basket(number, household, 406, datetime.fromisoformat(at), lines)


def test_a_cent_becomes_a_rouble() -> None:
    line = receipt_line(1, BasketLine(1, 1, 350, 0), MILK, "Молоко")
    assert (line.sum, line.price, line.quantity, line.marks) == (35_000, 35_000, "1", ())
    assert (line.article, line.name) == ("1", "Молоко")
    assert line.categories == ("GROCERY", "FLUID MILK PRODUCTS", "FLUID MILK WHITE ONLY")


def test_a_promotion_is_a_mark_and_a_higher_price() -> None:
    line = receipt_line(1, BasketLine(1, 3, 200, 100), MILK, "")
    assert (line.sum, line.price, line.marks) == (20_000, 10_000, ("promo",))


def test_petrol_is_counted_in_thousandths() -> None:
    line = receipt_line(1, BasketLine(2, 8_725, 2_006, 0), PETROL, "")
    assert (line.quantity, line.sum, line.price) == ("8.725", 200_600, 22_992)


@pytest.mark.parametrize("skipped", [BasketLine(1, 0, 100, 0), BasketLine(1, 1, 0, 50)])
def test_a_line_of_no_goods_or_no_money_is_skipped(skipped: BasketLine) -> None:
    bought = basket(9, "2017-12-30T10:00:00", skipped, BasketLine(1, 1, 100, 0))
    assert [line.line for line in receipt_lines(bought, PRODUCTS, {})] == [2]


def test_what_was_skipped_is_counted() -> None:
    found = convert(
        [
            basket(1, "2017-12-30T10:00:00", BasketLine(1, 0, 0, 0)),
            basket(2, "2017-12-31T10:00:00", BasketLine(1, 1, 0, 0), BasketLine(1, 2, 100, 0)),
        ],
        PRODUCTS,
        {},
        SUNDAY,
    )
    assert (found.count(), found.skipped_lines, found.empty_baskets, found.later_baskets) == (1, 2, 1, 0)


@pytest.mark.parametrize("days", range(8))
def test_the_year_is_moved_by_whole_weeks_and_ends_on_the_last_day(days: int) -> None:
    last_day = date(2026, 11, 15) + timedelta(days)
    moved = shift(SUNDAY, last_day)
    assert moved.days % 7 == 0
    assert timedelta() <= SUNDAY + moved - last_day < timedelta(7)


def test_what_would_happen_after_the_last_day_is_left_out() -> None:
    week = [
        basket(day, f"2017-12-{day}T12:00:00", BasketLine(1, 1, 100, 0), household=day)
        for day in range(25, 32)
    ]
    found = convert(week, PRODUCTS, {}, date(2026, 11, 18))
    assert [receipts[0].at for receipts in found.receipts.values()] == [
        "2026-11-16T12:00:00+03:00",
        "2026-11-17T12:00:00+03:00",
        "2026-11-18T12:00:00+03:00",
    ]
    assert found.later_baskets == 4


def test_a_receipt_has_the_baskets_number_and_the_households_card() -> None:
    ((receipt,),) = convert(
        [basket(5, "2017-12-31T10:00:00", BasketLine(1, 1, 100, 0))], PRODUCTS, {}, SUNDAY
    ).receipts.values()
    assert (receipt.shop, receipt.number, receipt.member) == ("lenina-5", "5", Who(card="2900000000070"))
    assert read_moment(receipt.at) == read_moment("2017-12-31T10:00:00+03:00")
    assert check_receipt(receipt) == [1_000]
    assert household_card(7) == "2900000000070"


def test_every_fourth_receipt_of_a_household_asks_to_pay_with_points() -> None:
    days = [basket(day, f"2017-12-{day}T12:00:00", BasketLine(1, 1, 100, 0)) for day in range(24, 32)]
    (receipts,) = convert(days, PRODUCTS, {}, SUNDAY).receipts.values()
    assert [receipt.number for receipt in receipts if receipt.spend == "max"] == ["27", "31"]


def test_households_are_chosen_that_buy_nearly_everything_in_the_busiest_shops() -> None:
    purchases = [(1, 10)] * 9 + [(1, 30)] + [(2, 10)] * 8 + [(2, 30)] * 2 + [(3, 20)] * 12
    assert chosen(purchases, shops=2, households=9) == ([10, 20], [1, 3])
    assert chosen(purchases, shops=2, households=1) == ([10, 20], [1])
