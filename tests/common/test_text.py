"""Folding and sorting Vietnamese text."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.text import fold, normalise, sort_key


@pytest.mark.parametrize(
    ("text", "folded"),
    (
        ("Mắm tôm", "mam tom"),
        ("  Đặc   sản  ", "dac san"),
        ("Hoà Bình", "hoa binh"),
        ("Hòa Bình", "hoa binh"),
        ("ƯỚC MƠ", "uoc mo"),
        ("", ""),
    ),
)
def test_fold(text, folded):
    assert fold(text) == folded


def test_normalise_drops_what_postgresql_cannot_hold():
    assert normalise("Mắm\x00 tôm\x0b \x00") == "Mắm tôm"


@given(st.text())
def test_fold_is_stable_and_ignores_unicode_form(text):
    once = fold(text)
    assert fold(once) == once
    assert fold(unicodedata.normalize("NFD", normalise(text))) == fold(normalise(text))


def test_sort_key_gives_dictionary_order():
    words = ["Zơ", "Đông", "Dung", "Ân", "An", "Ăn", "Ấn", "Án", "Ba Tơ", "Ba Tô", "Êm", "Em"]
    assert sorted(words, key=sort_key) == [
        "An", "Án", "Ăn", "Ân", "Ấn", "Ba Tô", "Ba Tơ", "Dung", "Đông", "Em", "Êm", "Zơ",
    ]  # fmt: skip


def test_fold_takes_the_icelandic_letter_for_the_vietnamese_one():
    assert fold("Ðà Nẵng, Quảng Ðiền") == fold("Đà Nẵng, Quảng Điền") == "da nang, quang dien"
