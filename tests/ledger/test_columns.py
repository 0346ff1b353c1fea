"""Columns packed here are what psycopg would have packed; the arithmetic of postings."""

from hypothesis import given
from hypothesis import strategies as st

from kopilka.ledger.arithmetic import POINTS, SPEND, Balance, Posted, replayed
from kopilka.ledger.columns import (
    Blobs,
    BlobsDumper,
    Numbers,
    NumbersDumper,
    Texts,
    TextsDumper,
)

INT8 = st.integers(-(2**63), 2**63 - 1)


@given(st.lists(INT8))
def test_numbers_are_packed_with_their_lengths(numbers: list[int]) -> None:
    packed = bytes(NumbersDumper(Numbers).dump(Numbers(numbers)))
    if not numbers:
        assert packed == bytes(8) + b"\0\0\0\x14"
        return
    assert packed[:20] == b"\0\0\0\1" + bytes(4) + b"\0\0\0\x14" + len(numbers).to_bytes(4) + b"\0\0\0\1"
    assert [
        int.from_bytes(packed[place + 4 : place + 12], signed=True) for place in range(20, len(packed), 12)
    ] == numbers


def test_texts_and_blobs_may_be_missing() -> None:
    texts = bytes(TextsDumper(Texts).dump(Texts(["ы", None])))
    assert texts[4:8] == b"\0\0\0\1"
    assert texts[20:] == b"\0\0\0\2" + "ы".encode() + b"\xff\xff\xff\xff"
    assert bytes(BlobsDumper(Blobs).dump(Blobs([b""])))[20:] == bytes(4)


@given(st.lists(st.builds(Posted, st.sampled_from([POINTS, SPEND]), st.integers(0, 3), INT8)))
def test_the_order_of_postings_does_not_matter(postings: list[Posted]) -> None:
    balance = replayed(postings)
    assert balance == replayed(reversed(postings))
    assert balance.points == sum(balance.lots.values()) - balance.debt


def test_an_account_is_what_was_posted() -> None:
    postings = [Posted(POINTS, 7, 100), Posted(POINTS, 7, -30), Posted(POINTS, 0, -5), Posted(SPEND, 0, 900)]
    assert replayed(postings) == Balance(points=65, debt=5, spend=900, lots={7: 70})
