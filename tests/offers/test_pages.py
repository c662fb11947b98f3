"""Turning the pages of the board: nothing is lost, nothing is seen twice."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopere.lib.pages import keyset_page
from offers.models import Offer
from tests.factories import OfferFactory

NOW = datetime(2026, 3, 14, 18, 30, tzinfo=UTC)


def turn_all(size: int) -> list[list[int]]:
    """Every page of the board, by the cursor of the one before."""
    pages, cursor = [], ""
    while not pages or cursor:
        page = keyset_page(Offer.objects.open(), by="published_at", cursor=cursor, size=size)
        assert page.is_first == (not pages)
        pages.append([offer.pk for offer in page])
        cursor = page.next_cursor
        assert len(pages) < 50, "the pages go round in a circle"
    return pages


# What the moments of publication may look like: all apart, all one, and in clumps.
MOMENTS = {
    "one after the other": [timedelta(minutes=n) for n in range(11)],
    "all at once": [timedelta()] * 11,
    "in clumps": [timedelta(microseconds=n // 4) for n in range(11)],
}


@pytest.mark.parametrize("moments", MOMENTS.values(), ids=MOMENTS)
@pytest.mark.parametrize("size", [1, 3, 10, 11, 12])
def test_pages_show_every_offer_once_newest_first(in_parc, alice, moments, size):
    offers = [OfferFactory(author=alice, published_at=NOW + later) for later in moments]
    newest_first = sorted(offers, key=lambda offer: (offer.published_at, offer.pk), reverse=True)
    pages = turn_all(size)
    assert [pk for page in pages for pk in page] == [offer.pk for offer in newest_first]
    assert {len(page) for page in pages[:-1]} <= {size}


def test_offer_published_meanwhile_moves_nothing_on_the_next_page(in_parc, alice):
    offers = [OfferFactory(author=alice, published_at=NOW + timedelta(hours=n)) for n in range(4)]
    rows = Offer.objects.open()
    first = keyset_page(rows, by="published_at", cursor="", size=2)
    OfferFactory(author=alice, published_at=NOW + timedelta(days=1))
    second = keyset_page(rows, by="published_at", cursor=first.next_cursor, size=2)
    assert [*first, *second] == offers[::-1]


def test_offer_withdrawn_meanwhile_hides_no_other(in_parc, alice):
    offers = [OfferFactory(author=alice, published_at=NOW + timedelta(hours=n)) for n in range(4)]
    rows = Offer.objects.open()
    first = keyset_page(rows, by="published_at", cursor="", size=2)
    offers[2].close(by=alice, closed_as="withdrawn")
    second = keyset_page(rows, by="published_at", cursor=first.next_cursor, size=2)
    assert list(second) == [offers[1], offers[0]]


GARBAGE = ["x", "-", "1", "1-", "-1", "1-2-3", "1.5-2", "١-٢", "1" * 18 + "-1", "9" * 400, "1-2\n"]


@pytest.mark.parametrize("cursor", GARBAGE)
def test_cursor_that_is_not_ours_gives_the_first_page_and_says_so(in_parc, alice, cursor):
    offer = OfferFactory(author=alice)
    page = keyset_page(Offer.objects.open(), by="published_at", cursor=cursor, size=2)
    assert (list(page), page.is_first, page.is_astray) == ([offer], True, True)


@pytest.mark.parametrize("cursor", ["0-0", "99999999999999999-999999999999999999", "1-1"])
def test_cursor_beyond_the_end_or_before_the_start_is_harmless(in_parc, alice, cursor):
    OfferFactory(author=alice)
    page = keyset_page(Offer.objects.open(), by="published_at", cursor=cursor, size=2)
    assert page.next_cursor == ""


@given(cursor=st.text(max_size=60) | st.from_regex(r"[0-9]{1,20}-[0-9]{1,22}", fullmatch=True))
def test_any_cursor_is_read_without_a_fault(cursor):
    page = keyset_page(Offer._base_manager.none(), by="published_at", cursor=cursor, size=2)
    assert page.is_first or not page.is_astray
