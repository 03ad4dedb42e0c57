"""A patient with a phone: the ways that begin in a mail, and the moments when something does not fit."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from bookings.appointments.book import book_directly
from bookings.appointments.policy import Actor
from bookings.models import Appointment, Notification, Patient
from bookings.portal.forms import CONSENT_VERSION
from bookings.tasks import deliver_due
from notes.homecare.prescribe import prescribe, usual_dose
from notes.models import ExerciseLog, Screening, TriggerEntry
from notes.tasks import ask_before_visits
from tests.browser.safety import nothing_applies
from tests.dashboard.conftest import NOW
from tests.factories import World, make_appointment, make_patient, make_user
from tests.journeys.conftest import PHONE, WITH_AND_WITHOUT, Opens
from tests.journeys.finger import Finger
from tests.notes.cast import TODAY, Chart
from tests.notifications.sink import Sink, parts

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chart(world: World) -> Chart:
    """Ada was here a week ago, agreed to everything, and has a plan of five sessions; she comes again tomorrow."""
    ada = make_patient(world.clinic, first_name="Ada", last_name="Byron", email="ada@example.org")
    make_appointment(
        world, NOW - timedelta(days=7), patient=ada, status="fulfilled",
        consented_at=NOW - timedelta(days=9), consent_version=CONSENT_VERSION,
    )  # fmt: skip
    return Chart(
        world, ada, make_appointment(world, world.at(TODAY + timedelta(days=1), "11:00"), patient=ada)
    )


def link_in(sink: Sink, kind: str) -> str:
    """The link of the newest letter of a kind, off the wire."""
    deliver_due()
    row = Notification.objects.filter(kind=kind, state="sent").latest("sent_at")
    letter = next(mail for mail in sink.mails if mail["Message-ID"] == row.message_id)
    found = re.search(r"http\S+", parts(letter)["text/plain"])
    assert found
    return found[0]


@WITH_AND_WITHOUT
def test_the_reminder_leads_to_the_check(opens: Opens, chart: Chart, sink: Sink, has_scripts: bool) -> None:
    chart.screened()
    ask_before_visits()
    page = opens(has_scripts=has_scripts, size=PHONE)
    page.goto(link_in(sink, "pre_visit_check"))
    hand = Finger(page)
    for name, value in (("now", "4"), ("night_worst", "2")):
        hand.tap(page.locator(f"label.scale-step:has([name={name}][value='{value}'])"))
    hand.tap(page.locator("label.check-none"))
    hand.tap(page.get_by_role("button", name="Send to my therapist"))
    expect(page.get_by_role("heading", name=re.compile("Thank you"))).to_be_visible()
    hand.within("a patient answers the check before a visit")
    assert Screening.objects.get(kind="pre_visit").appointment == chart.visit


@WITH_AND_WITHOUT
def test_the_letter_leads_to_the_exercises_and_the_diary(
    opens: Opens, chart: Chart, sink: Sink, has_scripts: bool
) -> None:
    """Signed in without a password; an exercise ticked with how it was, a line in the diary, and out again."""
    prescribe(
        plan=chart.active_plan(), therapist=chart.therapist, code="ex-01", dose=usual_dose("ex-01"),
        today=TODAY, now=NOW,
    )  # fmt: skip
    page = opens(has_scripts=has_scripts, size=PHONE)
    page.goto("/me/")
    page.get_by_label("Your e-mail address").fill("ada@example.org")
    page.get_by_role("button", name="Send me the link").click()
    expect(page.get_by_role("heading", name="Look into your mail")).to_be_visible()
    page.goto(link_in(sink, "sign_in"))
    hand = Finger(page)
    hand.tap(page.get_by_role("button", name="Sign in"))
    hand.tap(page.get_by_role("link", name="Exercises at home"))
    hand.tap(page.locator("label.scale-step", has_text=re.compile("^3$")))
    hand.tap(page.get_by_role("button", name="Go on"))
    hand.tap(page.get_by_text("I did it"))
    hand.tap(page.locator("article label.scale-step", has_text=re.compile("^2$")))
    hand.tap(page.get_by_role("button", name="Keep"))
    expect(page.get_by_text("1 of 1 done today")).to_be_visible()
    hand.within("a patient ticks an exercise")
    assert ExerciseLog.objects.get().nrs_after == 2
    page.goto("/me/diary/")
    page.get_by_label("What did you do?").fill("Driving")
    page.get_by_label("For how many minutes?").fill("30")
    page.get_by_role("group", name="Pain before").locator("label", has_text=re.compile("^2$")).click()
    page.get_by_role("group", name="Pain after").locator("label", has_text=re.compile("^4$")).click()
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("Written down.")).to_be_visible()
    assert TriggerEntry.objects.get().activity == "Driving"


@WITH_AND_WITHOUT
def test_the_plan_leads_to_the_next_visit(opens: Opens, chart: Chart, has_scripts: bool) -> None:
    chart.screened()
    chart.active_plan()
    user = make_user()
    Patient.objects.filter(pk=chart.patient.pk).update(user=user)
    page = opens(user, has_scripts=has_scripts, size=PHONE)
    page.goto("/me/plan/")
    expect(page.get_by_text(re.compile("of 6 sessions")).first).to_be_visible()
    expect(page.get_by_role("heading", name="Pain over time")).to_be_visible()
    hand = Finger(page)
    hand.tap(page.get_by_role("link", name="Book the next visit"))
    hand.tap(page.locator("details[open] .slot").first)
    hand.tap(page.get_by_role("button", name="None of these: book this time"))
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^You are booked"))
    hand.within("a patient books the next visit of a plan")
    assert Appointment.objects.filter(patient=chart.patient, status="booked").count() == 2


@WITH_AND_WITHOUT
def test_too_late_to_move_is_no_dead_end(opens: Opens, chart: Chart, has_scripts: bool) -> None:
    """Why, whom to call, and what can be done all the same."""
    Appointment.objects.filter(pk=chart.visit.pk).update(cancel_notice_hours=48)
    page = opens(has_scripts=has_scripts, size=PHONE)
    page.goto(f"/manage/{chart.visit.token}/move/")
    expect(page.get_by_text("is less than 48 hours away")).to_be_visible()
    expect(page.locator("main").get_by_role("link", name=chart.world.clinic.phone)).to_have_attribute(
        "href", f"tel:{chart.world.clinic.phone}"
    )
    page.get_by_role("link", name="I cannot come at all").click()
    expect(page.get_by_text(re.compile("less than 48 hours|48 hours before"))).to_be_visible()
    page.get_by_label("Illness").check()
    page.get_by_role("button", name="Cancel the visit").click()
    expect(page.get_by_role("heading", name="This visit is cancelled")).to_be_visible()
    chart.visit.refresh_from_db()
    assert (chart.visit.status, chart.visit.is_late_cancel) == ("cancelled", True)


@WITH_AND_WITHOUT
def test_gone_while_typing_other_times_stand_there_and_the_form_is_kept(
    opens: Opens, world: World, has_scripts: bool
) -> None:
    page = opens(has_scripts=has_scripts, size=PHONE)
    page.goto(f"/book/{world.clinic.slug}/")
    page.locator(".offer-times .slot").first.click()
    expect(page.get_by_role("heading", name="Almost yours")).to_be_visible()
    _fill(page)
    page.get_by_label("What brings you?").fill("A stiff neck")
    _somebody_is_quicker(world)
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_text("what you typed comes along")).to_be_visible()
    page.locator(".choices-row .slot, .choices-row button").first.click()
    for label, text in (
        ("First name", "Ada"),
        ("E-mail", "ada@example.org"),
        ("What brings you?", "A stiff neck"),
    ):
        expect(page.get_by_label(re.compile(f"^{re.escape(label)}"))).to_have_value(text)
    for box in page.locator("input[name=check-none]").all():
        expect(box).to_be_checked()
    # The agreement is said about what is booked in the end: it is asked again.
    page.get_by_label(re.compile("I agree")).check()
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^You are booked"))
    assert Appointment.objects.get(status="booked", patient__first_name="Ada").reason == "A stiff neck"


def _fill(page: Page) -> None:
    for label, text in (("First name", "Ada"), ("Last name", "Byron"), ("E-mail", "ada@example.org")):
        page.get_by_label(label, exact=True).fill(text)
    nothing_applies(page)
    page.get_by_label(re.compile("I agree")).check()


def _somebody_is_quicker(world: World) -> None:
    """The reservation runs out, and both therapists are booked at that time."""
    held = Appointment.objects.get(status="held")
    now = timezone.now()
    Appointment.objects.filter(pk=held.pk).update(hold_expires_at=now - timedelta(seconds=1))
    desk = Actor.staff(make_user("reception", world.clinic))
    for therapist in world.therapists:
        book_directly(
            option=world.option, starts_at=held.starts_at, therapist=therapist,
            patient=make_patient(world.clinic), actor=desk, now=now,
        )  # fmt: skip
