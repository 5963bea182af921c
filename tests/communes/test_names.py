"""Properties of names: spellings of one name are equal, two names never are."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from communes.validators import fold_name, name_key, official_case, read_name

TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
OPEN = ["oa", "oe", "uy"]
SHORT_FORMS = {
    "thành phố": ["TP ", "TP. ", "TP.", "tp ", "Thành phố ", "THÀNH PHỐ "],
    "thị xã": ["TX ", "TX. ", "TX.", "Thị xã ", "thị xã"],
    "thị trấn": ["TT ", "TT. ", "TT.", "Thị Trấn "],
    "phường": ["P. ", "P.", "p ", "Phường ", "phường"],
    "xã": ["X. ", "X.", "Xã ", "xã", "XÃ "],
    "huyện": ["H. ", "H.", "Huyện ", "huyện "],
    "quận": ["Q. ", "Q.", "Quận "],
    "tỉnh": ["T. ", "Tỉnh "],
}

onsets = st.sampled_from(["", "b", "ch", "đ", "d", "g", "h", "kh", "l", "m", "ng", "ph", "t", "v"])
vowels = st.sampled_from(["a", "ă", "â", "e", "ê", "o", "ô", "ơ", "u", "ư", "iê", "ươ", *OPEN])
codas = st.sampled_from(["", "", "n", "ng", "c", "m", "p"])


@st.composite
def syllables(draw):
    """A syllable as its parts: what stands before the vowel, the vowel, after it, the tone."""
    vowel = draw(vowels)
    coda = "" if vowel in OPEN else draw(codas)
    return draw(onsets), vowel, coda, draw(st.sampled_from(TONES))


names = st.lists(syllables(), min_size=1, max_size=4)


def spell(name, *, late=False):
    """The name in print; ``late`` puts the tone mark of oa, oe and uy on their second vowel."""
    words = []
    for onset, vowel, coda, tone in name:
        at = 1 if len(vowel) == 1 or (vowel in OPEN and not late) else 2
        words.append((onset + vowel[:at] + tone + vowel[at:] + coda).capitalize())
    return unicodedata.normalize("NFC", " ".join(words))


@given(names)
def test_spellings_of_one_name_have_one_key(name):
    text = spell(name)
    spellings = [
        unicodedata.normalize("NFD", text),
        spell(name, late=True),
        text.upper(),
        text.lower(),
        text.replace(" ", "\u00a0 "),
        text.replace(" ", " - "),
        text.replace("đ", "ð").replace("Đ", "Ð"),
    ]
    assert {name_key(spelling) for spelling in spellings} == {name_key(text)}
    assert {fold_name(spelling) for spelling in spellings} == {fold_name(text)}


@given(names, names)
def test_two_names_have_two_keys(one, other):
    assert (name_key(spell(one)) == name_key(spell(other))) == (one == other)


@given(names, st.integers(0, 3), st.sampled_from(TONES))
def test_one_other_tone_is_another_name(name, place, tone):
    onset, vowel, coda, before = name[place % len(name)]
    other = [*name]
    other[place % len(name)] = (onset, vowel, coda, tone)
    same = tone == before
    assert (name_key(spell(other)) == name_key(spell(name))) == same
    assert fold_name(spell(other)) == fold_name(spell(name))


@given(st.text(max_size=40))
def test_keys_and_folded_names_are_their_own(text):
    assert name_key(name_key(text)) == name_key(text)
    assert fold_name(fold_name(text)) == fold_name(text)


@given(names, st.sampled_from(sorted(SHORT_FORMS)), st.data())
def test_short_forms_of_the_kind_leave_the_name_alone(name, kind, data):
    text = spell(name)
    found = read_name(data.draw(st.sampled_from(SHORT_FORMS[kind])) + text)
    assert (found.kind, found.keys[0]) == (kind, name_key(text))


@given(names)
def test_names_are_printed_with_the_tone_mark_of_the_resolutions(name):
    assert official_case(spell(name, late=True)) == spell(name)
