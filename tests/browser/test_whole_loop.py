"""The main job, once through, in a real browser against the real processes.

A patient books; the mail arrives; they confirm from it; the therapist makes a plan, writes and signs the note;
the plan moves on; a reminder leaves when it is due; a cancellation takes the next one back.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from icalendar import Calendar
from playwright.sync_api import Browser, Page, expect

from tests.browser.running import Service, eventually, running_service
from tests.browser.safety import nothing_applies

# It starts the same set of processes as the tests of the demo: one of them at a time is enough for a machine.
pytestmark = pytest.mark.xdist_group("demo")

PATIENT = "nora.quist@example.org"
THERAPIST = "maya@riverside.example.org"
PASSWORD = "riverside-demo"


@pytest.fixture(scope="module")
def service() -> Iterator[Service]:
    with running_service() as service:
        yield service


def test_from_the_first_click_to_the_signed_note(service: Service, browser: Browser) -> None:
    patient = browser.new_page()
    token = book(service, patient)
    confirm_from_the_mail(service, patient, token)
    a_due_reminder_arrives(service, token)
    therapist = browser.new_page()
    sign_in(service, therapist)
    plan_url = make_a_plan(service, therapist, token)
    begin_the_visit(service, token)
    write_and_sign_the_note(service, therapist, token)
    the_plan_moved_on(therapist, plan_url)
    cancelling_takes_the_next_reminder_back(service, patient)


def book(service: Service, page: Page) -> str:
    """Through the portal to the confirmation; returns the secret of the manage link."""
    choose_a_time(service, page)
    expect(page.get_by_text("Reserved for you until")).to_be_visible()
    page.get_by_label("First name", exact=True).fill("Nora")
    page.get_by_label("Last name", exact=True).fill("Quist")
    page.get_by_label("E-mail").fill(PATIENT)
    page.get_by_label("What brings you?").fill("sunflowerish shoulders")
    nothing_applies(page)
    page.get_by_label("I agree").check()
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("heading", name="You are booked, Nora.")).to_be_visible()
    return page.url.rstrip("/").rpartition("/")[2]


def choose_a_time(service: Service, page: Page) -> None:
    """A free hour with Maya more than three days ahead, so that both reminders are planned."""
    page.goto(service.base + "/")
    page.get_by_role("region", name="General therapeutic massage").get_by_role(
        "link", name=re.compile("All times")
    ).nth(1).click()
    page.get_by_label("With").select_option(label="Maya Okafor")
    page.wait_for_url(re.compile("therapist="))
    start = date.today() + timedelta(days=5)
    page.goto(re.sub(r"from=[0-9-]*", f"from={start}", page.url))
    page.locator("button[name=slot]:visible").last.click()
    page.wait_for_url(re.compile("/hold/"))


def confirm_from_the_mail(service: Service, page: Page, token: str) -> None:
    mail = service.wait_for_mail(PATIENT, 1)
    text = mail.get_body(("plain",)).get_content()
    html = mail.get_body(("html",)).get_content()
    assert f"/manage/{token}/" in text
    assert f"/manage/{token}/" in html
    assert "sunflowerish" not in str(mail)
    assert "massage" not in text.lower()
    invitation = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    calendar = Calendar.from_ical(invitation.get_content())
    assert (calendar["method"], len(calendar.walk("VEVENT"))) == ("REQUEST", 1)
    link = re.search(r"http\S+/manage/\S+/", text)
    assert link
    page.goto(link.group())
    assert appointment(service, token, "confirmed_at is not None") == "False", "GET shows, POST acts"
    page.get_by_role("button", name="Yes, I am coming").click()
    eventually(lambda: appointment(service, token, "confirmed_at is not None") == "True" or None)


def a_due_reminder_arrives(service: Service, token: str) -> None:
    """Time passes: the plan of the first reminder is set into the past, at a clinic that has no quiet hours."""
    due = service.run_python(
        "from bookings.models import BookingPolicy, Notification; from django.utils.timezone import now; "
        "BookingPolicy.objects.update(quiet_from_minute=0, quiet_to_minute=0); "
        f"rows = Notification.objects.filter(appointment__token='{token}', kind='reminder', state='waiting'); "
        "print(rows.count()); first = rows.order_by('send_at').first(); first.try_at = now(); first.save()"
    )
    assert due == "2"
    reminder = service.wait_for_mail(PATIENT, 2)
    assert f"/manage/{token}/" in reminder.get_body(("plain",)).get_content()
    assert reminder["Message-ID"] != service.mails_to(PATIENT)[0]["Message-ID"]


def sign_in(service: Service, page: Page) -> None:
    page.goto(service.base + "/dashboard/")
    page.get_by_label("Email").fill(THERAPIST)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Today")).to_be_visible()


def make_a_plan(service: Service, page: Page, token: str) -> str:
    person = appointment(service, token, "patient.public_id")
    page.goto(f"{service.base}/dashboard/patients/{person}/plans/new/")
    page.locator("[name=problem]").fill("Tight shoulders after desk work")
    page.get_by_label("Average pain, last 7 days").fill("6")
    page.get_by_label("An activity that is hard").fill("Working at the desk")
    page.get_by_label("How well it goes").fill("4")
    page.locator("[name=goals-0-text]").fill("Working at the desk for two hours")
    page.locator("[name=goals-0-measure]").select_option(label="Pain, 0 to 10")
    page.locator("[name=goals-0-baseline]").fill("6")
    page.locator("[name=goals-0-target]").fill("3")
    page.locator("[name=goals-0-due_date]").fill((date.today() + timedelta(days=60)).isoformat())
    page.locator("[name=components-0-freq_per_week]").fill("2")
    page.locator("[name=components-0-weeks]").fill("3")
    page.locator("[name=components-1-text]").fill("Shoulder-blade squeeze, ten times, twice a day")
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_role("button", name="Put in force").click()
    expect(page.get_by_text("of 6 sessions")).to_be_visible()
    return page.url


def begin_the_visit(service: Service, token: str) -> None:
    """Time passes: the visit is put into last night, when nobody else was there."""
    service.run_python(
        "from datetime import timedelta; from django.utils.timezone import now; "
        f"from bookings.models import Appointment; a = Appointment.objects.get(token='{token}'); "
        "shift = now().replace(hour=7, minute=0, second=0, microsecond=0) - timedelta(days=1) - a.starts_at\n"
        "for name in ('starts_at', 'ends_at', 'occupies_from', 'occupies_until'):\n"
        "    setattr(a, name, getattr(a, name) + shift)\n"
        "a.save()"
    )


def write_and_sign_the_note(service: Service, page: Page, token: str) -> None:
    page.goto(f"{service.base}/dashboard/appointments/{appointment(service, token, 'public_id')}/")
    page.get_by_role("button", name="Write the note").click()
    page.wait_for_url(re.compile("/notes/"))
    page.locator("label:has([name=nrs_before][value='6'])").click()
    page.get_by_label("Subjective").fill("Shoulders tight since Monday")
    page.get_by_label("Objective").fill("Upper back even on both sides")
    expect(page.get_by_text(re.compile("Saved (just now|[0-9]+ s)"))).to_be_visible(timeout=15_000)
    page.locator("[data-region=nkp-l]").click()
    page.get_by_role("button", name="As in the template").click()
    expect(page.locator("[name=techniques-0-region]")).to_have_value("nkp-l")
    page.get_by_label("Assessment").fill("Went well, tolerated well")
    page.locator("textarea[name=next_step]").fill("Again on Thursday, same pressure")
    page.locator("label:has([name=nrs_after][value='3'])").click()
    page.get_by_label("I asked about changes in health today").check()
    page.get_by_label("The patient agreed to today's treatment").check()
    page.get_by_role("button", name="Sign", exact=True).click()
    expect(page.get_by_text("Signed", exact=True).first).to_be_visible()
    expect(page.get_by_text("Shoulders tight since Monday")).to_be_visible()
    if (complete := page.get_by_role("button", name="Complete the visit")).is_visible():
        complete.click()
    assert appointment(service, token, "status") == "fulfilled"


def the_plan_moved_on(page: Page, plan_url: str) -> None:
    page.goto(plan_url)
    expect(page.get_by_label("1 of 6 sessions")).to_be_visible()
    expect(page.get_by_text("Pain 6 before, 3 after")).to_be_visible()


def cancelling_takes_the_next_reminder_back(service: Service, page: Page) -> None:
    token = book(service, page)
    waiting = (
        "from bookings.models import Notification; print(','.join(Notification.objects.filter("
        f"appointment__token='{token}', kind='reminder').order_by('send_at').values_list('state', flat=True)))"
    )
    assert service.run_python(waiting) == "waiting,waiting"
    page.goto(f"{service.base}/manage/{token}/cancel/")
    page.get_by_label("Illness").check()
    page.get_by_role("button", name="Cancel the visit").click()
    assert service.run_python(waiting) == "void,void"
    assert appointment(service, token, "status") == "cancelled"


def appointment(service: Service, token: str, expression: str) -> str:
    return service.run_python(
        f"from bookings.models import Appointment; print(Appointment.objects.get(token='{token}').{expression})"
    )
