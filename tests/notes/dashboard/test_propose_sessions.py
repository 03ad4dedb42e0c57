"""From a plan in force to its booked sessions, and what a page of the ground floor is told of the plan: its id."""

import re
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import parse_qs

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer
from time_machine import TimeMachineFixture

from bookings.models import Appointment, Series
from notes.dashboard.views.building import propose_url
from notes.models import TreatmentPlan
from notes.plans.activate import activate_plan
from tests.factories import NOW, make_appointment, make_patient, make_world
from tests.journeys.finger import Finger
from tests.notes.cast import DETAILS, MASSAGE, PLANTED, Chart

PHONE = {"width": 390, "height": 844}


def asked_of(chart: Chart, plan: TreatmentPlan) -> dict[str, str]:
    """What "Propose sessions" asks the next page; empty if it is not there."""
    client = Client()
    client.force_login(chart.user)
    page = client.get(reverse("notes:plan", args=[plan.public_id])).content.decode()
    form = re.search(rf'<form action="{reverse("dashboard:series_new")}">.*?</form>', page, re.DOTALL)
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0])) if form else {}


@pytest.mark.django_db
@pytest.mark.usefixtures("_at_noon")
def test_the_next_page_is_told_the_dose_and_ids_and_nothing_else(chart: Chart) -> None:
    option = chart.world.option
    details = replace(DETAILS, components=(replace(MASSAGE, option=option), *DETAILS.components[1:]))
    plan = chart.active_plan(details)
    assert asked_of(chart, plan) == {
        "patient": chart.patient.public_id, "plan": plan.public_id, "option": option.public_id,
        "per_week": "2", "weeks": "3", "sessions": "5",
    }  # fmt: skip
    assert PLANTED not in str(asked_of(chart, plan))


@pytest.mark.django_db
@pytest.mark.usefixtures("_at_noon")
def test_it_is_there_only_while_sessions_are_left_of_a_plan_in_force(chart: Chart) -> None:
    assert asked_of(chart, chart.plan()) == {}
    plan = chart.active_plan()
    assert asked_of(chart, plan)
    for day in range(1, 6):
        chart.another_visit(day)
    assert asked_of(chart, plan) == {}


@pytest.fixture
def _at_noon(time_machine: TimeMachineFixture) -> None:
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def plan(transactional_db: None) -> TreatmentPlan:
    """In force now, for a patient who was treated last week, at a clinic that is always open."""
    world = make_world(hours=(0, 24 * 60), weekdays=range(7), therapists=2)
    now = timezone.now()
    patient = make_patient(world.clinic, first_name="Ada", last_name="Byron")
    visit = make_appointment(world, now - timedelta(days=7), patient=patient, status="fulfilled")
    chart = Chart(world, patient, visit)
    goals = tuple(replace(goal, due_date=date.today() + timedelta(days=60)) for goal in DETAILS.goals)
    problem = replace(DETAILS.problem, onset_date=date.today() - timedelta(days=90))
    massage = replace(MASSAGE, option=world.option)
    details = replace(DETAILS, problem=problem, goals=goals, components=(massage, *DETAILS.components[1:]))
    chart.baseline(at=now)
    draft = chart.plan(details, today=date.today(), now=now)
    return activate_plan(plan=draft, therapist=chart.therapist, today=date.today(), now=now)


def see(page: Page) -> None:
    """Nothing wider than a phone, nothing that a screen reader stumbles over."""
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url
    violations = Axe().run(page).response["violations"]
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in violations] == [], page.url


@pytest.mark.parametrize("with_script", [True, False], ids=["javascript", "no javascript"])
def test_from_the_plan_to_six_booked_sessions_in_seven_taps_at_most(
    browser: Browser, live_server: LiveServer, plan: TreatmentPlan, with_script: bool
) -> None:
    client = Client()
    assert plan.author.user
    client.force_login(plan.author.user)
    context = browser.new_context(java_script_enabled=with_script, viewport=PHONE)  # type: ignore[arg-type]
    session = {"name": "session", "value": client.cookies["session"].value, "url": live_server.url}
    context.add_cookies([session])  # type: ignore[list-item]
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(live_server.url + reverse("notes:plan", args=[plan.public_id]))
    hand = Finger(page)
    hand.tap(page.get_by_role("button", name="Propose sessions"))
    expect(page.get_by_role("heading", name="6 dates")).to_be_visible()
    if with_script:
        see(page)
    dates = page.locator("fieldset.date")
    expect(dates).to_have_count(6)
    third = dates.nth(2)
    hand.tap(third.get_by_text("Another time"))
    hand.tap(third.locator("details label").first)
    hand.tap(page.get_by_role("button", name="Book all 6"))
    expect(page.get_by_role("heading", name="6 visits, planned together")).to_be_visible()
    hand.within("a plan in force to its six sessions")
    if with_script:
        see(page)
    series = Series.objects.get()
    rows = Appointment.objects.filter(series=series)
    assert (series.made_for, rows.count()) == (plan.public_id, 6)
    assert set(rows.values_list("status", flat=True)) == {"booked"}
    page.get_by_role("link", name="Back to the plan").click()
    expect(page.get_by_role("button", name="Propose sessions")).to_have_count(0)
    context.close()


def test_from_a_template_to_eight_booked_sessions_in_seven_taps_at_most(
    browser: Browser, live_server: LiveServer, plan: TreatmentPlan
) -> None:
    """From the patient's page; what is typed is the problem's own numbers, everything else is proposed."""
    client = Client()
    assert plan.author.user
    client.force_login(plan.author.user)
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type]
    session = {"name": "session", "value": client.cookies["session"].value, "url": live_server.url}
    context.add_cookies([session])  # type: ignore[list-item]
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto(live_server.url + reverse("dashboard:patient", args=[plan.patient.public_id]))
    hand = Finger(page)
    hand.tap(page.get_by_role("link", name="New plan"))
    hand.tap(page.get_by_role("link", name="Neck, for months"))
    see(page)
    hand.fill(page.get_by_label("Average pain, last 7 days"), "6")
    hand.fill(page.get_by_label("An activity that is hard"), "Reversing the car")
    hand.fill(page.get_by_label("How well it goes"), "4")
    hand.tap(page.get_by_role("button", name="Put in force and propose dates"))
    expect(page.get_by_role("heading", name="8 dates")).to_be_visible()
    hand.tap(page.get_by_role("button", name="Book all 8"))
    expect(page.get_by_role("heading", name="8 visits, planned together")).to_be_visible()
    hand.within("a template to booked sessions")
    made = TreatmentPlan.objects.exclude(pk=plan.pk).get()
    assert (made.status, made.goals.get().baseline) == ("active", 6)
    assert Series.objects.get().made_for == made.public_id
    booked = Appointment.objects.filter(series__made_for=made.public_id, status="booked")
    assert booked.count() == 8
    page.goto(live_server.url + reverse("notes:plan", args=[made.public_id]))
    expect(page.get_by_text("8 booked")).to_be_visible()
    see(page)
    context.close()


@pytest.mark.django_db
@pytest.mark.usefixtures("_at_noon")
def test_a_plan_that_is_begun_asks_for_what_is_left_of_its_dose(chart: Chart) -> None:
    """Visits that were booked before count as its sessions: they are not booked a second time."""
    for day in (1, 2):
        chart.another_visit(day)
    plan = chart.active_plan()
    assert parse_qs(propose_url(plan, NOW).partition("?")[2])["sessions"] == ["3"]
    for day in (3, 4, 5):
        chart.another_visit(day)
    assert propose_url(plan, NOW) == reverse("notes:plan", args=[plan.public_id])
