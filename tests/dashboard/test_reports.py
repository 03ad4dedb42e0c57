"""Figures about visits, each worked out by hand below."""

import csv
import io
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.http import StreamingHttpResponse
from django.urls import reverse

from bookings.dashboard.csv_file import csv_text, safe_cell
from bookings.dashboard.report_page import HEIGHT, Stack, Table, chart, rows_of
from bookings.models import Appointment
from bookings.reports.no_shows import Attendance, no_shows
from bookings.reports.retention import Cohort, retention
from bookings.reports.span import Span
from bookings.reports.utilisation import utilisation
from tests.dashboard.conftest import NOW, Desk
from tests.factories import World, make_appointment, make_patient, make_world

Asserting = Callable[[int], AbstractContextManager[Any]]
ZONE = ZoneInfo("America/New_York")
# Monday to Sunday, the week before MONDAY.
WEEK = Span(date(2027, 5, 31), date(2027, 6, 6), ZONE)


def _visit(
    world: World, when: str, time: str = "10:00", *, lead: timedelta | None = None, **values: Any
) -> Appointment:
    made = make_appointment(world, world.at(when, time), **{"status": "fulfilled", **values})
    if lead is not None:
        Appointment.objects.filter(pk=made.pk).update(created_at=made.starts_at - lead)
    return made


def test_utilisation_is_minutes_booked_of_minutes_worked(desk: Desk) -> None:
    """Nine to five on five days are 2400 minutes; three visits of an hour took place, one did not."""
    world = desk.world
    for day in ("2027-05-31", "2027-06-01", "2027-06-02"):
        _visit(world, day)
    _visit(world, "2027-06-03", status="no_show")
    _visit(world, "2027-06-04", status="cancelled", cancelled_at=NOW)
    _visit(world, "2027-06-07")
    weeks = {one.therapist: one for one in utilisation(world.clinic, WEEK)}
    maya, jonas = weeks["Maya Okafor"], weeks["Jonas Lind"]
    assert (maya.monday, maya.worked, maya.booked, maya.missed) == (date(2027, 5, 31), 2400, 180, 60)
    assert maya.share == 180 / 2400
    assert (jonas.worked, jonas.booked, jonas.share) == (2400, 0, 0)


def test_a_range_that_begins_within_a_week_counts_its_days_alone(desk: Desk) -> None:
    _visit(desk.world, "2027-05-31")
    _visit(desk.world, "2027-06-04")
    friday = Span(date(2027, 6, 4), date(2027, 6, 7), ZONE)
    own = utilisation(desk.world.clinic, friday, desk.world.therapist)
    assert [(one.monday, one.worked, one.booked) for one in own] == [
        (date(2027, 5, 31), 480, 60),
        (date(2027, 6, 7), 480, 0),
    ]


def test_a_week_in_which_the_clocks_change_still_ends_at_midnight() -> None:
    starts = [start for _, start, _ in Span(date(2027, 3, 8), date(2027, 3, 21), ZONE).weeks()]
    assert starts == [datetime(2027, 3, 8, 5, tzinfo=UTC), datetime(2027, 3, 15, 4, tzinfo=UTC)]


def test_no_shows_by_lead_and_channel(desk: Desk) -> None:
    """Missed of due: under a day 0 of 1, a week 1 of 2, four weeks 0 of 0, longer 2 of 3; in all 3 of 6."""
    world, hour = desk.world, timedelta(hours=1)
    _visit(world, "2027-05-31", "09:00", lead=23 * hour, source="staff")
    _visit(world, "2027-05-31", "11:00", lead=24 * hour, source="staff")
    _visit(world, "2027-05-31", "13:00", lead=timedelta(days=7) - hour, status="no_show", source="portal")
    _visit(world, "2027-06-01", "09:00", lead=timedelta(days=28), status="no_show", source="portal")
    _visit(world, "2027-06-01", "11:00", lead=timedelta(days=40), status="no_show", source="series")
    _visit(world, "2027-06-01", "13:00", lead=timedelta(days=50), source="portal")
    _visit(world, "2027-06-02", lead=hour, status="cancelled", cancelled_at=NOW)
    _visit(world, "2027-06-07", lead=hour, status="no_show")
    _visit(make_world(), "2027-06-01", lead=hour, status="no_show")
    found = no_shows(world.clinic, WEEK)
    assert found.by_lead == (
        Attendance("day", 1, 0),
        Attendance("week", 1, 1),
        Attendance("month", 0, 0),
        Attendance("longer", 1, 2),
    )
    assert {one.key: (one.came, one.missed) for one in found.by_channel if one.came or one.missed} == {
        "staff": (2, 0),
        "portal": (1, 2),
        "series": (0, 1),
    }
    assert (found.all.share, found.by_lead[2].share) == (0.5, None)
    assert no_shows(world.clinic, WEEK, world.therapists[1]).all == Attendance("", 0, 0)


def test_retention_counts_first_visits_and_who_came_again(desk: Desk) -> None:
    """Four came first in March: back after 60 days, after 61, after 89, never. Two in May: back, and too early to say."""
    world = desk.world
    after = (60, 61, 89, None)
    for number, days in enumerate(after):
        who = make_patient(world.clinic)
        first = _visit(world, "2027-03-01", f"{9 + number:02}:00", patient=who)
        if days:
            make_appointment(world, first.starts_at + timedelta(days=days), patient=who, status="fulfilled")
    back, open_yet = make_patient(world.clinic), make_patient(world.clinic)
    _visit(world, "2027-05-03", "09:00", patient=back)
    _visit(world, "2027-05-20", "09:00", patient=back)
    _visit(world, "2027-05-03", "11:00", patient=open_yet)
    _visit(world, "2027-05-20", "11:00", patient=open_yet, status="no_show")
    span = Span(date(2027, 3, 1), date(2027, 5, 31), ZONE)
    assert retention(world.clinic, span, NOW) == [
        Cohort(date(2027, 3, 1), new=4, due_60=4, back_60=1, due_90=4, back_90=3),
        Cohort(date(2027, 5, 1), new=2, due_60=1, back_60=1, due_90=1, back_90=1),
    ]
    assert retention(world.clinic, span, NOW, world.therapists[1]) == []


def test_who_came_before_the_range_is_not_new_and_who_comes_after_it_is_back(desk: Desk) -> None:
    world = desk.world
    known, back = make_patient(world.clinic), make_patient(world.clinic)
    _visit(world, "2026-11-02", "09:00", patient=known)
    _visit(world, "2027-03-02", "09:00", patient=known)
    _visit(world, "2027-03-01", "11:00", patient=back)
    _visit(world, "2027-04-05", "11:00", patient=back)
    march = Span(date(2027, 3, 1), date(2027, 3, 31), ZONE)
    assert retention(world.clinic, march, NOW) == [Cohort(date(2027, 3, 1), 1, 1, 1, 1, 1)]


def test_two_records_of_one_person_are_one_person(desk: Desk) -> None:
    world, kept = desk.world, make_patient(desk.world.clinic)
    other = make_patient(world.clinic)
    _visit(world, "2027-03-01", patient=other)
    _visit(world, "2027-03-20", patient=kept)
    type(other).objects.filter(pk=other.pk).update(merged_into=kept)
    span = Span(date(2027, 3, 1), date(2027, 3, 31), ZONE)
    assert retention(world.clinic, span, NOW) == [Cohort(date(2027, 3, 1), 1, 1, 1, 1, 1)]


def test_columns_stand_on_the_ground_and_grow_with_the_share() -> None:
    drawn = chart([Stack("a", [0.25, 0.25], "a"), Stack("b", [1.0], "b")])
    assert drawn is not None
    first, second, third = drawn.blocks
    ground = first.y + first.height
    assert second.y + second.height == pytest.approx(first.y)
    assert third.y + third.height == pytest.approx(ground)
    assert third.height == pytest.approx(4 * first.height)
    assert 0 <= third.y < ground < HEIGHT
    assert chart([]) is None
    assert chart([Stack("a", [0], "a")]) is None


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert safe_cell(text) == "'" + text
    assert safe_cell("2027-06-01") == "2027-06-01"
    assert safe_cell("12 %") == "12 %"


def test_a_file_says_what_the_table_says() -> None:
    table = Table("T", ["Therapist", "Minutes"], [['=HYPERLINK("x")', "60"], ["O'Brien, Ada", "30"]])
    said = "".join(csv_text(rows_of([table, table])))
    assert said.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(said.removeprefix("\ufeff"))))
    assert rows[:3] == [["Therapist", "Minutes"], ['\'=HYPERLINK("x")', "60"], ["O'Brien, Ada", "30"]]
    assert rows[3] == []
    assert len(rows) == 7


def test_pages_and_files_for_the_owner(desk: Desk, django_assert_num_queries: Asserting) -> None:
    world = desk.world
    world.therapist.last_name = "=Okafor"
    world.therapist.first_name = ""
    world.therapist.save()
    _visit(world, "2027-06-01", lead=timedelta(days=3))
    browser = desk.browser("owner")
    dates = {"from": "2027-05-31", "to": "2027-06-06"}
    page = browser.get(reverse("dashboard:report_utilisation"), dates)
    assert [row[:4] for row in page.context["report"].tables[0].rows if "Okafor" in row[1]] == [
        ["2027-05-31", "=Okafor", "2400", "60"]
    ]
    assert "<svg" in page.content.decode()
    # Session, user, memberships, therapist; services, schedule, names, visits.
    with django_assert_num_queries(8):
        file = browser.get(reverse("dashboard:report_utilisation"), {**dates, "format": "csv"})
        assert isinstance(file, StreamingHttpResponse)
        said = b"".join(file).decode()
    assert "2027-05-31,'=Okafor,2400,60" in said
    assert file["Content-Disposition"] == 'attachment; filename="utilisation-2027-05-31-2027-06-06.csv"'


def test_a_therapist_gets_their_own_figures_alone(desk: Desk) -> None:
    _visit(desk.world, "2027-06-01")
    dates = {"from": "2027-05-31", "to": "2027-06-06"}
    for who, names in (("therapist", ["Maya Okafor"]), ("colleague", ["Jonas Lind"])):
        tables = (
            desk.browser(who).get(reverse("dashboard:report_utilisation"), dates).context["report"].tables
        )
        assert [row[0] for row in tables[1].rows] == names
    due = (
        desk.browser("colleague").get(reverse("dashboard:report_no_shows"), dates).context["report"].tables[0]
    )
    assert due.rows[-1][1:3] == ["0", "0"]


def test_the_desk_has_no_retention(desk: Desk) -> None:
    assert desk.browser("reception").get(reverse("dashboard:report_retention")).status_code == 404
    page = desk.browser("reception").get(reverse("dashboard:report_no_shows"))
    assert reverse("notes:report_outcomes") not in page.content.decode()


@pytest.mark.parametrize(
    ("first", "last"),
    [
        ("2027-06-02", "2027-06-01"),
        ("2025-01-01", "2027-06-01"),
        ("x", "2027-06-01"),
        ("0001-01-01", "0001-01-02"),
    ],
)
def test_a_range_that_is_none_is_said_so(desk: Desk, first: str, last: str) -> None:
    page = desk.browser("owner").get(reverse("dashboard:report_no_shows"), {"from": first, "to": last})
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()
