"""What waits for a person at the desk: what is listed, for whom, and when it goes away."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

from django.urls import reverse

from bookings.models import Notification, PatientClaim, Series, WaitlistEntry, WaitlistOffer
from bookings.needs.queries import Kind, needs
from tests.dashboard.conftest import NOW, Desk
from tests.factories import World, make_appointment, make_patient, make_world

Asserting = Callable[[int], AbstractContextManager[Any]]


def _declined_offer(world: World, time: str) -> WaitlistOffer:
    held = make_appointment(
        world, world.at("2027-06-09", time), status="cancelled", cancelled_at=NOW,
        cancellation_reason="hold_released",
    )  # fmt: skip
    entry = WaitlistEntry.objects.create(
        clinic=world.clinic, patient=make_patient(world.clinic), option=world.option,
        from_date=NOW.date(), until_date=NOW.date() + timedelta(days=20),
    )  # fmt: skip
    return WaitlistOffer.objects.create(
        entry=entry, appointment=held, state="declined", offered_at=NOW, expires_at=NOW + timedelta(hours=1)
    )


def _everything(world: World, time: str = "10:00", day: str = "2027-06-10") -> None:
    """One of each kind."""
    make_appointment(world, world.at(day, time), status="pending")
    wish = Series.objects.create(
        clinic=world.clinic, patient=make_patient(world.clinic), option=world.option, answer="others",
        answered_at=NOW,
    )  # fmt: skip
    make_appointment(
        world, world.at("2027-06-15", time), patient=wish.patient, series=wish, status="cancelled",
        cancelled_at=NOW,
    )  # fmt: skip
    PatientClaim.objects.create(
        clinic=world.clinic, patient=make_patient(world.clinic), candidate=make_patient(world.clinic)
    )
    visit = make_appointment(world, world.at("2027-06-16", time))
    Notification.objects.create(
        clinic=world.clinic, appointment=visit, patient=visit.patient, revision=1, kind="reminder",
        state="failed", dedupe_key=visit.public_id, recipient="a@example.org", send_at=NOW, try_at=NOW,
        useful_until=NOW + timedelta(days=9),
    )  # fmt: skip
    _declined_offer(world, time)


def _kinds(desk: Desk, who: str) -> list[Kind]:
    user, sees_all = getattr(desk, who), who in ("owner", "reception", "stranger")
    return [n.kind for n in needs(user=user, clinic=desk.world.clinic, now=NOW, sees_all=sees_all)]


def test_the_desk_sees_one_of_each_and_a_therapist_their_own(desk: Desk) -> None:
    _everything(desk.world)
    _everything(make_world())
    assert sorted(_kinds(desk, "reception")) == sorted(Kind)
    assert sorted(_kinds(desk, "owner")) == sorted(Kind)
    assert sorted(_kinds(desk, "therapist")) == [Kind.DATES, Kind.REQUEST]
    assert _kinds(desk, "colleague") == []


def test_a_time_that_somebody_has_taken_meanwhile_waits_for_nobody(desk: Desk) -> None:
    offer = _declined_offer(desk.world, "10:00")
    assert _kinds(desk, "reception") == [Kind.OFFER]
    make_appointment(desk.world, offer.appointment.starts_at)
    assert _kinds(desk, "reception") == []


def test_every_line_leads_somewhere_and_goes_when_it_is_done(desk: Desk) -> None:
    _everything(desk.world)
    browser = desk.browser("reception")
    lines = browser.get(reverse("dashboard:needs")).context["lines"]
    assert [browser.get(line.url).status_code for line in lines] == [200] * 5
    request = next(line for line in lines if "accept" in line.what)
    browser.post(request.url + "accept/")
    left = browser.get(reverse("dashboard:needs")).context["lines"]
    assert request.url not in [line.url for line in left]
    assert len(left) == 4


def test_an_empty_list_says_so(desk: Desk) -> None:
    assert "Nothing waits" in desk.browser("reception").get(reverse("dashboard:needs")).content.decode()


def test_other_pages_only_name_where_the_number_is(desk: Desk) -> None:
    _everything(desk.world)
    number = reverse("notes:needs_count")
    assert (
        f'hx-get="{number}"' in desk.browser("reception").get(reverse("dashboard:patients")).content.decode()
    )
    said = desk.browser("reception").get(number, headers={"HX-Request": "true"}).content.decode()
    assert ">5<" in said.replace("\n", "")
    assert desk.browser("colleague").get(number).content.decode().strip() == ""


def test_a_constant_number_of_queries(desk: Desk, django_assert_num_queries: Asserting) -> None:
    browser = desk.browser("reception")
    days = [f"2027-06-{day}" for day in ("17", "18", "21")]
    _everything(desk.world)
    for later in ([], days):
        for number, day in enumerate(later):
            _everything(desk.world, f"{11 + number}:00", day)
        # Session, user, memberships, therapist; five kinds; the health of the mail, two.
        with django_assert_num_queries(11):
            browser.get(reverse("dashboard:needs"))
