"""Several visits at once, from the wishes to the list of what was booked."""

import re
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment, Notification, Patient, Series
from tests.dashboard.conftest import Desk
from tests.factories import make_appointment, make_patient
from tests.notes.drafted import plan_of

MONDAYS = ("2027-06-14", "2027-06-21", "2027-06-28")


@pytest.fixture
def patient(desk: Desk) -> Patient:
    found = make_appointment(desk.world, desk.world.at("2027-06-01", "10:00"), status="fulfilled").patient
    assert found
    return found


def wishes(desk: Desk, patient: Patient, **more: Any) -> dict[str, Any]:
    return {
        "patient": patient.public_id, "option": desk.world.option.public_id, "per_week": 1, "weeks": 3,
        "start": MONDAYS[0], "therapist": desk.world.therapist.public_id, "weekdays": "0",
        "day_part": "morning", **more,
    }  # fmt: skip


def ask(client: Client, asked: dict[str, Any]) -> Any:
    return client.get(reverse("dashboard:series_new"), asked)


def url_of(asked: dict[str, Any]) -> str:
    return f"{reverse('dashboard:series_new')}?{urlencode(asked)}"


def ticked(page: Any) -> dict[str, Any]:
    """What a browser would send: the ticked radio buttons and the hidden fields."""
    text = page.content.decode()
    found = dict(re.findall(r'name="(date-\d+)" value="([^"]+)" checked', text))
    key = re.search(r'name="key" value="([^"]+)"', text)
    assert key
    return {**found, "key": key[1], "proposed": re.findall(r'name="proposed" value="([^"]+)"', text)}


def clocks(desk: Desk) -> list[str]:
    rows = Appointment.objects.filter(series__isnull=False).order_by("starts_at")
    return [row.starts_at.astimezone(desk.world.zone).strftime("%Y-%m-%d %H:%M") for row in rows]


def test_a_link_from_a_plan_proposes_at_once_and_books_all_with_one_letter(
    desk: Desk, patient: Patient
) -> None:
    client, plan = desk.browser("therapist"), plan_of(desk.world, patient)
    asked = {
        "patient": patient.public_id, "option": desk.world.option.public_id, "per_week": 2, "weeks": 3,
        "plan": plan,
    }  # fmt: skip
    page = ask(client, asked)
    review = page.context["review"]
    assert [date.days_since for date in review.dates] == [None, 3, 4, 3, 4, 3]
    assert {date.ticked.time.therapist for date in review.dates} == {"Maya Okafor"}
    done = client.post(url_of(asked), ticked(page))
    series = Series.objects.get()
    assert done["Location"] == reverse("dashboard:series", args=[series.public_id])
    assert (series.made_for, series.patient, series.appointments.count()) == (plan, patient, 6)
    assert list(
        Notification.objects.filter(state="waiting").exclude(kind="reminder").values_list("kind")
    ) == [("series",)]
    listed = client.get(done["Location"])
    assert [(date.number, date.days_since) for date in listed.context["sheet"].dates] == [
        (1, None), (2, 3), (3, 4), (4, 3), (5, 4), (6, 3),
    ]  # fmt: skip
    assert listed.content.decode().count("/dashboard/appointments/") == 6


def test_a_substitute_says_why_and_offers_other_times(desk: Desk, patient: Patient) -> None:
    for hour in ("09", "10", "11"):
        for who in (0, 1):
            make_appointment(
                desk.world, desk.world.at(MONDAYS[1], f"{hour}:00"), therapist=desk.world.therapists[who],
                room=desk.world.rooms[who],
            )  # fmt: skip
    page = ask(desk.browser("reception"), wishes(desk, patient))
    second = page.context["review"].dates[1]
    assert second.why
    assert len(second.others) == 3
    text = page.content.decode()
    assert "Substitute" in text
    assert second.why in text
    assert text.count("Another time") == 3


def test_another_time_can_be_chosen_for_one_date(desk: Desk, patient: Patient) -> None:
    client, asked = desk.browser("reception"), wishes(desk, patient)
    page = ask(client, asked)
    other = page.context["review"].dates[1].others[0]
    assert client.post(url_of(asked), {**ticked(page), "date-2": other.value}).status_code == 302
    assert other.time.starts_at in set(Appointment.objects.values_list("starts_at", flat=True))


def test_a_lost_race_books_none_and_shows_a_fresh_proposal(desk: Desk, patient: Patient) -> None:
    client, asked = desk.browser("reception"), wishes(desk, patient)
    page = ask(client, asked)
    sent = ticked(page)
    third = page.context["review"].dates[2]
    sent["date-3"] = third.others[0].value
    make_appointment(desk.world, desk.world.at(MONDAYS[1], "09:00"))
    response = client.post(url_of(asked), sent)
    text = response.content.decode()
    assert response.status_code == 409
    assert not Series.objects.exists()
    assert "Not all of these times can be had." in text
    assert "Monday, June 21 at 9:00 am: Somebody else has just taken this time." in text
    again = ticked(response)
    assert again["date-2"] != sent["date-2"]
    assert again["date-3"] == sent["date-3"]  # chosen by hand
    assert 'value="morning" selected' in text
    assert client.post(url_of(asked), again).status_code == 302
    assert Series.objects.get().appointments.count() == 3


def test_dates_on_which_the_patient_comes_already_are_not_proposed(desk: Desk, patient: Patient) -> None:
    client, asked = desk.browser("reception"), wishes(desk, patient)
    before = ticked(ask(client, asked))
    make_appointment(
        desk.world, desk.world.at(MONDAYS[1], "09:00"), patient=patient,
        therapist=desk.world.therapists[1], room=desk.world.rooms[1],
    )  # fmt: skip
    refused = client.post(url_of(asked), before)
    assert refused.status_code == 409
    assert "There already is an appointment for this person at that time." in refused.content.decode()
    assert client.post(url_of(asked), ticked(refused)).status_code == 302


def test_sending_the_same_page_twice_books_once(desk: Desk, patient: Patient) -> None:
    client, asked = desk.browser("reception"), wishes(desk, patient)
    sent = ticked(ask(client, asked))
    first, second = (client.post(url_of(asked), sent) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert Series.objects.count() == 1


def test_the_second_rhythm_can_be_looked_at(desk: Desk, patient: Patient) -> None:
    client, asked = desk.browser("reception"), wishes(desk, patient, weekdays=[])
    first, second = (ask(client, {**asked, "way": way}) for way in ("0", "1"))
    assert first.context["review"].dates != second.context["review"].dates
    assert ask(client, {**asked, "way": "nonsense"}).context["way"] == 0


@pytest.mark.parametrize(
    ("wish", "field", "said"),
    [
        ({"per_week": "8"}, "per_week", "less than or equal to 7"),
        ({"per_week": "x"}, "per_week", "Enter a whole number"),
        ({"per_week": "7", "weeks": "26"}, "weeks", "more than forty dates"),
        ({"start": "2027-06-01"}, "start", "today or a later day"),
        ({"start": "2031-06-01"}, "start", "within the next year"),
        ({"option": "nonsense"}, "option", "Select a valid choice"),
        ({"therapist": "nonsense"}, "therapist", "Select a valid choice"),
        ({"weekdays": "9"}, "weekdays", "Select a valid choice"),
    ],
)
def test_a_wish_that_cannot_be_is_said_beside_its_field(
    desk: Desk, patient: Patient, wish: dict[str, str], field: str, said: str
) -> None:
    page = ask(desk.browser("reception"), wishes(desk, patient, **wish))
    assert page.status_code == 400
    assert list(page.context["form"].errors) == [field]
    assert said in " ".join(page.context["form"].errors[field])
    assert page.context["review"] is None
    assert f'id="id_{field}_error"' in page.content.decode()


def test_a_therapist_who_does_not_give_the_treatment_is_said(desk: Desk, patient: Patient) -> None:
    desk.world.service.therapists.remove(desk.world.therapist)
    page = ask(desk.browser("reception"), wishes(desk, patient))
    assert "does not give this treatment" in page.content.decode()


def test_a_therapist_plans_into_their_own_time_only(desk: Desk, patient: Patient) -> None:
    client, asked = desk.browser("therapist"), wishes(desk, patient)
    sent = ticked(ask(client, asked))
    colleague = desk.world.therapists[1].public_id
    mine = desk.world.therapist.public_id
    foreign = {name: str(value).replace(mine, colleague) for name, value in sent.items()}
    assert client.post(url_of(asked), foreign).status_code == 400
    assert ask(client, {**asked, "therapist": ""}).status_code == 400
    assert ask(client, {**asked, "therapist": colleague}).status_code == 400
    assert not Series.objects.exists()


@pytest.mark.parametrize("value", ["", "soon~x~y", "2027-06-14T09:00~x~y"])
def test_a_date_that_is_none_is_said(desk: Desk, patient: Patient, value: str) -> None:
    client, asked = desk.browser("reception"), wishes(desk, patient)
    response = client.post(url_of(asked), {"date-1": value})
    assert response.status_code == 400
    assert "Nothing was booked." in response.content.decode()


def test_nothing_open_is_said(desk: Desk, patient: Patient) -> None:
    desk.world.therapist.weekly_hours.all().delete()
    page = ask(desk.browser("reception"), wishes(desk, patient))
    assert "No dates found" in page.content.decode()


def test_looking_books_nothing_and_others_find_nothing(desk: Desk, patient: Patient) -> None:
    asked = wishes(desk, patient)
    seen = {who: ask(desk.browser(who), asked).status_code for who in ("owner", "reception", "therapist")}
    assert set(seen.values()) == {200}
    for who in ("colleague", "stranger", "nobody"):
        assert ask(desk.browser(who), asked).status_code == 404
    elsewhere = make_patient(desk.stranger.memberships.get().clinic)
    assert ask(desk.browser("owner"), wishes(desk, elsewhere)).status_code == 404
    assert not Series.objects.exists()


def test_without_a_patient_one_is_asked_for(desk: Desk) -> None:
    response = desk.browser("reception").get(reverse("dashboard:series_new"), follow=True)
    assert "Please choose the patient first" in response.content.decode()
