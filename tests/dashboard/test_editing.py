"""What was written down can be changed where it stands; the form begins with what is on record."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import AccessRecord, DateOverride, Patient, TimeOff, WaitlistEntry, WeeklyHours
from tests.dashboard.conftest import NOW, Desk
from tests.factories import make_appointment, make_patient
from tests.waitlist.conftest import waits


def edit(name: str, row: Any) -> str:
    return reverse(f"dashboard:{name}", args=[row.public_id])


def sent(client: Client, path: str, **changed: Any) -> dict[str, Any]:
    """What a browser would send from the page: every field as it was filled in, save what is changed."""
    form = client.get(path).context["form"]
    values = {name: form[name].value() for name in form.fields}
    shown = {name: form[name].as_hidden() for name, value in values.items() if not isinstance(value, list)}
    text = {name: re.search(r'value="([^"]*)"', html) for name, html in shown.items()}
    return {
        **{name: value for name, value in values.items() if isinstance(value, list)},
        **{name: found[1] for name, found in text.items() if found},
        **changed,
    }


def test_hours(desk: Desk) -> None:
    row = desk.world.therapist.weekly_hours.get(weekday=0)
    client, path = desk.browser("therapist"), edit("hours_edit", row)
    assert (
        path
        in client.get(reverse("dashboard:hours_of", args=[desk.world.therapist.public_id])).content.decode()
    )
    assert client.post(path, sent(client, path)).status_code == 302
    unchanged = WeeklyHours.objects.get(pk=row.pk)
    assert (unchanged.weekday, unchanged.start_minute, unchanged.end_minute) == (0, 540, 1020)
    assert client.post(path, sent(client, path, end="12:00")).status_code == 302
    assert WeeklyHours.objects.get(pk=row.pk).end_minute == 720
    clash = client.post(path, sent(client, path, weekday=1))
    assert (clash.status_code, WeeklyHours.objects.get(pk=row.pk).weekday) == (409, 0)
    assert desk.browser("colleague").get(path).status_code == 404


def test_a_date(desk: Desk) -> None:
    world = desk.world
    row = DateOverride.objects.create(
        clinic=world.clinic, therapist=world.therapist, location=world.location, date=date(2027, 6, 12),
        intervals=[[600, 720], [780, 1440]],
    )  # fmt: skip
    client, path = desk.browser("owner"), edit("hours_override_edit", row)
    assert client.post(path, sent(client, path, day="2027-06-13")).status_code == 302
    row.refresh_from_db()
    assert (row.date, row.intervals) == (date(2027, 6, 13), [[600, 720], [780, 1440]])


@pytest.mark.parametrize(
    ("starts", "ends", "last"), [("00:00", "00:00", "2027-06-10"), ("09:00", "12:30", "2027-06-11")]
)
def test_time_off_and_on_to_the_visits_inside(desk: Desk, starts: str, ends: str, last: str) -> None:
    world = desk.world
    row = TimeOff.objects.create(
        clinic=world.clinic, therapist=world.therapist, starts_at=world.at("2027-06-09", starts),
        ends_at=world.at("2027-06-11", ends), reason="course",
    )  # fmt: skip
    visit = make_appointment(world, world.at("2027-06-08", "10:00"))
    client, path = desk.browser("owner"), edit("closure_edit", row)
    assert sent(client, path)["last"] == last
    assert client.post(path, sent(client, path)).status_code == 302
    same = TimeOff.objects.get(pk=row.pk)
    assert (same.starts_at, same.ends_at, same.reason) == (row.starts_at, row.ends_at, "course")
    done = client.post(path, sent(client, path, first="2027-06-08"), follow=True)
    assert done.redirect_chain[0][0] == edit("closure", row)
    assert [hit.public_id for hit in done.context["hits"]] == [visit.public_id]
    visit.refresh_from_db()
    assert visit.status == "booked"


def test_a_wish(desk: Desk) -> None:
    entry = waits(
        desk.world, therapists=[desk.world.therapist], weekdays=[1, 2], from_minute=540, until_minute=720,
        created_at=NOW - timedelta(days=9), from_date=NOW.date(),
    )  # fmt: skip
    client, path = desk.browser("reception"), edit("waitlist_edit", entry)
    assert path in client.get(reverse("dashboard:waitlist")).content.decode()
    assert client.post(path, sent(client, path, weekdays=[4])).status_code == 302
    after = WaitlistEntry.objects.get(pk=entry.pk)
    assert (after.weekdays, after.from_minute, after.until_minute) == ([4], 540, 720)
    assert (after.created_at, list(after.therapists.all())) == (entry.created_at, [desk.world.therapist])
    wrong = client.post(path, sent(client, path, until_date="2027-06-01"))
    assert wrong.status_code == 409
    entry.state = "closed"
    entry.save()
    assert client.get(path).status_code == 404


def test_a_patient(desk: Desk) -> None:
    guardian = make_patient(desk.world.clinic)
    patient = make_patient(
        desk.world.clinic, first_name="Ada", last_name="Byron", email="", phone="", guardian=guardian
    )
    client, path = desk.browser("reception"), edit("patient_edit", patient)
    assert path in client.get(edit("patient", patient)).content.decode()
    assert (
        client.post(path, sent(client, path, last_name="Lovelace", birth_date="1990-12-10")).status_code
        == 302
    )
    after = Patient.objects.get(pk=patient.pk)
    assert (after.full_name, after.birth_date, after.guardian) == (
        "Ada Lovelace",
        date(1990, 12, 10),
        guardian,
    )
    assert after.search_name == "lovelace ada"
    assert AccessRecord.objects.filter(patient=patient, action="edited", user=desk.reception).count() == 1
    assert client.post(path, sent(client, path, first_name="")).status_code == 400
    assert desk.browser("therapist").get(path).status_code == 404
