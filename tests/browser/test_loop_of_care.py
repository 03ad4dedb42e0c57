"""The loop of care, once round, in a real browser, over weeks of the service's own clock.

A safety check stops one person and lets another book; a plan begins from a template, its sessions around a holiday;
the check before a visit fills the note; the numbers worsen and the plan rests; a decision takes it up; it ends with
what the patient goes on with. The clock is moved on, nothing else is: no row is touched by hand.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer
from time_machine import TimeMachineFixture

from bookings.models import Appointment, Notification, Patient, TimeOff
from bookings.tasks import deliver_due
from notes.models import Screening, SoapNote, TreatmentPlan
from notes.tasks import ask_about_plans, ask_before_visits, look_at_plans
from tests.browser.safety import nothing_applies
from tests.factories import World, make_world
from tests.notifications.post import use
from tests.notifications.sink import Sink, listening, parts

ADA, EVE = "ada@example.org", "eve@example.org"
NEXT_STEP = "Again in three days, same pressure"


@pytest.fixture
def sink(settings: Any) -> Iterator[Sink]:
    with listening() as server:
        use(settings, server.port)
        yield server


class Walk:
    """One clinic, its post and its clock; a page for the patient, one for the therapist."""

    def __init__(
        self, world: World, base: str, sink: Sink, clock: TimeMachineFixture, browser: Browser
    ) -> None:
        self.world, self.base, self.sink, self.clock = world, base, sink, clock
        self.patient = browser.new_context(base_url=base, viewport={"width": 390, "height": 844}).new_page()
        self.staff = browser.new_context(base_url=base).new_page()
        for page in (self.patient, self.staff):
            page.on("pageerror", lambda error: pytest.fail(str(error)))

    def wait_until(self, moment: datetime) -> None:
        """Time passes: the clock's tasks run, what is due is sent, and the therapist signs in again."""
        self.clock.move_to(moment)
        for task in (look_at_plans, ask_before_visits, ask_about_plans, deliver_due):
            task()
        client = Client()
        assert self.world.therapist.user
        client.force_login(self.world.therapist.user)
        session = {"name": "session", "value": client.cookies["session"].value, "url": self.base}
        self.staff.context.add_cookies([session])  # type: ignore[list-item]

    def letter_to(self, address: str, kind: str) -> str:
        """The text of the newest letter of a kind to an address, off the wire."""
        row = Notification.objects.filter(recipient=address, kind=kind, state="sent").latest("sent_at")
        mail = next(mail for mail in self.sink.to(address) if mail["Message-ID"] == row.message_id)
        return parts(mail)["text/plain"]


@pytest.fixture
def walk(
    transactional_db: None,
    live_server: LiveServer,
    sink: Sink,
    time_machine: TimeMachineFixture,
    browser: Browser,
    settings: Any,
) -> Iterator[Walk]:
    settings.BASE_URL = live_server.url
    world = make_world(weekdays=range(7))
    today = timezone.now().astimezone(world.zone).replace(hour=9, minute=0, second=0, microsecond=0)
    time_machine.move_to(today + timedelta(days=1))
    made = Walk(world, live_server.url, sink, time_machine, browser)
    yield made
    for page in (made.patient, made.staff):
        page.context.close()


def test_the_loop_of_care(walk: Walk) -> None:
    the_check_stops_one(walk)
    first = the_check_lets_another_book(walk)
    walk.wait_until(first.ends_at)
    the_visit_is_completed(walk, first)
    plan = a_plan_from_a_template(walk, first)
    sessions = six_sessions_around_a_conflict(walk, plan)
    the_check_before_the_visit_fills_the_note(walk, sessions[0])
    the_note_is_signed(walk)
    the_numbers_worsen_and_the_plan_rests(walk, plan)
    nobody_books_online_while_it_rests(walk)
    a_decision_takes_it_up(walk, plan)
    it_ends_with_what_the_patient_goes_on_with(walk, plan)


def the_check_stops_one(walk: Walk) -> None:
    page = walk.patient
    details_of(walk, "Eve", EVE)
    nothing_applies(page)
    page.locator("fieldset.check-list").first.get_by_role("checkbox", name="None of these").uncheck()
    page.locator("input[name=check][value=e1]").check()
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("heading", name="Please get medical help first")).to_be_visible()
    expect(page.get_by_text("Nothing has been booked")).to_be_visible()
    assert not Appointment.objects.filter(status="booked").exists()
    assert Screening.objects.get().tier == 5
    deliver_due()
    assert walk.sink.to(EVE) == []


def the_check_lets_another_book(walk: Walk) -> Appointment:
    details_of(walk, "Ada", ADA)
    nothing_applies(walk.patient)
    walk.patient.get_by_role("button", name="Book this time").click()
    expect(walk.patient.get_by_role("heading", name="You are booked, Ada.")).to_be_visible()
    return Appointment.objects.get(status="booked")


def details_of(walk: Walk, name: str, address: str) -> None:
    """From the front page to a form that is filled in but for the safety check."""
    page = walk.patient
    page.goto("/")
    page.get_by_role("link", name=re.compile("All times")).click()
    page.locator("button[name=slot]:visible").first.click()
    page.wait_for_url(re.compile("/hold/"))
    page.get_by_label("First name", exact=True).fill(name)
    page.get_by_label("Last name", exact=True).fill("Byron")
    page.get_by_label("E-mail").fill(address)
    page.get_by_label("I agree").check()


def the_visit_is_completed(walk: Walk, visit: Appointment) -> None:
    walk.staff.goto(f"/dashboard/appointments/{visit.public_id}/")
    for act in ("Arrived", "Complete"):
        walk.staff.get_by_role("button", name=re.compile(act)).first.click()
    visit.refresh_from_db()
    assert visit.status == "fulfilled"


def a_plan_from_a_template(walk: Walk, visit: Appointment) -> TreatmentPlan:
    page = walk.staff
    holiday(walk)
    page.goto(f"/dashboard/patients/{visit.patient.public_id}/plans/new/")  # type: ignore[union-attr]
    page.get_by_role("link", name="Neck, for months").click()
    page.get_by_label("Average pain, last 7 days").fill("5")
    page.get_by_label("An activity that is hard").fill("Reversing the car")
    page.get_by_label("How well it goes").fill("4")
    page.locator("[name=components-0-weeks]").fill("3")
    page.get_by_role("button", name="Put in force and propose dates").click()
    expect(page.get_by_role("heading", name="6 dates")).to_be_visible()
    return TreatmentPlan.objects.get(status="active")


def holiday(walk: Walk) -> None:
    """From next Monday on the therapist is away for two days in every week, never the same: some dates must give way."""
    today = timezone.now().astimezone(walk.world.zone)
    monday = today.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=7 - today.weekday())
    for week, day in enumerate((0, 2, 4)):
        away = monday + timedelta(weeks=week, days=day)
        TimeOff.objects.create(
            clinic=walk.world.clinic,
            therapist=walk.world.therapist,
            starts_at=away,
            ends_at=away + timedelta(days=3 if week else 2),
        )


def six_sessions_around_a_conflict(walk: Walk, plan: TreatmentPlan) -> list[Appointment]:
    page = walk.staff
    assert page.locator(".date.is-substitute").count() >= 1
    page.get_by_role("button", name="Book all 6").click()
    expect(page.get_by_role("heading", name="6 visits, planned together")).to_be_visible()
    booked = list(Appointment.objects.filter(series__made_for=plan.public_id, status="booked"))
    assert len(booked) == 6
    deliver_due()
    assert walk.letter_to(ADA, "series").count("/manage/") >= 6
    return sorted(booked, key=lambda one: one.starts_at)


def the_check_before_the_visit_fills_the_note(walk: Walk, visit: Appointment) -> None:
    page = walk.patient
    walk.wait_until(visit.starts_at - timedelta(hours=20))
    link = re.search(r"http\S+", walk.letter_to(ADA, "pre_visit_check"))
    assert link
    page.goto(link.group())
    page.locator("label:has([name=now][value='6'])").click()
    page.locator("label:has([name=night_worst][value='2'])").click()
    nothing_applies(page)
    page.locator("form button.button-main").click()
    expect(page.get_by_role("heading", name=re.compile("Thank you"))).to_be_visible()
    walk.wait_until(visit.ends_at)
    walk.staff.goto(f"/dashboard/appointments/{visit.public_id}/")
    walk.staff.get_by_role("button", name="Write the note").click()
    walk.staff.wait_for_url(re.compile("/notes/"))
    expect(walk.staff.locator("[name=nrs_before][value='6']")).to_be_checked()
    expect(walk.staff.get_by_label("Subjective")).not_to_have_value("")


def the_note_is_signed(walk: Walk) -> None:
    page = walk.staff
    page.locator("[data-region=nkp-l]").click()
    page.get_by_role("button", name="As in the template").click()
    expect(page.locator("[name=techniques-0-region]")).to_have_value("nkp-l")
    page.get_by_label("Assessment").fill("Tolerated well")
    page.locator("textarea[name=next_step]").fill(NEXT_STEP)
    page.get_by_role("group", name="Pain after").locator("label", has_text="4").click()
    page.get_by_label("I asked about changes in health today").check()
    page.get_by_label("The patient agreed to today's treatment").check()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Signed", exact=True).first).to_be_visible()
    assert SoapNote.objects.get().nrs_before == 6


def the_numbers_worsen_and_the_plan_rests(walk: Walk, plan: TreatmentPlan) -> None:
    """Two weeks on the old numbers speak no more; what the mail of the week brings is three points above the start."""
    assert plan.started_at
    walk.wait_until(plan.started_at + timedelta(days=15))
    link = re.search(r"http\S+/questions/\S+", walk.letter_to(ADA, "review_due"))
    assert link
    page = walk.patient
    page.goto(link.group())
    page.locator("label:has([name=average][value='8'])").click()
    page.locator("form button.button-main").click()
    expect(page.get_by_role("heading", name=re.compile("Thank you"))).to_be_visible()
    walk.staff.goto(f"/dashboard/plans/{plan.public_id}/")
    expect(walk.staff.locator("#hold-title")).to_be_visible()
    plan.refresh_from_db()
    assert plan.status == "on_hold"


def nobody_books_online_while_it_rests(walk: Walk) -> None:
    before = Appointment.objects.filter(status="booked").count()
    details_of(walk, "Ada", ADA)
    nothing_applies(walk.patient)
    walk.patient.get_by_role("button", name="Book this time").click()
    expect(walk.patient.get_by_text("Nothing has been booked")).to_be_visible()
    assert Appointment.objects.filter(status="booked").count() == before


def a_decision_takes_it_up(walk: Walk, plan: TreatmentPlan) -> None:
    page = walk.staff
    page.goto(f"/dashboard/plans/{plan.public_id}/")
    page.get_by_text("Take the plan up again").click()
    page.locator("label:has([name=outcome][value=physician_seen])").click()
    page.get_by_label("What was found or agreed").fill("Seen on Tuesday, may go on")
    page.get_by_role("button", name="Go on with the plan").click()
    expect(page.get_by_text("The plan goes on.")).to_be_visible()
    details_of(walk, "Ada", ADA)
    nothing_applies(walk.patient)
    walk.patient.get_by_role("button", name="Book this time").click()
    expect(walk.patient.get_by_role("heading", name="You are booked, Ada.")).to_be_visible()


def it_ends_with_what_the_patient_goes_on_with(walk: Walk, plan: TreatmentPlan) -> None:
    page = walk.staff
    page.goto(f"/dashboard/plans/{plan.public_id}/")
    page.get_by_role("link", name="Discharge").click()
    page.get_by_label("Goals met").check()
    page.get_by_role("button", name="Close the plan").click()
    expect(page.get_by_text("Choose the exercises to go on with, or say why there are none.")).to_be_visible()
    plan.refresh_from_db()
    assert plan.status == "active"
    page.locator("[name=maintenance]").first.check(force=True)
    page.get_by_role("button", name="Close the plan").click()
    expect(page.get_by_text("The plan is closed.")).to_be_visible()
    plan.refresh_from_db()
    assert (plan.status, plan.phase) == ("completed", "maintenance")
    assert Patient.objects.filter(email=ADA).count() == 1
