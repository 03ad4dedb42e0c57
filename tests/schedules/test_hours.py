"""Weekly hours and differing dates, as verbs and as pages."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bookings.calendars import slots_by_day
from bookings.models import DateOverride, Therapist, User, WeeklyHours
from bookings.schedules.hours import BadHours, HoursOverlap, Shift, add_hours, copy_day, remove_hours
from bookings.schedules.overrides import remove_override, set_override
from bookings.schedules.week import hours_sheet
from tests.factories import NOW, World, make_clinic, make_user, make_world

pytestmark = pytest.mark.django_db(transaction=True)
SATURDAY = date(2027, 6, 12)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def owner(world: World) -> User:
    return make_user("owner", world.clinic)


def starts(world: World, day: date) -> list[str]:
    slots = slots_by_day(option=world.option, first=day, last=day, now=NOW)[day]
    return [slot.starts_at.astimezone(world.zone).strftime("%H:%M") for slot in slots]


def add(world: World, owner: User, *days: int, **shift: Any) -> list[WeeklyHours]:
    wanted = Shift(**{"location": world.location, "start": 600, "end": 720, **shift})
    return add_hours(therapist=world.therapist, weekdays=days, shift=wanted, user=owner, now=NOW)


def test_several_intervals_a_day_can_be_booked(world: World, owner: User) -> None:
    assert starts(world, SATURDAY) == []
    add(world, owner, 5)
    (afternoon,) = add(world, owner, 5, start=14 * 60, end=15 * 60)
    assert starts(world, SATURDAY) == ["10:00", "10:30", "11:00", "14:00"]
    remove_hours(hours=afternoon, user=owner, now=NOW)
    assert starts(world, SATURDAY) == ["10:00", "10:30", "11:00"]


@pytest.mark.parametrize(
    ("shift", "refusal"),
    [
        ({"start": 600, "end": 600}, BadHours),
        ({"start": 1440, "end": 60}, BadHours),
        ({"start": 600, "end": 1441}, BadHours),
        ({"valid_from": date(2027, 7, 1), "valid_until": date(2027, 6, 1)}, BadHours),
        ({"start": 16 * 60, "end": 18 * 60}, HoursOverlap),
        ({"start": 16 * 60, "end": 9 * 60}, HoursOverlap),
        ({"start": 17 * 60, "end": 18 * 60}, None),
        ({"every_weeks": 2}, None),
    ],
)
def test_what_hours_may_be_added_to_nine_to_five(
    world: World, owner: User, shift: dict[str, Any], refusal: type[Exception] | None
) -> None:
    before = WeeklyHours.objects.count()
    if refusal:
        with pytest.raises(refusal):
            add(world, owner, 5, 0, **shift)
        assert WeeklyHours.objects.count() == before
    else:
        assert len(add(world, owner, 5, 0, **shift)) == 2


def test_hours_that_are_not_valid_at_once_do_not_overlap(world: World, owner: User) -> None:
    add(world, owner, 5, valid_until=date(2027, 6, 30))
    add(world, owner, 5, valid_from=date(2027, 7, 1))
    with pytest.raises(HoursOverlap):
        add(world, owner, 5, valid_from=date(2027, 8, 1))


def test_a_day_is_copied_in_place_of_others(world: World, owner: User) -> None:
    add(world, owner, 0, start=18 * 60, end=20 * 60)
    copy_day(therapist=world.therapist, weekday=0, to=[1, 2, 0], user=owner, now=NOW)
    sheet = hours_sheet(therapist=world.therapist, today=NOW.date())
    said = [[line.hours for line in day.hours] for day in sheet.days]
    assert said[:3] == [["9:00 am – 5:00 pm", "6:00 pm – 8:00 pm"]] * 3
    assert said[3] == ["9:00 am – 5:00 pm"]
    with pytest.raises(BadHours):
        copy_day(therapist=world.therapist, weekday=6, to=[1], user=owner, now=NOW)
    assert world.therapist.weekly_hours.filter(weekday=1).count() == 2


def test_one_date_differs_and_is_put_back(world: World, owner: User) -> None:
    day = date(2027, 6, 9)
    whose: dict[str, Any] = {"therapist": world.therapist, "location": world.location, "day": day}
    as_usual = starts(world, day)
    row = set_override(**whose, intervals=[(840, 900), (600, 660)], user=owner, now=NOW)
    assert starts(world, day) == ["10:00", "14:00"]
    assert set_override(**whose, intervals=[], user=owner, now=NOW) == row
    assert starts(world, day) == []
    for wrong, refusal in (([(600, 660), (630, 700)], HoursOverlap), ([(600, 600)], BadHours)):
        with pytest.raises(refusal):
            set_override(**whose, intervals=wrong, user=owner, now=NOW)
    assert starts(world, day) == []
    remove_override(override=row, user=owner, now=NOW)
    assert starts(world, day) == as_usual


def test_what_the_sheet_says(world: World, owner: User) -> None:
    add(world, owner, 5, start=20 * 60, end=2 * 60, every_weeks=2, valid_from=date(2027, 6, 1))
    add(world, owner, 6, start=600, end=1440, valid_until=date(2027, 12, 31))
    add(world, owner, 6, start=0, end=60, valid_until=date(2027, 6, 1))
    sheet = hours_sheet(therapist=world.therapist, today=NOW.date())
    (saturday,), (sunday,) = sheet.days[5].hours, sheet.days[6].hours
    assert saturday.hours == "8:00 pm – 2:00 am the next day"
    assert saturday.note == "every 2 weeks, next on Sat, Jun 19"
    assert (sunday.hours, sunday.note) == ("10:00 am – midnight", "until Dec. 31, 2027")


def browser(user: User | None) -> Client:
    client = Client()
    assert user
    client.force_login(user)
    return client


def page(name: str, *args: str) -> str:
    return reverse(f"dashboard:{name}", args=args)


def test_the_owner_sets_a_week_on_the_page(world: World, owner: User) -> None:
    client, who = browser(owner), world.therapist.public_id
    weekly = {"weekdays": ["5", "6"], "start": "10:00", "end": "00:00", "location": world.location.public_id}
    assert client.post(page("hours_of", who), {**weekly, "every_weeks": "1"}).status_code == 302
    assert world.therapist.weekly_hours.filter(weekday__gte=5, end_minute=1440).count() == 2
    again = client.post(page("hours_of", who), {**weekly, "every_weeks": "1"})
    assert again.status_code == 409
    assert "There are other hours at that time on that day." in again.content.decode()
    rota = {**weekly, "weekdays": ["2"], "start": "19:00", "every_weeks": "2"}
    nobody_knows_when = client.post(page("hours_of", who), rota)
    assert list(nobody_knows_when.context["weekly"].errors) == ["valid_from"]
    assert client.post(page("hours_of", who), {**rota, "valid_from": "2027-06-16"}).status_code == 302
    assert "every 2 weeks, next on Wed, Jun 16" in client.get(page("hours_of", who)).content.decode()
    client.post(page("hours_copy", who), {"weekday": "5", "to": ["0", "1"]})
    assert world.therapist.weekly_hours.filter(weekday=0, start_minute=600).exists()
    one_day = {"day": "2027-06-09", "location": world.location.public_id}
    client.post(page("hours_override", who), {**one_day, "start_1": "09:00", "end_1": "12:00"})
    override = DateOverride.objects.get()
    assert override.intervals == [[540, 720]]
    half = client.post(page("hours_override", who), {**one_day, "start_1": "09:00"})
    assert (half.status_code, "Give a start and an end." in half.content.decode()) == (400, True)
    shown = client.get(page("hours_of", who)).content.decode()
    assert "10:00 am – midnight" in shown
    assert "Wednesday, June 9, 2027" in shown
    client.post(page("hours_override_remove", override.public_id))
    client.post(page("hours_remove", world.therapist.weekly_hours.filter(weekday=6).get().public_id))
    assert not DateOverride.objects.exists()
    assert not world.therapist.weekly_hours.filter(weekday=6).exists()


def test_a_therapist_sets_their_own_hours_only(db: None) -> None:
    world = make_world(therapists=2)
    mine, other = world.therapists
    client = browser(mine.user)
    assert client.get(page("hours"))["Location"] == page("hours_of", mine.public_id)
    assert other.first_name + "</a>" not in client.get(page("hours_of", mine.public_id)).content.decode()
    rows = other.weekly_hours.count()
    for url in (
        page("hours_of", other.public_id),
        page("hours_copy", other.public_id),
        page("hours_override", other.public_id),
        page("hours_remove", other.weekly_hours.all()[0].public_id),
    ):
        assert client.post(url).status_code == 404
    assert other.weekly_hours.count() == rows


def test_a_clinic_without_therapists_is_told_what_comes_first(db: None) -> None:
    clinic = make_clinic()
    assert not Therapist.objects.filter(clinic=clinic).exists()
    response = browser(make_user("owner", clinic)).get(page("hours"))
    assert "No therapists yet" in response.content.decode()


def test_why_a_time_is_not_bookable(world: World) -> None:
    client = browser(make_user("reception", world.clinic))
    asked = {
        "therapist": world.therapist.public_id,
        "option": world.option.public_id,
        "location": world.location.public_id,
        "day": "2027-06-09",
    }
    answers = {
        "10:00": "patients can book it",
        "18:00": "does not work there at that time",
        "16:30": "past the end of the working hours",
    }
    for clock, said in answers.items():
        assert said in client.get(page("why"), {**asked, "time": clock}).content.decode()
    assert client.get(page("why"), {**asked, "time": "noon"}).status_code == 400
    day = reverse("dashboard:day", args=["2027-06-09"])
    assert page("why") in client.get(day).content.decode()
