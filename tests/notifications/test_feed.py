"""Calendars that are subscribed to: read by two parsers, free of clinical words, closed to whoever has no address."""

from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest
import time_machine
import vobject
from django.test import Client
from django.urls import reverse

from bookings.appointments.attend import confirm
from bookings.appointments.cancel import cancel
from bookings.appointments.policy import Actor
from bookings.models import Appointment, Membership, Patient, Therapist
from bookings.people.feeds import end_feed, renew_feed
from bookings.people.merge import merge
from tests.factories import NOW, World, make_appointment, make_patient, make_user, make_world

pytestmark = pytest.mark.django_db(transaction=True)
Answer = Any


def read(owner: Therapist | Patient, at: datetime = NOW, **headers: str) -> Answer:
    token = owner.feed_token or renew_feed(owner=owner)
    with time_machine.travel(at, tick=False):
        return Client().get(reverse("portal:feed", args=[token]), headers=headers)


def events_in(answer: Answer) -> dict[str, dict[str, Any]]:
    """By UID, as both parsers agree that they are."""
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    one = icalendar.Calendar.from_ical(answer.content)
    assert isinstance(one, icalendar.Calendar)
    assert one.errors == []
    first = {
        str(event["UID"]): {
            "start": event["DTSTART"].dt, "end": event["DTEND"].dt, "summary": str(event["SUMMARY"]),
            "status": str(event["STATUS"]), "sequence": int(event["SEQUENCE"]), "url": str(event["URL"]),
            "place": str(event["LOCATION"]),
        }
        for event in one.walk("VEVENT")
    }  # fmt: skip
    second = {
        event.uid.value: {
            "start": event.dtstart.value, "end": event.dtend.value, "summary": event.summary.value,
            "status": event.status.value, "sequence": int(event.sequence.value), "url": event.url.value,
            "place": event.location.value,
        }
        for event in vobject.readOne(answer.content.decode()).contents.get("vevent", [])
    }  # fmt: skip
    assert first == second
    return first


def test_a_patient_sees_when_and_where_and_nothing_else(world: World) -> None:
    patient = make_patient(world.clinic)
    visit = make_appointment(
        world, world.at("2027-06-09", "10:00"), patient=patient, reason="Lower back pain"
    )
    make_appointment(world, world.at("2027-06-09", "13:00"))
    answer = read(patient)
    assert events_in(answer) == {
        f"{visit.public_id}@tend": {
            "start": visit.starts_at.astimezone(UTC), "end": visit.ends_at.astimezone(UTC),
            "summary": f"Appointment at {world.clinic.name}", "status": "CONFIRMED", "sequence": 0,
            "url": "http://127.0.0.1:8000/me/", "place": "Main Street, 1 Main Street",
        }
    }  # fmt: skip
    text = answer.content.decode().lower()
    for word in ("back pain", "massage", visit.token.lower(), patient.email, patient.last_name.lower()):
        assert word not in text


def test_a_therapist_sees_first_names_and_only_their_own(world: World) -> None:
    other = make_world()
    visit = make_appointment(world, world.at("2027-06-09", "10:00"), reason="Lower back pain")
    make_appointment(other, other.at("2027-06-09", "10:00"))
    make_appointment(
        world, world.at("2027-06-09", "14:00"), status="held", hold_expires_at=NOW + timedelta(minutes=9)
    )
    answer = read(world.therapist)
    [event] = events_in(answer).values()
    assert event["summary"] == "Appointment: Pat"
    assert event["url"] == f"http://127.0.0.1:8000/dashboard/appointments/{visit.public_id}/"
    text = answer.content.decode().lower()
    assert not any(word in text for word in ("back pain", "massage", visit.patient.last_name.lower()))


def test_what_was_called_off_stays_and_says_so_under_the_same_uid(world: World) -> None:
    patient = make_patient(world.clinic)
    visit = make_appointment(world, world.at("2027-06-09", "10:00"), patient=patient)
    [(uid, before)] = events_in(read(patient)).items()
    cancel(appointment=visit, reason="work", actor=Actor.patient(), now=NOW)
    [(same, after)] = events_in(read(patient)).items()
    assert uid == same
    assert (before["status"], after["status"]) == ("CONFIRMED", "CANCELLED")
    assert after["sequence"] > before["sequence"]


def test_a_time_that_was_never_booked_is_not_told(world: World) -> None:
    patient = make_patient(world.clinic)
    make_appointment(
        world, world.at("2027-06-09", "10:00"), patient=patient, status="cancelled",
        cancellation_reason=Appointment.CancelReason.HOLD_EXPIRED,
    )  # fmt: skip
    assert events_in(read(patient)) == {}


def test_the_window_ends_on_both_sides(world: World) -> None:
    patient = make_patient(world.clinic)
    days = (-40, -20, 300, 400)
    rows = [make_appointment(world, NOW + timedelta(days=day), patient=patient) for day in days]
    assert set(events_in(read(patient))) == {f"{row.public_id}@tend" for row in rows[1:3]}


def test_asked_again_it_says_that_nothing_changed_until_something_did(world: World) -> None:
    patient = make_patient(world.clinic)
    visit = make_appointment(world, world.at("2027-06-09", "10:00"), patient=patient)
    first = read(patient)
    known = {"if-none-match": first["ETag"]}
    since = {"if-modified-since": first["Last-Modified"]}
    later = NOW + timedelta(hours=1)
    assert read(patient, later, **known).status_code == 304
    assert read(patient, later, **since).status_code == 304
    cancel(appointment=visit, reason="work", actor=Actor.patient(), now=later)
    assert read(patient, later, **known).status_code == 200
    assert read(patient, later, **since).status_code == 200


def test_a_new_day_is_a_new_calendar_for_who_asks_by_date(world: World) -> None:
    patient = make_patient(world.clinic)
    make_appointment(world, NOW - timedelta(days=31), patient=patient)
    first = read(patient)
    assert len(events_in(first)) == 1
    again = read(patient, NOW + timedelta(days=1), **{"if-modified-since": first["Last-Modified"]})
    assert events_in(again) == {}


def test_a_new_address_ends_the_old_one_and_none_ends_all(world: World) -> None:
    patient = make_patient(world.clinic)
    old = renew_feed(owner=patient)
    new = renew_feed(owner=patient)
    assert Client().get(reverse("portal:feed", args=[old])).status_code == 404
    assert Client().get(reverse("portal:feed", args=[new])).status_code == 200
    end_feed(owner=patient)
    assert Client().get(reverse("portal:feed", args=[new])).status_code == 404
    assert Client().get(reverse("portal:feed", args=["None"])).status_code == 404


def test_who_works_here_no_more_reads_nothing(world: World) -> None:
    renew_feed(owner=world.therapist)
    assert read(world.therapist).status_code == 200
    Membership.objects.filter(user=world.therapist.user).delete()
    assert read(world.therapist).status_code == 404


def test_a_merged_record_goes_on_under_its_old_address(world: World) -> None:
    keep, drop = make_patient(world.clinic), make_patient(world.clinic)
    visit = make_appointment(world, world.at("2027-06-09", "10:00"), patient=keep)
    renew_feed(owner=drop)
    merge(keep=keep, drop=drop, user=make_user("owner", world.clinic), now=NOW)
    assert set(events_in(read(drop))) == {f"{visit.public_id}@tend"}


def test_it_speaks_the_language_of_its_owner(world: World) -> None:
    patient = make_patient(world.clinic, language="es")
    make_appointment(world, world.at("2027-06-09", "10:00"), patient=patient)
    [event] = events_in(read(patient)).values()
    assert event["summary"] == f"Cita en {world.clinic.name}"


@pytest.mark.parametrize("rows", [1, 30])
def test_three_queries_whatever_the_rows(world: World, rows: int, django_assert_num_queries: Any) -> None:
    patient = make_patient(world.clinic)
    for day in range(rows):
        visit = make_appointment(world, NOW + timedelta(days=day, hours=2), patient=patient)
        confirm(appointment=visit, actor=Actor.patient(), now=NOW)
    renew_feed(owner=patient)
    with django_assert_num_queries(3):  # no such therapist, the patient, the visits
        answer = read(patient)
    assert len(events_in(answer)) == rows


def test_the_pages_make_it_show_it_renew_it_and_switch_it_off(world: World) -> None:
    patient = make_patient(world.clinic, user=make_user())
    for user, page, renew, end, owner in (
        (patient.user, "portal:own_calendar", "portal:own_calendar_renew", "portal:own_calendar_end", patient),
        (world.therapist.user, "dashboard:account", "dashboard:account_calendar_renew",
         "dashboard:account_calendar_end", world.therapist),
    ):  # fmt: skip
        browser = Client()
        browser.force_login(user)
        assert b".ics" not in browser.get(reverse(page)).content
        seen = []
        for _ in range(2):
            shown = browser.post(reverse(renew), follow=True).content.decode()
            owner.refresh_from_db()
            assert f'value="http://127.0.0.1:8000/calendar/{owner.feed_token}.ics"' in shown
            assert f'href="webcal://127.0.0.1:8000/calendar/{owner.feed_token}.ics"' in shown
            seen.append(owner.feed_token)
        assert len(set(seen)) == 2
        assert b".ics" not in browser.post(reverse(end), follow=True).content
        owner.refresh_from_db()
        assert owner.feed_token is None
