"""What is answered to whom."""

import pytest

from iaqverse.contracts.names import Place
from services.ingest.answers import answer
from services.ingest.validation import Accepted, Refused, Verdict

PLACE = Place("maison", "bureau", "bureau1")
ITEM = {
    "status": 202,
    "site": "maison",
    "room": "bureau",
    "device": "bureau1",
    "ts": "2026-11-23T02:00:00.000Z",
}


def accepted(*, is_older: bool = False) -> Accepted:
    return Accepted(PLACE, "2026-11-23T02:00:00.000Z", "s", b"", False, is_older, None)


NEW, OLDER, BAD = accepted(), accepted(is_older=True), Refused("bureau1", "no", {})


@pytest.mark.parametrize(
    ("verdicts", "is_list", "is_older_door", "status"),
    [
        ([NEW], False, False, 202),
        ([OLDER], False, False, 200),
        ([NEW], False, True, 200),
        ([BAD], False, False, 422),
        ([BAD], False, True, 422),
        ([NEW, NEW], True, False, 202),
        ([OLDER, OLDER], True, False, 200),
        ([OLDER, NEW], True, False, 202),
        ([NEW, NEW], True, True, 200),
        ([NEW, BAD], True, False, 207),
        ([OLDER, BAD], True, False, 207),
        ([BAD, BAD], True, False, 422),
    ],
)
def test_the_status_says_what_became_of_the_readings(
    verdicts: list[Verdict], is_list: bool, is_older_door: bool, status: int
) -> None:
    said = answer(verdicts, is_list=is_list, is_older_door=is_older_door)
    assert said.status == status
    assert (said.problem is not None) == (status == 422)


def test_a_single_reading_is_answered_with_its_place_and_time() -> None:
    assert answer([NEW], is_list=False, is_older_door=False).body == ITEM
    assert answer([OLDER], is_list=False, is_older_door=False).body == ITEM | {"status": "success"}


def test_a_list_is_answered_item_by_item_in_its_order() -> None:
    said = answer([BAD, NEW], is_list=True, is_older_door=False)
    assert said.body == {"accepted": 1, "refused": 1, "items": [{"status": 422, "reason": "no"}, ITEM]}


def test_older_clients_find_success_and_do_not_find_it_when_some_was_refused() -> None:
    assert answer([OLDER, OLDER], is_list=True, is_older_door=False).body["status"] == "success"
    assert answer([OLDER, BAD], is_list=True, is_older_door=False).body["status"] == "partial"
