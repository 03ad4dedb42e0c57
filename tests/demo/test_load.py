"""Loading the demo clinic: the same for a seed, whole or not at all, never twice."""

from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.core.management import call_command

from bookings import integrity
from bookings.models import Appointment, Clinic
from bookings.people.register import register_clinic
from notes.demo.dice import Dice
from notes.demo.load import FEWEST, AlreadyThere, CannotLoad
from tests.demo.loading import NOW, load_clinic, undone
from tests.demo.telling import told

pytestmark = pytest.mark.django_db
Status = Appointment.Status


def test_the_same_seed_and_moment_give_the_same_clinic() -> None:
    with undone():
        load_clinic(therapists=2, seed=7)
        first = told()
    with undone():
        load_clinic(therapists=2, seed=7)
        second = told()
    with undone():
        load_clinic(therapists=2, seed=8)
        other = told()

    assert len(first["bookings.Appointment"]) == 168
    assert first == second
    differing = {name for name, rows in first.items() if rows != other[name]}
    assert {
        "bookings.Patient",
        "bookings.Appointment",
        "bookings.Notification",
        "notes.SoapNote",
    } <= differing


def test_later_on_the_same_day_only_what_became_of_visits_differs() -> None:
    def shape() -> dict[str, tuple[Any, ...]]:
        rows = Appointment.objects.values_list(
            "public_id", "token", "starts_at", "patient__public_id", "room__name"
        )
        return {row[0]: row for row in rows}

    with undone():
        load_clinic(therapists=2)
        morning, early = shape(), _states(Status.FULFILLED)
    with undone():
        load_clinic(therapists=2, now=NOW + timedelta(hours=6))
        evening, late = shape(), _states(Status.FULFILLED)

    assert morning == evening
    assert early < late


def _states(status: str) -> set[str]:
    return set(Appointment.objects.filter(status=status).values_list("public_id", flat=True))


@pytest.mark.parametrize(("seed", "days"), [(2, 3), (3, 200)])
def test_nor_with_other_seeds_and_on_other_days(seed: int, days: int) -> None:
    now = NOW + timedelta(days=days)
    load_clinic("elsewhere", seed=seed, now=now)
    assert list(integrity.findings(now)) == []


def test_a_second_run_changes_nothing_and_says_so() -> None:
    with undone(), time_machine.travel(NOW, tick=False):
        call_command("load_demo", "--therapists", "1", stdout=StringIO())
        before, second = told(), StringIO()
        call_command("load_demo", "--seed", "5", stdout=second)
        assert "nothing was loaded" in second.getvalue()
        assert told() == before


def test_an_empty_clinic_is_filled_and_keeps_its_name_and_owner() -> None:
    register_clinic(
        slug="mine", name="Mine", time_zone="Europe/Berlin", owner_email="me@example.org", now=NOW
    )
    clinic = load_clinic("mine", therapists=1)
    assert clinic.name == "Mine"
    assert clinic.memberships.filter(user__email="me@example.org", role="owner").exists()
    assert clinic.locations.values_list("time_zone", flat=True).distinct().get() == "Europe/Berlin"


def test_two_demo_clinics_live_side_by_side() -> None:
    load_clinic(therapists=1)
    load_clinic("another", therapists=1)
    assert Clinic.objects.count() == 2
    with pytest.raises(AlreadyThere):
        load_clinic("another", therapists=1, seed=2)


@pytest.mark.parametrize(
    ("wanted", "sentence"),
    [
        ({"appointments": FEWEST - 1}, "stories alone"),
        ({"appointments": 50_000, "weeks": 8, "therapists": 1}, "do not fit"),
        ({"therapists": 0}, "at least one therapist"),
        ({"slug": "not a slug"}, "short name"),
    ],
)
def test_what_cannot_be_loaded_is_refused_whole(wanted: dict[str, Any], sentence: str) -> None:
    with pytest.raises(CannotLoad, match=sentence):
        load_clinic(**{"slug": "refused", **wanted})
    assert not Clinic.objects.filter(slug="refused").exists()


def test_a_small_team_takes_over_the_stories() -> None:
    clinic = load_clinic("small", therapists=1, appointments=FEWEST)
    assert Appointment.objects.filter(clinic=clinic).count() == FEWEST
    assert list(integrity.findings(NOW)) == []


def test_streams_do_not_disturb_each_other() -> None:
    one, other = Dice(1, "a"), Dice(1, "a")
    other.stream("b").random()
    assert one.random() == other.random() != Dice(1, "b").random()
