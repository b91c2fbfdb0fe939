"""Names become tokens, and subjects are made of tokens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iaqverse.contracts import subjects
from iaqverse.contracts.names import TOKEN, Place, token


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Maison", "maison"),
        ("Salle à manger", "salle-a-manger"),
        ("a.b*c>d", "a-b-c-d"),
        ("  Büro  2 ", "buro-2"),
        ("Straße", "strasse"),
        ("already-a_token", "already-a_token"),
        ("kept--as-it-is", "kept--as-it-is"),
        ("x" * 32, "x" * 32),
    ],
)
def test_a_name_becomes_one_token(name: str, expected: str) -> None:
    assert token(name) == expected


def test_a_long_name_keeps_its_beginning_and_stays_distinct() -> None:
    first, second = (
        token("Grande salle de réunion du troisième étage"),
        token("Grande salle de réunion du 3e étage"),
    )
    assert first.startswith("grande-salle-de-reunion-d")
    assert len(first) == len(second) == 32
    assert first != second


def test_a_name_without_latin_letters_becomes_a_stable_token() -> None:
    assert token("会議室") == token("会議室")
    assert TOKEN.fullmatch(token("会議室"))
    assert token("会議室") != token("教室")


def test_the_same_name_in_other_unicode_form_is_the_same_token() -> None:
    assert token("Cafe\u0301") == token("Caf\u00e9") == "cafe"


@pytest.mark.parametrize("name", ["", "   ", "a\x00b", "a\nb", "\ud800", "x" * 129])
def test_a_name_that_cannot_be_one_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="a name"):
        token(name)


@given(st.text(min_size=1, max_size=128))
def test_every_accepted_name_is_a_token_and_stays_one(name: str) -> None:
    try:
        slug = token(name)
    except ValueError:
        return
    assert TOKEN.fullmatch(slug)
    assert token(slug) == slug


def test_subjects_are_made_and_taken_apart() -> None:
    place = Place("maison", "bureau", "bureau1")
    assert subjects.of_device(subjects.READINGS, place) == "iaq.readings.maison.bureau.bureau1"
    assert subjects.of_room(subjects.ALERTS, "maison", "bureau", "offline--bureau1") == (
        "iaq.alerts.maison.bureau.offline--bureau1"
    )
    parsed = subjects.parse("live.iaq.readings.maison.bureau.bureau1")
    assert parsed == ("readings", "maison", "bureau", ("bureau1",))
    assert str(parsed) == "iaq.readings.maison.bureau.bureau1"


@pytest.mark.parametrize(
    "subject",
    ["", "iaq", "iaq.readings.maison", "iaq.raw.x.y", "iaq.other.a.b.c", "iaq.readings.a..c", "x.y.z.w"],
)
def test_other_subjects_are_not_taken_apart(subject: str) -> None:
    assert subjects.parse(subject) is None


@pytest.mark.parametrize("rest", ["a.b", "*", ">", "a b", "x" * 81, "Ä", "x" * 33 + "Ä", "x" * 33 + "\n"])
def test_a_subject_of_a_room_is_made_of_tokens_only(rest: str) -> None:
    with pytest.raises(ValueError, match="not a token"):
        subjects.of_room(subjects.ALERTS, "maison", "bureau", rest)
