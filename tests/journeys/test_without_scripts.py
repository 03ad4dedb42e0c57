"""The staff's essential pages with JavaScript switched off. What is not here is beside its journey (docs/journeys.md)."""

import pytest
from playwright.sync_api import Page, expect

from bookings.models import Appointment, Service, WeeklyHours
from notes.models import SoapNote
from tests.dashboard.conftest import MONDAY
from tests.factories import World, make_user
from tests.journeys.conftest import Opens
from tests.notes.cast import Chart

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_visit_is_moved_arrives_and_its_note_is_signed(opens: Opens, chart: Chart) -> None:
    page = opens(chart.user, has_scripts=False)
    page.goto("/dashboard/")
    line = page.locator(f"#visit-{chart.visit.public_id}")
    line.locator("summary").click()
    line.get_by_role("link", name="Move…").click()
    page.locator("label.time").filter(has_text="11:30").first.click()
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_text("This can be undone until")).to_be_visible()
    page.goto("/dashboard/")
    line.get_by_role("button", name="Arrived").click()
    chart.visit.refresh_from_db()
    assert (chart.visit.status, chart.visit.starts_at) == ("arrived", chart.world.at(MONDAY, "11:30"))
    page.get_by_role("link", name="Signatures, and what wants a look").click()
    expect(page.get_by_role("heading", name="Wants a look")).to_be_visible()
    page.goto(f"/dashboard/appointments/{chart.visit.public_id}/")
    page.get_by_role("region", name="Plan and notes").get_by_role("link", name="On its own page").click()
    page.get_by_role("button", name="Write the note").click()
    write_and_sign(page)
    expect(page.get_by_text("Signed. The note is final from now on.")).to_be_visible()
    page.get_by_role("button", name="Complete the visit").click()
    assert SoapNote.objects.get().status == "signed"
    assert Appointment.objects.get(pk=chart.visit.pk).status == "fulfilled"


def write_and_sign(page: Page) -> None:
    page.locator("label:has([name=nrs_before][value='6'])").click()
    page.get_by_label("Subjective").fill("Shoulders tight since Monday")
    page.locator("[name=areas][value=nkp-l]").check()
    page.get_by_label("Objective").fill("Upper back even on both sides")
    page.get_by_role("button", name="As in the template").click()
    expect(page.locator("[name=techniques-0-technique]")).not_to_have_value("")
    expect(page.get_by_label("Subjective")).to_have_value("Shoulders tight since Monday")
    page.locator("[name=techniques-0-region]").select_option("nkp-l")
    page.get_by_label("Assessment").fill("Tolerated well")
    page.locator("textarea[name=next_step]").fill("Again on Thursday")
    page.locator("label:has([name=nrs_after][value='3'])").click()
    page.get_by_label("I asked about changes in health today").check()
    page.get_by_label("The patient agreed to today's treatment").check()
    page.get_by_role("button", name="Sign", exact=True).click()


def test_the_settings_are_changed_and_stay(opens: Opens, world: World) -> None:
    page = opens(make_user("owner", world.clinic), has_scripts=False)
    page.goto("/dashboard/settings/clinic/")
    page.get_by_label("What patients read first").fill("By the river, since 1998.")
    page.get_by_role("button", name="Save").click()
    page.goto("/dashboard/settings/rules/")
    page.get_by_label("Move or cancel until so many hours before").fill("36")
    page.get_by_role("button", name="Save").click()
    page.goto(f"/dashboard/settings/services/{world.service.public_id}/")
    page.get_by_label("Name", exact=True).first.fill("Quiet massage")
    page.locator("main form button.button-main").first.click()
    hours = world.therapist.weekly_hours.get(weekday=0)
    page.goto(f"/dashboard/hours/weekly/{hours.public_id}/")
    page.get_by_label("To", exact=True).or_(page.locator("[name=end]")).first.fill("18:00")
    page.get_by_role("button", name="Save").click()
    world.clinic.refresh_from_db()
    world.clinic.policy.refresh_from_db()
    assert (world.clinic.about, world.clinic.policy.cancel_notice_hours) == ("By the river, since 1998.", 36)
    assert Service.objects.get(pk=world.service.pk).name == "Quiet massage"
    assert WeeklyHours.objects.get(pk=hours.pk).end_minute == 18 * 60


def test_the_calendar_says_where_the_same_visits_are(opens: Opens, chart: Chart) -> None:
    page = opens(chart.user, has_scripts=False)
    page.goto("/dashboard/calendar/")
    expect(page.locator("noscript .notice")).to_be_visible()
    page.locator("noscript .notice a").click()
    expect(page.locator(".visit").get_by_role("link", name="Ada Byron")).to_be_visible()
