"""The short form of `make chaos`: a house of real processes, some of each sort of fault, nothing lost."""

import pytest

from tests.chaos import failpoints
from tests.chaos.faults import Fault, all_faults
from tests.chaos.house import House
from tests.chaos.load import Person
from tests.chaos.run import Outcome, people, settle_accounts, suffer

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("chaos")]
FAULTS = {fault.name: fault for fault in all_faults(None, away=1.0)}
SHORT = {
    "processes": [
        "worker's child killed: claimed, not looked at",
        f"worker killed: {failpoints.WINDOW}",
        "worker's parent killed: task done, not acknowledged",
        "beat killed: rung",
        "web killed: messages planned, not committed",
        "web killed: bell rung, not answered",
    ],
    "servers": ["Redis emptied five times", "Redis restarted", "Redis full", "database connections cut"],
    "mail server": [
        "mail server: silent at banner",
        "mail server: silent after dot",
        "mail server: yes lost",
    ],
    "versions": ["three beats at once", "workers of an older version"],
}


@pytest.fixture(scope="module")
def somebody(house: House) -> Person:
    return people(house, 60, 40)


@pytest.mark.parametrize("group", SHORT)
def test_nothing_is_lost_and_only_the_window_makes_copies(house: House, somebody: Person, group: str) -> None:
    faults: list[Fault] = [FAULTS[name] for name in SHORT[group]]
    before = house.mails()
    copies_before = len(before) - len({mail["id"] for mail in before})
    outcome = Outcome()
    suffer(house, somebody, faults, outcome)
    found = settle_accounts(house, somebody, outcome).reckoning
    assert found is not None
    assert (found.lost, found.unlike, found.strays, found.refused) == (0, 0, 0, 0), found
    assert found.copies - copies_before <= outcome.copies_allowed, found
    assert outcome.without_a_time_to_come_back == 0
    booked = house.rows(
        "SELECT count(*) FROM bookings_appointment WHERE source = 'api' AND status = 'booked'"
    )
    assert booked == [(len(somebody.booked),)], "each visit that was answered for is there once"
    if group == "processes":
        assert house.restarts >= len(faults) - 1, "a pool replaces its own child, the house everything else"
        assert found.copies > copies_before, (
            "the kill in the window was to cost a copy: did it happen at all?"
        )
