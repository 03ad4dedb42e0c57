"""In a real browser: from a template to dates that were sent, by counted taps; and the pages of a plan without JavaScript."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from pytest_django.live_server_helper import LiveServer

from bookings.models import Appointment, Notification, Series
from notes.models import PlanReview, TreatmentPlan
from notes.plans.activate import activate_plan
from tests.factories import make_appointment, make_patient, make_world
from tests.journeys.finger import Finger
from tests.notes.cast import DETAILS, MASSAGE, Chart
from tests.notes.dashboard.test_propose_sessions import PHONE, see


@pytest.fixture(autouse=True)
def by_day() -> Iterator[None]:
    """Around noon in New York: late in the evening a first date may be too near to wait for an answer."""
    with time_machine.travel(timezone.now().replace(hour=17), tick=True):
        yield


@pytest.fixture
def chart(transactional_db: None) -> Chart:
    """Treated last week at a clinic that is always open; measured and safe today."""
    world = make_world(hours=(0, 24 * 60), weekdays=range(7))
    now = timezone.now()
    patient = make_patient(world.clinic, first_name="Ada", last_name="Byron")
    visit = make_appointment(world, now - timedelta(days=7), patient=patient, status="fulfilled")
    made = Chart(world, patient, visit)
    made.baseline(at=now)
    return made


def opened(
    browser: Browser, live_server: LiveServer, chart: Chart, *, with_script: bool
) -> tuple[BrowserContext, Page]:
    client = Client()
    client.force_login(chart.user)
    context = browser.new_context(
        java_script_enabled=with_script,
        viewport=PHONE,
        base_url=live_server.url,  # type: ignore[arg-type]
    )
    session = {"name": "session", "value": client.cookies["session"].value, "url": live_server.url}
    context.add_cookies([session])  # type: ignore[list-item]
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    return context, page


@pytest.fixture(params=[True, False], ids=["javascript", "no javascript"])
def page(
    request: pytest.FixtureRequest, browser: Browser, live_server: LiveServer, chart: Chart
) -> Iterator[Page]:
    context, page = opened(browser, live_server, chart, with_script=request.param)
    yield page
    context.close()


def test_from_a_template_to_sent_dates_in_seven_taps_and_one_more_of_the_patient(
    page: Page, chart: Chart
) -> None:
    page.goto(reverse("dashboard:patient", args=[chart.patient.public_id]))
    if page.evaluate("1") and not page.get_by_role("link", name="New plan").count():
        page.goto(reverse("notes:plan_new", args=[chart.patient.public_id]))
    hand = Finger(page)
    if page.get_by_role("link", name="New plan").count():
        hand.tap(page.get_by_role("link", name="New plan"))
    else:
        hand.taps += 1
    hand.tap(page.get_by_role("link", name="Neck, for months"))
    hand.fill(page.get_by_label("Average pain, last 7 days"), "6")
    hand.fill(page.get_by_label("An activity that is hard"), "Reversing the car")
    hand.fill(page.get_by_label("How well it goes"), "4")
    hand.tap(page.get_by_role("button", name="Put in force and propose dates"))
    expect(page.get_by_role("heading", name="8 dates")).to_be_visible()
    hand.tap(page.get_by_role("button", name="Send to patient"))
    expect(page.get_by_role("heading", name="8 dates, sent to the patient")).to_be_visible()
    hand.within("a template to dates that the patient is sent")
    plan = TreatmentPlan.objects.get()
    series = Series.objects.get(made_for=plan.public_id)
    held = Appointment.objects.filter(series=series, status="held")
    assert held.count() == 8
    assert Notification.objects.get(kind="series_offer").patient == chart.patient
    page.goto(reverse("notes:plan", args=[plan.public_id]))
    expect(page.get_by_text("Dates were sent to the patient")).to_be_visible()
    page.goto(reverse("portal:dates", args=[held.earliest("starts_at").token]))
    answer = Finger(page)
    answer.tap(page.get_by_role("button", name="Take all 8"))
    expect(page.get_by_role("heading", name="These dates are yours")).to_be_visible()
    assert (answer.taps, Appointment.objects.filter(series=series, status="booked").count()) == (1, 8)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_patients_page_and_the_page_of_a_pack_read_well(
    browser: Browser, live_server: LiveServer, chart: Chart, theme: str
) -> None:
    context, page = opened(browser, live_server, chart, with_script=True)
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    starts_at = (timezone.now() + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
    sent = Series.objects.create(
        clinic=chart.world.clinic,
        patient=chart.patient,
        option=chart.world.option,
        sent_until=timezone.now() + timedelta(days=1),
    )
    held = [
        make_appointment(
            chart.world, starts_at + timedelta(days=3 * n), status="held", series=sent, source="series",
            hold_expires_at=sent.sent_until,
        )
        for n in range(3)
    ]  # fmt: skip
    page.goto(reverse("portal:dates", args=[held[0].token]))
    see(page)
    page.get_by_role("button", name="Ask for other dates").click()
    expect(page.get_by_role("heading", name="Thank you. We look for other dates.")).to_be_visible()
    see(page)
    page.goto(reverse("dashboard:series", args=[sent.public_id]))
    see(page)
    context.close()


def test_building_changing_and_reviewing_a_plan_needs_no_javascript(
    browser: Browser, live_server: LiveServer, chart: Chart
) -> None:
    context, page = opened(browser, live_server, chart, with_script=False)
    page.goto(reverse("notes:plan_new", args=[chart.patient.public_id]))
    page.locator("[name=problem]").fill("Stiff neck")
    page.locator("button[name=add][value=lifestyle]").click()
    expect(page.locator("[name=problem]")).to_have_value("Stiff neck")
    assert page.locator("[name=component]").count() == 3
    page.locator("button[name=drop]").last.click()
    assert page.locator("[name=component]").count() == 2
    page.locator("[name=goals-0-text]").fill("Look over the shoulder")
    page.locator("[name=goals-0-measure]").select_option(label="Pain, 0 to 10")
    page.locator("[name=goals-0-baseline]").fill("7")
    page.locator("[name=goals-0-target]").fill("3")
    page.locator("[name=goals-0-due_date]").fill((date.today() + timedelta(days=60)).isoformat())
    page.locator("[name=components-0-freq_per_week]").fill("2")
    page.locator("[name=components-0-weeks]").fill("3")
    page.locator("[name=components-1-text]").fill("Cat-cow, ten rounds")
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_role("button", name="Put in force").click()
    expect(page.get_by_text("of 6 sessions")).to_be_visible()
    page.get_by_role("link", name="Review").click()
    page.locator("label:has([name=grc][value='3'])").click()
    for rating in page.locator("[name^=rating-][value='1']").all():
        rating.check(force=True)
    page.locator("label:has([name=decision][value=continue])").click()
    page.locator("textarea[name=text]").fill("Going on as it is")
    page.locator("main form button.button-main").last.click()
    expect(page.get_by_text("The review is kept.")).to_be_visible()
    assert PlanReview.objects.get().decision == "continue"
    context.close()


def test_a_discharge_needs_no_javascript_and_no_script_either(
    browser: Browser, live_server: LiveServer, chart: Chart
) -> None:
    goals = tuple(replace(goal, due_date=date.today() + timedelta(days=60)) for goal in DETAILS.goals)
    problem = replace(DETAILS.problem, onset_date=date.today() - timedelta(days=90))
    details = replace(
        DETAILS, problem=problem, goals=goals,
        components=(replace(MASSAGE, option=chart.world.option), *DETAILS.components[1:]),
    )  # fmt: skip
    draft = chart.plan(details, today=date.today(), now=timezone.now())
    plan = activate_plan(plan=draft, therapist=chart.therapist, today=date.today(), now=timezone.now())
    context, page = opened(browser, live_server, chart, with_script=False)
    page.goto(reverse("notes:plan_close", args=[plan.public_id]))
    page.locator("[name=reason]").first.wait_for(state="attached")
    if page.locator("select[name=reason]").count():
        page.locator("select[name=reason]").select_option("goals_met")
    else:
        page.locator("label:has([name=reason][value=goals_met])").click()
    page.locator("[name=maintenance]").first.check(force=True)
    page.get_by_role("button", name="Close the plan").click()
    expect(page.get_by_text("The plan is closed.")).to_be_visible()
    plan.refresh_from_db()
    assert (plan.status, plan.phase) == ("completed", "maintenance")
    context.close()
