"""The owner, in a real browser: from nothing to a link that truly books, a holiday, and an empty hour explained."""

import re
from datetime import timedelta

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from bookings.models import Appointment, Clinic, Notification, TimeOff, User
from bookings.tasks import deliver_due
from tests.browser.safety import nothing_applies
from tests.factories import NOW, World, make_appointment, make_patient, make_user
from tests.journeys.conftest import PHONE, WITH_AND_WITHOUT, Opens
from tests.journeys.finger import Finger
from tests.notifications.sink import Sink

pytestmark = pytest.mark.django_db(transaction=True)
# Independence Day falls on a Sunday; this is the day off for it.
HOLIDAY = "2027-07-05"
CALENDAR_HOUR = 76


@WITH_AND_WITHOUT
@pytest.mark.usefixtures("now", "transactional_db")
def test_from_an_empty_clinic_to_a_patients_booking(opens: Opens, sink: Sink, has_scripts: bool) -> None:
    call_command(
        "create_clinic", slug="hill", name="Hill House", time_zone="UTC", owner_email="ida@example.org"
    )
    page = opens(User.objects.get(), has_scripts=has_scripts, timezone_id="Europe/Berlin")
    page.goto("/dashboard/")
    hand = Finger(page)
    hand.tap(page.get_by_role("link", name="Set up the clinic"))
    if has_scripts:
        expect(page.get_by_label("Country")).to_have_value("DE")
    else:
        hand.choose(page.get_by_label("Country"), "DE")
        hand.choose(page.get_by_label("Time zone"), "Europe/Berlin")
    hand.tap(page.get_by_role("button", name="On to the hours"))
    hand.type("First name", "Ida")
    hand.tap(page.get_by_role("button", name="On to the services"))
    for price, field in zip(("70", "80", "90"), page.get_by_label("Price").all(), strict=True):
        hand.fill(field, price)
    hand.tap(page.get_by_role("button", name="Ready"))
    expect(page.get_by_role("heading", name="Patients can book now")).to_be_visible()
    link = page.get_by_label("Your booking page").input_value()
    hand.within("the owner sets up to a bookable link")
    assert Clinic.objects.get().time_zone == "Europe/Berlin"
    visitor = opens(has_scripts=has_scripts, size=PHONE)
    visitor.goto(link)
    visitor.locator(".offer-times .slot").first.click()
    for label, text in (("First name", "Ada"), ("Last name", "Byron"), ("E-mail", "ada@example.org")):
        visitor.get_by_label(label, exact=True).fill(text)
    nothing_applies(visitor)
    visitor.get_by_label(re.compile("I agree")).check()
    visitor.get_by_role("button", name="Book this time").click()
    expect(visitor.get_by_role("heading", name="You are booked, Ada.")).to_be_visible()
    booked = Appointment.objects.get(status="booked")
    assert (booked.therapist.first_name, str(booked.price)) == ("Ida", "70.00")
    deliver_due()
    assert sink.to("ada@example.org")


@WITH_AND_WITHOUT
def test_a_holiday_and_the_four_visits_that_it_hits(opens: Opens, world: World, has_scripts: bool) -> None:
    names = ("Ann", "Ben", "Cleo", "Dot")
    visits = [
        make_appointment(
            world, world.at(HOLIDAY, f"{10 + number}:00"),
            patient=make_patient(world.clinic, first_name=name, last_name="Lee"),
        )
        for number, name in enumerate(names)
    ]  # fmt: skip
    page = opens(make_user("owner", world.clinic), has_scripts=has_scripts)
    page.goto("/dashboard/closures/")
    hand = Finger(page)
    hand.tap(page.get_by_role("link", name="Public holidays"))
    hand.tap(page.locator(f"input[name=day][value='{HOLIDAY}']"))
    hand.tap(page.get_by_role("button", name="See what they hit"))
    expect(page.get_by_role("heading", name="4 visits are hit")).to_be_visible()
    assert not TimeOff.objects.exists()
    hand.tap(page.get_by_role("group", name="What is to become of them?").get_by_text("Move"))
    hand.choose(page.get_by_label("What becomes of the visit of Ben Lee"), "keep")
    hand.choose(page.get_by_label("What becomes of the visit of Cleo Lee"), "cancel")
    hand.tap(page.get_by_role("button", name="Close it and do this"))
    expect(page.get_by_role("heading", level=1)).not_to_have_text("4 visits are hit")
    hand.within("the owner closes a holiday")
    for visit in visits:
        visit.refresh_from_db()
    assert [visit.status for visit in visits] == ["booked", "booked", "cancelled", "booked"]
    holiday = world.at(HOLIDAY, "00:00").date()
    days = [visit.starts_at.astimezone(world.zone).date() for visit in visits]
    assert [day == holiday for day in days] == [False, True, True, False]
    told = Notification.objects.filter(state="waiting", kind__in=["rescheduled", "cancelled"])
    assert set(told.values_list("appointment__patient__first_name", flat=True)) == {"Ann", "Cleo", "Dot"}
    assert TimeOff.objects.get().starts_at.astimezone(world.zone).date() == holiday


@WITH_AND_WITHOUT
def test_why_an_empty_hour_is_not_bookable(opens: Opens, world: World, has_scripts: bool) -> None:
    """A click on the hour in the calendar; without scripts a link and the time."""
    day = (NOW + timedelta(days=2)).date()
    make_appointment(world, world.at(day, "10:00"))
    page = opens(
        make_user("owner", world.clinic), has_scripts=has_scripts, size={"width": 1280, "height": 950}
    )
    hand = Finger(page)
    if has_scripts:
        page.goto(f"/dashboard/calendar/?day={day}")
        tap_above(page, hours=2.5)
        hand.taps += 1
        hand.tap(page.get_by_role("link", name="Why is it not bookable?"))
        expect(page.get_by_label("Time", exact=True)).to_have_value("07:30")
    else:
        page.goto(f"/dashboard/day/{day}/")
        hand.tap(page.get_by_role("link", name="Why is a time not bookable?"))
        hand.type("Time", "07:30")
        hand.tap(page.get_by_role("button", name="Why?"))
    expect(page.locator(".notice.tone-warn")).to_contain_text("7:30 am")
    expect(page.locator(".notice.tone-warn")).to_contain_text("does not work there")
    hand.within("the owner asks why a time is not bookable")


def tap_above(page: Page, *, hours: float) -> None:
    """An empty hour above the only visit of the day."""
    box = page.locator(".ec-event[data-key]").first.bounding_box()
    assert box
    page.mouse.click(box["x"] + 40, box["y"] - hours * CALENDAR_HOUR + 4)
