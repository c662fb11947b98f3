"""Text is cleaned of what nobody can see, and of nothing else."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopere.lib.forms import LongTextField, PlainCharField, plain


@given(st.text())
def test_cleaned_text_is_clean_and_stays_the_same(typed: str):
    cleaned = plain(typed)
    assert plain(cleaned) == cleaned == cleaned.strip()
    assert cleaned == unicodedata.normalize("NFC", cleaned)
    assert not {c for c in cleaned if unicodedata.category(c) in {"Cc", "Cs"}} - {"\n", "\t"}
    cleaned.encode()


@given(st.text(st.characters(categories=["L", "N", "P"]), min_size=1))
def test_words_pass_the_cleaning_unchanged(typed: str):
    assert plain(typed) == unicodedata.normalize("NFC", typed).strip()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Bonjour\r\nà tous\r", "Bonjour\nà tous"),
        ("Cafe\u0301", "Café"),
        ("a\0b\x07c", "abc"),
        ("\u200b\u200d", ""),
        ("\u202etxet", "txet"),
        ("👩‍👩‍👧", "👩‍👩‍👧"),
        ("\udc80", "?"),
        ("مرحبا", "مرحبا"),
    ],
)
def test_text_is_kept_as_it_was_meant(typed: str, kept: str):
    assert plain(typed) == kept


def test_name_stays_on_one_line_and_a_message_keeps_its_lines():
    typed = "Alice\r\nBcc: tous\u2028Morel"
    assert PlainCharField().clean(typed) == "Alice Bcc: tous Morel"
    assert LongTextField().clean("Bonjour\r\nà tous") == "Bonjour\nà tous"
