"""The wizard: an empty clinic, three pages, and patients can book."""

from collections.abc import Iterator

import pytest
import time_machine
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from bookings.catalogue.first_steps import PRESETS
from bookings.models import Clinic, Membership, Service, Therapist, User, WeeklyHours
from tests.dashboard.conftest import NOW
from tests.factories import make_appointment, make_user, make_world

PLACE = {
    "name": "Hill House", "slug": "hill-house", "country": "DE", "time_zone": "Europe/Berlin", "currency": "EUR", "address": "Hang 1",
    "phone": "030 1", "rooms": "2",
}  # fmt: skip
WORK = {
    "first_name": "Ida", "last_name": "Voss", "is_user": "on", "weekdays": ["0", "1", "2"], "start": "09:00",
    "end": "17:00", "break_from": "12:00", "break_to": "13:00",
}  # fmt: skip
OFFERS = {
    "therapeutic_wanted": "on", "therapeutic_name": "Therapeutic massage", "therapeutic_minutes": "60",
    "therapeutic_price": "70", "therapeutic_pause": "15",
    "deep_wanted": "on", "deep_name": "Deep", "deep_minutes": "45", "deep_price": "65.50", "deep_pause": "10",
    "swedish_name": "", "swedish_minutes": "",
}  # fmt: skip


@pytest.fixture
def owner(db: None) -> Iterator[Client]:
    with time_machine.travel(NOW, tick=False):
        call_command(
            "create_clinic", slug="hill", name="Hill", time_zone="UTC", owner_email="ida@example.org"
        )
        client = Client()
        client.force_login(User.objects.get(email="ida@example.org"))
        yield client


def step(client: Client, name: str, typed: dict[str, object]) -> HttpResponse:
    return client.post(reverse(f"dashboard:setup_{name}"), typed, follow=True)


def test_from_nothing_to_a_bookable_link(owner: Client) -> None:
    welcome = owner.get("/dashboard/").content.decode()
    assert reverse("dashboard:setup") in welcome
    assert owner.get(reverse("dashboard:setup"), follow=True).request["PATH_INFO"].endswith("/place/")
    assert step(owner, "place", PLACE).request["PATH_INFO"].endswith("/hours/")
    assert step(owner, "hours", WORK).request["PATH_INFO"].endswith("/services/")
    ready = step(owner, "services", OFFERS)
    assert ready.request["PATH_INFO"].endswith("/ready/")
    clinic = Clinic.objects.get(slug="hill-house")
    assert (clinic.name, clinic.time_zone, clinic.currency) == ("Hill House", "Europe/Berlin", "EUR")
    assert clinic.emergency_number == "112", "the one of the country"
    [ida] = Therapist.objects.filter(clinic=clinic)
    assert ida.user == User.objects.get(email="ida@example.org")
    assert ida.user.get_full_name() == "Ida Voss"
    assert set(Membership.objects.filter(user=ida.user).values_list("role", flat=True)) == {
        "owner",
        "therapist",
    }
    hours = WeeklyHours.objects.filter(therapist=ida).values_list("weekday", "start_minute", "end_minute")
    assert list(hours) == [(day, start, end) for day in (0, 1, 2) for start, end in ((540, 720), (780, 1020))]
    assert [one.name for one in Service.objects.filter(clinic=clinic)] == ["Therapeutic massage", "Deep"]
    kept, renamed = Service.objects.filter(clinic=clinic)
    assert (kept.description, renamed.description) == (str(PRESETS[0].description), "")
    assert renamed.modality == Service.Modality.THERAPEUTIC, "under another name it may be anything"
    assert clinic.rooms.count() == 2
    offers = ready.context["offers"]
    assert all(len(openings) == 3 for _option, openings in offers)
    public = Client().get(reverse("portal:services", args=["hill-house"]))
    assert public.status_code == 200
    assert "Therapeutic massage" in public.content.decode()


def test_the_steps_come_in_their_order_and_once(owner: Client) -> None:
    for early in ("hours", "services", "ready"):
        found = owner.get(reverse(f"dashboard:setup_{early}"), follow=True)
        assert found.request["PATH_INFO"].endswith("/place/")
    step(owner, "place", PLACE)
    again = step(owner, "place", {**PLACE, "name": "Other"})
    assert again.request["PATH_INFO"].endswith("/hours/")
    assert Clinic.objects.get(slug="hill-house").name == "Hill House"


@pytest.mark.parametrize("slug", ["Hill House", "hill_house", "-hill", "valley", "x" * 61])
def test_a_short_name_that_cannot_be_or_is_taken(owner: Client, slug: str) -> None:
    call_command(
        "create_clinic", slug="valley", name="Valley", time_zone="UTC", owner_email="val@example.org"
    )
    refused = step(owner, "place", {**PLACE, "slug": slug})
    assert refused.status_code in {400, 409}
    assert "slug" in refused.context["form"].errors
    assert Clinic.objects.filter(slug="hill").exists()


def test_a_short_name_that_patients_know_stays(owner: Client) -> None:
    world = make_world()
    make_appointment(world, NOW)
    world.clinic.locations.update(is_active=False)
    owner.force_login(make_user("owner", world.clinic))
    refused = step(owner, "place", PLACE)
    assert list(refused.context["form"].errors) == ["slug"]
    assert step(owner, "place", {**PLACE, "slug": world.clinic.slug}).status_code == 200


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"break_from": "08:00"}, "break_from"),
        ({"break_from": "14:00"}, "break_from"),
        ({"break_to": ""}, "break_to"),
        ({"end": "09:00", "break_from": "", "break_to": ""}, "end"),
        ({"weekdays": []}, "weekdays"),
        ({"first_name": " "}, "first_name"),
    ],
)
def test_hours_that_cannot_be(owner: Client, changed: dict[str, object], field: str) -> None:
    step(owner, "place", PLACE)
    refused = step(owner, "hours", {**WORK, **changed})
    assert refused.status_code in {400, 409}
    assert field in refused.context["form"].errors
    assert not WeeklyHours.objects.exists()


def test_what_is_wanted_needs_a_price_and_something_must_be_wanted(owner: Client) -> None:
    step(owner, "place", PLACE)
    step(owner, "hours", WORK)
    refused = step(owner, "services", {**OFFERS, "deep_price": ""})
    assert (refused.status_code, list(refused.context["form"].errors)) == (400, ["deep_price"])
    nothing = step(owner, "services", {})
    assert (nothing.status_code, list(nothing.context["form"].errors)) == (400, ["__all__"])
    assert not Service.objects.exists()


def test_whoever_is_no_therapist_adds_one(owner: Client) -> None:
    step(owner, "place", PLACE)
    step(owner, "hours", {**WORK, "is_user": ""})
    [ida] = Therapist.objects.all()
    assert ida.user is None
    assert not Membership.objects.filter(role="therapist").exists()
