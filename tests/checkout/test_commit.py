"""Receipts through the batches and PostgreSQL: once, whole, in any company (R11, X6)."""

import asyncio

import psycopg
import pytest

from kopilka.checkout.orders import SettlementChanged, read_settlement, receipt_order
from kopilka.checkout.turns import Outcome
from kopilka.engine.messages import Grant, Registration, Return, Settled, Who
from kopilka.problems import Problem
from tests.house import House, opened, together

pytestmark = pytest.mark.server


def test_a_receipt_is_written_once_and_repeated_with_the_first_answer(house: House, anna: str) -> None:
    message = house.receipt(anna, "1", spend="max")
    first = house.wait(house.checkout.commit(house.tenant, message))
    before = house.written()
    again = house.wait(house.checkout.commit(house.tenant, message))
    assert (first.is_new, again.is_new) == (True, False)
    assert again.answer == first.answer
    assert house.written() == before
    assert house.is_sound()


def test_the_repeat_of_a_live_receipt_may_come_offline(house: House, anna: str) -> None:
    live = house.receipt(anna, "1")
    late = house.receipt(anna, "1", offline=True, settled={"discount": 0, "points": 0, "to_pay": 30_000})
    first = house.wait(house.checkout.commit(house.tenant, live))
    assert house.wait(house.checkout.commit(house.tenant, late)).answer == first.answer


def test_quantities_of_one_size_are_one_content(house: House, anna: str) -> None:
    message = house.basket(anna, "1")
    assert house.call("PUT", "/v1/receipts/spb-1/1", message).status_code == 201
    message["lines"][0]["quantity"] = "2.000"
    assert house.call("PUT", "/v1/receipts/spb-1/1", message).status_code == 200


def test_a_number_that_was_used_for_another_receipt_is_refused(house: House, anna: str) -> None:
    house.wait(house.checkout.commit(house.tenant, house.receipt(anna, "1")))
    before = house.written()
    with pytest.raises(Problem, match="number_taken"):
        house.wait(house.checkout.commit(house.tenant, house.receipt(anna, "1", channel="online")))
    with pytest.raises(Problem, match="number_taken"):
        house.wait(house.checkout.commit(house.tenant, house.receipt(None, "1")))
    assert house.written() == before


def test_a_fiscal_sign_is_used_once(house: House, anna: str) -> None:
    fiscal = {"fn": "9282000100000000", "i": "17", "fp": "3451"}
    house.wait(house.checkout.commit(house.tenant, house.receipt(anna, "1", fiscal=fiscal)))
    with pytest.raises(Problem, match=r"number_taken: fiscal: .*9282000100000000/17/3451"):
        house.wait(house.checkout.commit(house.tenant, house.receipt(anna, "2", fiscal=fiscal)))


def test_the_same_receipt_sent_at_once_many_times_counts_once(house: House, anna: str) -> None:
    message = house.receipt(anna, "1")
    answers = together(house, [house.checkout.commit(house.tenant, message) for _ in range(40)])
    outcomes = [answer for answer in answers if isinstance(answer, Outcome)]
    assert len(outcomes) == 40
    assert sum(outcome.is_new for outcome in outcomes) == 1
    assert len({outcome.answer for outcome in outcomes}) == 1
    assert house.rows("select count(*) from operation where kind = 'receipt'") == [(1,)]


def test_64_spends_at_once_never_overdraw(house: House, anna: str) -> None:
    house.grant(anna, 100_000)
    asked = [
        house.checkout.commit(house.tenant, house.receipt(anna, f"n{place}", spend=10_000))
        for place in range(64)
    ]
    answers = [answer for answer in together(house, asked) if isinstance(answer, Outcome)]
    assert len(answers) == 64
    taken = [read_settlement(answer.answer).taken for answer in answers]
    assert sorted(taken, reverse=True) == [10_000] * 10 + [0] * 54
    assert house.balance(anna)["available"] == 0
    assert house.is_sound()


def test_two_processes_share_an_account_without_overdrawing(house: House, anna: str) -> None:
    house.grant(anna, 100_000)
    with opened(house.dsn) as other:
        asked = [
            (house if place % 2 else other).receipt(anna, f"n{place}", spend=10_000) for place in range(32)
        ]

        async def commit(place: int) -> Outcome:
            at = house if place % 2 else other
            waiting = asyncio.run_coroutine_threadsafe(at.checkout.commit(at.tenant, asked[place]), at.loop)
            return await asyncio.wrap_future(waiting)

        answers = together(house, [commit(place) for place in range(32)])
    outcomes = [answer for answer in answers if isinstance(answer, Outcome)]
    assert len(outcomes) == 32, [answer for answer in answers if not isinstance(answer, Outcome)]
    assert sum(read_settlement(outcome.answer).taken for outcome in outcomes) == 100_000
    assert house.is_sound()


def test_a_bad_receipt_fails_alone(house: House, anna: str) -> None:
    good = [house.receipt(None, f"g{place}") for place in range(20)]
    unknown = house.receipt("2000000000022", "bad")
    answers = together(house, [house.checkout.commit(house.tenant, each) for each in (*good, unknown)])
    assert all(isinstance(answer, Outcome) for answer in answers[:-1])
    assert isinstance(answers[-1], Problem)
    assert answers[-1].code == "unknown_member"
    assert house.rows("select count(*) from operation where kind = 'receipt'") == [(20,)]


def test_what_the_database_refuses_fails_alone(house: House, anna: str) -> None:
    boris = house.register()
    with psycopg.connect(house.dsn, autocommit=True) as connection:
        connection.execute("alter table operation add constraint no_sevens check (number <> '7')")
    asked = [
        house.checkout.commit(house.tenant, house.receipt(card, number))
        for card, number in ((anna, "6"), (boris, "7"), (None, "8"))
    ]
    answers = together(house, asked)
    assert [isinstance(answer, Outcome) for answer in answers] == [True, False, True]
    assert house.is_sound()


def test_what_the_database_cannot_read_fails_alone(house: House, anna: str) -> None:
    good = [house.checkout.commit(house.tenant, house.receipt(anna, f"g{place}")) for place in range(5)]
    guilty = receipt_order(house.tenant, house.receipt(None, "bad"))
    guilty.question.card = "\0"
    answers = together(house, [*good, house.checkout._take(guilty)])
    assert [isinstance(answer, Outcome) for answer in answers] == [True] * 5 + [False]
    assert house.is_sound()


def test_two_cards_of_one_member_do_not_race(house: House, anna: str) -> None:
    house.grant(anna, 50_000)
    with psycopg.connect(house.dsn, autocommit=True) as connection:
        connection.execute(
            "insert into card (program, number, membership, state, recorded_at)"
            " select program, '2000000000039', membership, 'active', 0 from card"
        )
    asked = [
        house.checkout.commit(
            house.tenant, house.receipt(anna if place % 2 else "2000000000039", f"n{place}", spend=10_000)
        )
        for place in range(20)
    ]
    answers = [answer for answer in together(house, asked) if isinstance(answer, Outcome)]
    assert sum(read_settlement(answer.answer).taken for answer in answers) == 50_000


def test_what_was_printed_is_what_is_booked(house: House, anna: str) -> None:
    quote = house.wait(house.checkout.quote(house.tenant, house.receipt(anna, "1", spend="max")))
    house.grant(anna, 5_000)
    seen = Settled(discount=quote.discount, points=quote.worth, to_pay=quote.to_pay)
    printed = {"discount": seen.discount, "points": seen.points, "to_pay": seen.to_pay}
    before = house.written()
    with pytest.raises(SettlementChanged) as changed:
        house.wait(
            house.checkout.commit(house.tenant, house.receipt(anna, "1", spend="max", settled=printed))
        )
    assert changed.value.settlement.taken == 5_000
    assert house.written() == before


def test_a_late_receipt_keeps_its_printed_amounts(house: House) -> None:
    card = house.register(mode="discount")
    printed = {"discount": 100, "points": 0, "to_pay": 29_900}
    message = house.receipt(card, "1", offline=True, settled=printed)
    settlement = read_settlement(house.wait(house.checkout.commit(house.tenant, message)).answer)
    assert (settlement.discount, settlement.to_pay, settlement.printed_differs) == (100, 29_900, True)


def test_a_return_is_written_once(house: House, anna: str) -> None:
    house.wait(house.checkout.commit(house.tenant, house.receipt(anna, "1")))
    message = Return(shop="spb-1", number="1", return_="a", at=house.at())
    first = house.wait(house.checkout.give_back(house.tenant, message))
    again = house.wait(house.checkout.give_back(house.tenant, message))
    assert (first.is_new, again.is_new, again.answer) == (True, False, first.answer)
    other = Return(shop="spb-1", number="1", return_="b", at=house.at())
    with pytest.raises(Problem, match="nothing_left"):
        house.wait(house.checkout.give_back(house.tenant, other))
    assert house.balance(anna)["accumulated"] == 0
    assert house.is_sound()


def test_returns_at_once_give_back_no_more_than_was_bought(house: House) -> None:
    house.wait(house.checkout.commit(house.tenant, house.receipt(None, "1")))
    asked = [
        house.checkout.give_back(
            house.tenant, Return(shop="spb-1", number="1", return_=f"r{place}", at=house.at())
        )
        for place in range(10)
    ]
    answers = together(house, asked)
    assert sum(isinstance(answer, Outcome) for answer in answers) == 1
    assert house.is_sound()


def test_a_return_before_its_sale_is_not_remembered(house: House, anna: str) -> None:
    message = Return(shop="spb-1", number="1", return_="a", at=house.at())
    with pytest.raises(Problem, match="unknown_receipt"):
        house.wait(house.checkout.give_back(house.tenant, message))
    house.wait(house.checkout.commit(house.tenant, house.receipt(anna, "1")))
    assert house.wait(house.checkout.give_back(house.tenant, message)).is_new


def test_a_grant_counts_once(house: House, anna: str) -> None:
    message = Grant(grant="g1", at=house.at(), member=Who(card=anna), amount=500)
    asked = [house.checkout.grant(house.tenant, message) for _ in range(10)]
    outcomes = [answer for answer in together(house, asked) if isinstance(answer, Outcome)]
    assert sum(outcome.is_new for outcome in outcomes) == 1
    assert house.balance(anna)["available"] == 500


def test_a_blocked_card_is_refused_and_its_receipts_still_repeat(house: House, anna: str) -> None:
    message = house.receipt(anna, "1")
    house.wait(house.checkout.commit(house.tenant, message))
    house.wait(house.checkout.change_card(house.tenant, anna, "blocked"))
    assert not house.wait(house.checkout.commit(house.tenant, message)).is_new
    before = house.written()
    with pytest.raises(Problem, match="card_not_active"):
        house.wait(house.checkout.commit(house.tenant, house.receipt(anna, "2")))
    assert house.written() == before


def test_one_number_sent_to_two_processes_counts_once(house: House, anna: str) -> None:
    with opened(house.dsn) as other:

        async def commit(place: int) -> Outcome:
            at = house if place % 2 else other
            message = house.receipt(anna if place < 20 else None, f"n{place // 2}")
            waiting = asyncio.run_coroutine_threadsafe(at.checkout.commit(at.tenant, message), at.loop)
            return await asyncio.wrap_future(waiting)

        answers = together(house, [commit(place) for place in range(40)])
    outcomes = [answer for answer in answers if isinstance(answer, Outcome)]
    assert len(outcomes) == 40, [answer for answer in answers if not isinstance(answer, Outcome)]
    assert sum(outcome.is_new for outcome in outcomes) == 20
    assert house.rows("select count(*) from operation where kind = 'receipt'") == [(20,)]
    assert house.is_sound()


def test_a_repeat_is_told_by_a_key_that_stays_with_the_database(house: House, anna: str) -> None:
    message = house.receipt(anna, "1")
    house.wait(house.checkout.commit(house.tenant, message))
    with opened(house.dsn) as other:
        assert not other.wait(other.checkout.commit(other.tenant, message)).is_new
    assert house.rows("select octet_length(key) from digest_key") == [(32,)]


def test_a_level_that_began_at_once_is_found_by_its_part(house: House, anna: str) -> None:
    asked = Registration(at=house.at(), member=Who(card=anna), level="now")
    house.wait(house.checkout.change(house.tenant, asked))
    assert house.rows("select part from operation where kind = 'change' order by id") == [
        ("",),
        ("level-now",),
    ]
    house.clock.moment += 60
    house.wait(house.checkout.commit(house.tenant, house.receipt(anna, "1")))
    late = house.receipt(anna, "2", at=house.at(house.clock() - 30))
    assert house.wait(house.checkout.commit(house.tenant, late)).is_new
    assert house.is_sound()
