"""The desk, in a real browser: a gap is closed without a phone call, a known patient is booked, nobody came."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from bookings.models import Appointment, Notification, WaitlistOffer
from bookings.tasks import deliver_due
from bookings.waitlist import sweep
from tests.dashboard.conftest import MONDAY, NOW
from tests.factories import World, make_appointment, make_patient, make_user
from tests.journeys.conftest import WITH_AND_WITHOUT, Opens
from tests.journeys.finger import Finger
from tests.notifications.sink import Sink
from tests.waitlist.conftest import WEDNESDAY, waits

pytestmark = pytest.mark.django_db(transaction=True)
DAY = timedelta(days=1)


@WITH_AND_WITHOUT
def test_a_gap_is_closed(opens: Opens, world: World, sink: Sink, has_scripts: bool) -> None:
    """Two taps cancel, the three who fit stand there with why, one tap offers, and the next in line is asked by itself."""
    visit = make_appointment(world, world.at(WEDNESDAY, "14:00"))
    names = ("Ann", "Ben", "Cleo", "Dot")
    who = [make_patient(world.clinic, first_name=name, last_name="Lee") for name in names]
    waits(world, who[0], created_at=NOW - 9 * DAY, from_minute=720)
    waits(world, who[1], created_at=NOW - 2 * DAY, plan_gap_days=12)
    waits(world, who[2], created_at=NOW - DAY)
    waits(world, who[3], weekdays=[0])
    page = opens(make_user("reception", world.clinic), has_scripts=has_scripts)
    page.goto(f"/dashboard/appointments/{visit.public_id}/")
    hand = Finger(page)
    hand.tap(page.get_by_role("link", name="Cancel…"))
    hand.tap(page.get_by_role("button", name="Illness"))
    expect(page.get_by_text("Cancelled: the time is free again.")).to_be_visible()
    hand.within("reception cancels")
    visit.refresh_from_db()
    assert (visit.status, visit.cancellation_reason) == ("cancelled", "illness")
    if not has_scripts:
        page.get_by_role("link", name="On its own page").first.click()
    lines = page.locator("ol.list > li")
    expect(lines).to_have_count(3)
    assert [line.split("\n")[0].strip() for line in lines.locator(".item-title").all_inner_texts()] == [
        "Ben Lee", "Ann Lee", "Cleo Lee",
    ]  # fmt: skip
    expect(lines.nth(0)).to_contain_text("12 days behind plan")
    hand = Finger(page)
    hand.tap(lines.nth(0).get_by_role("button", name="Offer"))
    expect(page.get_by_text("Offered to Ben Lee: kept until")).to_be_visible()
    hand.within("reception offers a gap")
    first = WaitlistOffer.objects.get()
    assert (first.appointment.status, first.appointment.starts_at) == ("held", visit.starts_at)
    deliver_due()
    assert [mail["To"] for mail in sink.mails if mail["To"] == who[1].email], "Ben is told"
    _runs_out(first)
    assert [one.entry.patient for one in WaitlistOffer.objects.order_by("pk")] == [who[1], who[0]]
    assert Notification.objects.filter(kind="waitlist_offer", patient=who[0]).exists()
    page.goto("/dashboard/waitlist/")
    expect(page.get_by_role("region", name="Offered now")).to_contain_text("Ann Lee")


def _runs_out(offer: WaitlistOffer) -> None:
    """Nobody answers in time; the clock looks, and asks the next."""
    over: datetime = offer.expires_at.astimezone(UTC) + timedelta(minutes=1)
    sweep.offer_freed(clock=lambda: over)


@WITH_AND_WITHOUT
@pytest.mark.parametrize("typed", ["zel", "7788"], ids=["three letters", "four digits"])
def test_a_known_patient_is_booked(opens: Opens, world: World, has_scripts: bool, typed: str) -> None:
    rosa = make_patient(world.clinic, first_name="Rosa", last_name="Zeller", phone="+1 212 555 7788")
    make_patient(world.clinic, first_name="Otto", last_name="Zinn", phone="+1 212 555 7789")
    make_appointment(world, NOW - 7 * DAY, patient=rosa, status="fulfilled")
    page = opens(make_user("reception", world.clinic), has_scripts=has_scripts)
    page.goto("/dashboard/")
    hand = Finger(page)
    hand.tap(page.get_by_role("link", name="Book a visit").first)
    search = page.get_by_label("Name, phone or e-mail")
    expect(search).to_be_focused()
    hand.fill(search, typed)
    if not has_scripts:
        hand.tap(page.locator("main").get_by_role("button", name="Search"))
    hand.tap(page.locator("#who-found").get_by_role("link", name="Rosa Zeller"))
    expect(page.get_by_role("link", name="Another service")).to_be_visible()
    hand.tap(page.locator("label.time").first)
    hand.tap(page.get_by_role("button", name="Book it"))
    expect(page.get_by_text(re.compile("^Booked for"))).to_be_visible()
    hand.within("reception books a known patient")
    booked = Appointment.objects.get(status="booked")
    assert (booked.patient, booked.option) == (rosa, world.option)
    assert typed not in page.url


@WITH_AND_WITHOUT
def test_nobody_came_and_then_they_did(opens: Opens, world: World, has_scripts: bool) -> None:
    ada = make_patient(world.clinic, first_name="Ada", last_name="Byron")
    visit = make_appointment(world, world.at(MONDAY, "10:00"), patient=ada)
    page = opens(make_user("reception", world.clinic), has_scripts=has_scripts)
    page.goto("/dashboard/")
    line = page.locator(f"#visit-{visit.public_id}")
    hand = Finger(page)
    hand.tap(line.get_by_role("button", name="Did not come"))
    expect(page.get_by_text("Noted: nobody came.")).to_be_visible()
    hand.within("nobody came")
    visit.refresh_from_db()
    assert visit.status == "no_show"
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Undone: the visit is on")).to_be_visible()
    visit.refresh_from_db()
    assert (visit.status, visit.revision) == ("booked", 1)
    assert not Notification.objects.filter(appointment=visit).exists(), "nobody heard of either"
    page.goto("/dashboard/")
    line.get_by_role("button", name="Arrived").click()
    expect(line).to_have_class(re.compile("is-on"))
