"""Profiles of limits: shipped and own, complete, of one room or of all, and what is made of them."""

import math
import re
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from iaqverse.contracts.configuration import Configuration, OwnProfile
from iaqverse.contracts.names import Place
from iaqverse.contracts.profile import DEFAULT, SHIPPED, Bands, Profile, own_limits
from iaqverse.contracts.quantity import QUANTITIES
from iaqverse.contracts.score import score_quantity, score_values
from services.predictor import exceedance
from services.predictor.alerts import RULES, rules_of
from services.predictor.limits import ACTION_LIMITS, ActionTable, action_limits, by_room
from tests.support.service import CHECKOUT

OWN = {"name": "School", "limits": {"co2_ppm": [500, 700, 900, 1100]}}
OF_ALL = [(key, name, bands) for key, one in SHIPPED.items() for name, bands in one.bands.items()]


def document(**parts: Any) -> Configuration:
    return Configuration.model_validate({"profiles": {"school": OWN}, **parts})


def test_the_default_profile_is_the_table_of_quantities() -> None:
    scored = {q.name: q for q in QUANTITIES.values() if q.is_scored}
    assert DEFAULT.bands.keys() == scored.keys()
    for name, quantity in scored.items():
        bands = DEFAULT.bands[name]
        assert (bands.upper_limits, bands.intervals) == (quantity.upper_limits, quantity.intervals)
        assert bands.source == quantity.source


@pytest.mark.parametrize(
    ("key", "name", "bands"), OF_ALL, ids=lambda part: part if isinstance(part, str) else ""
)
def test_a_shipped_profile_is_complete_sound_and_says_who_says_so(key: str, name: str, bands: Bands) -> None:
    assert SHIPPED[key].bands.keys() == DEFAULT.bands.keys()
    assert bands.source
    assert own_limits(name, bands.limits) == bands.limits


def test_the_documents_have_the_table_of_all_shipped_profiles() -> None:
    text = (CHECKOUT / "docs" / "OPERATIONS.md").read_text()
    for key, profile in SHIPPED.items():
        for name, bands in profile.bands.items():
            if profile is not DEFAULT and bands is DEFAULT.bands[name]:
                continue
            limits = (f"{x[0]:g}–{x[1]:g}" if isinstance(x, tuple) else f"{x:g}" for x in bands.limits)
            assert f"| `{key}` | `{name}` | {' | '.join(limits)} | {bands.source} |" in text


def test_what_is_not_spoken_of_is_as_by_default() -> None:
    school = document().all_profiles["school"]
    assert (school.name, school.is_own, school.bands["co2_ppm"].source) == ("School", True, "")
    assert school.bands["humidity_pct"] is DEFAULT.bands["humidity_pct"]


@pytest.mark.parametrize(
    ("of_all", "of_room", "expected"),
    [
        ("default", None, "default"),
        ("uba-2008", None, "uba-2008"),
        ("uba-2008", "school", "school"),
        ("school", "default", "default"),
    ],
)
def test_a_room_has_its_own_profile_or_that_of_all(of_all: str, of_room: str | None, expected: str) -> None:
    found = document(profile=of_all, rooms={"maison/bureau": {"profile": of_room}})
    assert found.profile_of("maison", "bureau").key == expected
    assert found.profile_of("maison", "salon").key == of_all
    assert found.profile_of("maison", "bureau") is found.profile_of("maison", "bureau")


def test_a_changed_configuration_has_its_own_profiles() -> None:
    before = document(rooms={"maison/bureau": {"profile": "school"}})
    assert before.profile_of("maison", "bureau").bands["co2_ppm"].limits == (500, 700, 900, 1100)
    other = OwnProfile.model_validate({"name": "School", "limits": {"co2_ppm": [1, 2, 3, 4]}})
    after = before.model_copy(update={"profiles": {"school": other}})
    assert after.profile_of("maison", "bureau").bands["co2_ppm"].limits == (1, 2, 3, 4)
    named = before.with_names(Place("maison", "bureau", "b1"), "Maison", "Bureau", "b1")
    assert named.chosen_profiles() == before.chosen_profiles() != after.chosen_profiles()


def test_it_is_read_back_as_it_was_written() -> None:
    written = {**OWN, "limits": {**OWN["limits"], "humidity_pct": [[45, 46], [40, 50], [30, 60], [20, 70]]}}  # type: ignore[dict-item]
    found = document(profiles={"school": written})
    assert found.model_dump(mode="json")["profiles"] == {"school": written}
    assert Configuration.model_validate_json(found.model_dump_json()) == found


@pytest.mark.parametrize(
    ("parts", "reason"),
    [
        ({"profile": "strict"}, "profile: there is no profile 'strict'; there are: default, en-16798-1, "),
        ({"rooms": {"a/b": {"profile": "x"}}}, "rooms.a/b.profile: there is no profile 'x'"),
        ({"profiles": {}, "profile": "school"}, "profile: there is no profile 'school'"),
        ({"profiles": {"who-2021": OWN}}, "profiles: 'who-2021' is shipped"),
        ({"profiles": {"Not A Token": OWN}}, "Not A Token"),
    ],
)
def test_what_is_not_there_cannot_be_chosen(parts: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValidationError, match=re.escape(reason)):
        document(**parts)


@pytest.mark.parametrize(
    ("name", "limits", "reason"),
    [
        ("co2", [1, 2, 3, 4], "unknown quantity 'co2'"),
        ("co2_ppm", [500, 700, 900], "give four limits"),
        ("co2_ppm", 500, "give four limits"),
        ("co2_ppm", "1234", "give four limits"),
        ("co2_ppm", [500, 700, 700, 900], "each limit must be above the one before"),
        ("co2_ppm", [0, 700, 800, 900], "the first above 0"),
        ("co2_ppm", [500, 700, 900, 50_000], "50000 is beyond what it can be: 0 to 40000 ppm"),
        ("co2_ppm", [500, 700, 900, math.inf], "a limit must be a number, not inf"),
        ("co2_ppm", [500, 700, 900, math.nan], "a limit must be a number, not nan"),
        ("co2_ppm", [500, 700, 900, "1000"], "a limit must be a number, not '1000'"),
        ("co2_ppm", [True, 700, 900, 1000], "a limit must be a number, not True"),
        ("co2_ppm", [[1, 2], [0, 3], [0, 4], [0, 5]], "a limit must be a number"),
        ("temperature_c", [20, 21, 22, 23], "give four pairs"),
        ("temperature_c", [[20, 22], [19, 23], [18, 24], [18, 25]], "lie around the one before"),
        ("temperature_c", [[22, 20], [19, 23], [18, 24], [17, 25]], r"each pair must be \[low, high\]"),
        ("temperature_c", [[20, 22], [19, 23], [18, 24], [-300, 25]], "-300 is beyond"),
        ("co_ppm", [3.5, 8.7, 30.6, 100], "100 is above 87.3: it kills"),
    ],
)
def test_limits_that_make_no_sense_are_refused_with_the_reason(name: str, limits: Any, reason: str) -> None:
    with pytest.raises(ValidationError, match=reason):
        document(profiles={"school": {"name": "School", "limits": {name: limits}}})


def test_a_quantity_without_default_limits_may_have_some_of_either_form() -> None:
    limits = {"noise_dba": [30, 40, 50, 60], "light_lux": [[400, 600], [300, 700], [200, 900], [100, 2000]]}
    quiet = document(profiles={"quiet": {"name": "Quiet", "limits": limits}}).all_profiles["quiet"]
    assert score_quantity("noise_dba", 50, quiet) == 50
    assert score_quantity("light_lux", 300, quiet) == 70
    assert score_quantity("noise_dba", 50) is None


def test_the_score_is_that_of_the_profile() -> None:
    values = {"co2_ppm": 900, "temperature_c": 22}
    found = {key: score_values(values, profile) for key, profile in document().all_profiles.items()}
    scores = {key: score.score for key, score in found.items() if score is not None}
    assert scores == {"default": 65, "school": 50, "en-16798-1": 91, "uba-2008": 80, "who-2021": 65}


@given(st.lists(st.floats(1, 40_000), min_size=4, max_size=4, unique=True), st.floats(0, 40_000))
def test_a_score_never_rises_with_what_must_not_be_high(given_: list[float], value: float) -> None:
    profile = OwnProfile.model_validate({"name": "x", "limits": {"co2_ppm": sorted(given_)}}).as_profile("x")
    at = [score_quantity("co2_ppm", v, profile) or 0 for v in (*sorted({value, value / 2, *given_}),)]
    assert all(worse <= better for better, worse in pairwise(at))


def test_actions_alerts_and_chances_are_about_the_limits_of_the_profile() -> None:
    school = document().all_profiles["school"]
    assert action_limits(school)["co2_ppm"].above == (700, 1100)
    assert exceedance.limits_of(school) == {"co2_ppm": (700, 1100), "pm25_ugm3": (15, 35.4)}
    assert {rule.name: rule.limit for rule in rules_of(school)} == {
        rule.name: 1100 if rule.name == "co2-high" else rule.limit for rule in RULES
    }
    assert exceedance.LIMITS == {"co2_ppm": (800, 1500), "pm25_ugm3": (15, 35.4)}


def test_what_is_made_of_a_profile_is_made_once_for_all_rooms_that_have_it() -> None:
    rooms = {"a/x": {"profile": "school"}, "a/y": {"profile": "school"}, "a/z": {"profile": None}}
    made: list[str] = []

    def make(profile: Profile) -> ActionTable:
        made.append(profile.key)
        return action_limits(profile)

    limits_of = by_room(document(rooms=rooms), make)
    assert limits_of("a", "x") is limits_of("a", "y")
    assert limits_of("a", "x")["co2_ppm"].above == (700, 1100)
    assert limits_of("a", "z")["co2_ppm"] == limits_of("b", "new")["co2_ppm"] == ACTION_LIMITS["co2_ppm"]
    assert sorted(made) == ["default", "school"]
