"""A proposal is sent to its patient: held, told once in neutral words, taken whole, given back, or run out."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bookings.appointments.expire import tidy_expired
from bookings.appointments.policy import Actor, AlreadyBooked
from bookings.appointments.series import (
    DatesGone,
    SeriesTime,
    accept_series,
    ask_for_others,
    send_series,
    withdraw_series,
)
from bookings.appointments.series.send import NobodyToSendTo, TooSoonToSend
from bookings.models import Appointment, Notification, Patient, Series
from bookings.notifications.deliver import deliver_due
from tests.dashboard.conftest import Desk
from tests.dashboard.test_series import ask, ticked, url_of, wishes
from tests.factories import NOW, make_appointment, make_patient
from tests.notes.cast import PLANTED, Chart
from tests.notes.drafted import plan_of
from tests.notifications.post import Clock, use
from tests.notifications.sink import listening, parts

DAYS = ("2027-06-14", "2027-06-21", "2027-06-28")
Kind, State, Status = Notification.Kind, Notification.State, Appointment.Status


@pytest.fixture
def patient(desk: Desk) -> Patient:
    found = make_appointment(desk.world, desk.world.at("2027-06-01", "10:00"), status="fulfilled").patient
    assert found
    return found


def send(desk: Desk, patient: Patient, **more: Any) -> Series:
    world = desk.world
    times = [SeriesTime(world.at(day, "10:00"), world.therapist, world.location) for day in DAYS]
    assert world.therapist.user
    return send_series(
        **{
            "option": world.option,
            "times": times,
            "patient": patient,
            "actor": Actor.staff(world.therapist.user),
            "now": NOW,
            **more,
        }
    )


def first_of(series: Series) -> Appointment:
    return Appointment.objects.filter(series=series).earliest("starts_at")


def page_of(series: Series) -> str:
    return reverse("portal:dates", args=[first_of(series).token])


def states(series: Series) -> list[str]:
    return list(
        Appointment.objects.filter(series=series).order_by("starts_at").values_list("status", flat=True)
    )


def letters() -> list[tuple[str, str]]:
    return list(Notification.objects.exclude(kind=Kind.REMINDER).order_by("pk").values_list("kind", "state"))


def test_the_desk_sends_and_the_patient_takes_all_with_one_tap(
    desk: Desk, patient: Patient, settings: Any
) -> None:
    client, plan = desk.browser("therapist"), plan_of(desk.world, patient)
    asked = wishes(desk, patient, plan=plan)
    page = ask(client, asked)
    sent = client.post(url_of(asked), {**ticked(page), "then": "send"}, follow=True)
    assert "3 dates, sent to the patient" in sent.content.decode()
    series = Series.objects.get()
    assert (series.made_for, states(series)) == (plan, ["held"] * 3)
    assert letters() == [(Kind.SERIES_OFFER, State.WAITING)]
    with listening() as sink:
        use(settings, sink.port)
        deliver_due(clock=Clock(timezone.now() + timedelta(minutes=1)))
        (mail,) = sink.to(patient.email)
    text = parts(mail)["text/plain"]
    assert page_of(series) in text
    assert text.count("Kept for you") == 3
    for word in (PLANTED, "massage", "plan", "therap", "treatment"):
        assert word not in str(mail).lower().replace(desk.world.clinic.name.lower(), ""), word
    stranger = Client()
    assert "Take all 3" in stranger.get(page_of(series)).content.decode()
    assert states(series) == ["held"] * 3, "GET shows, POST acts"
    answer = stranger.post(page_of(series), follow=True)
    assert "These dates are yours" in answer.content.decode()
    assert states(series) == ["booked"] * 3
    assert set(Appointment.objects.filter(series=series).values_list("patient", flat=True)) == {patient.pk}
    assert (Kind.SERIES, State.WAITING) in letters()
    stranger.post(page_of(series))
    assert states(series) == ["booked"] * 3


def test_the_letter_is_spanish_for_who_reads_spanish(desk: Desk, patient: Patient, settings: Any) -> None:
    patient.language = "es"
    patient.save()
    series = send(desk, patient)
    with listening() as sink:
        use(settings, sink.port)
        deliver_due(clock=Clock(NOW + timedelta(minutes=1)))
        text = parts(sink.to(patient.email)[0])["text/plain"]
    assert "Estas fechas están reservadas para usted" in text
    assert not re.search(r"\b(Take|Dates|Kept)\b", text)
    assert "¿Le vienen bien estas 3 fechas?" in Client().get(page_of(series)).content.decode()


def test_other_dates_give_these_back_and_void_the_letter(desk: Desk, patient: Patient) -> None:
    series = send(desk, patient)
    url = reverse("portal:other_dates", args=[first_of(series).token])
    assert Client().get(url).status_code == 405
    page = Client().post(url, follow=True).content.decode()
    assert "We look for other dates" in page
    assert states(series) == ["cancelled"] * 3
    assert letters() == [(Kind.SERIES_OFFER, State.VOID)]
    assert (
        "asks for other dates"
        in desk.browser("reception")
        .get(reverse("dashboard:series", args=[series.public_id]))
        .content.decode()
    )
    with pytest.raises(DatesGone):
        accept_series(series=Series.objects.get(), now=NOW)
    again = send(desk, patient)
    assert states(again) == ["held"] * 3, "the times were free"


def test_what_runs_out_is_released_and_not_sent_any_more(desk: Desk, patient: Patient) -> None:
    series = send(desk, patient)
    assert series.sent_until == NOW + timedelta(hours=48)
    later = series.sent_until + timedelta(minutes=1)
    assert Client().get(page_of(series)).status_code == 200
    tidy_expired(now=later)
    assert states(series) == ["cancelled"] * 3
    with pytest.raises(DatesGone):
        accept_series(series=series, now=later)
    deliver_due(clock=Clock(NOW + timedelta(hours=1)))
    assert letters() == [(Kind.SERIES_OFFER, State.VOID)]


def test_sending_anew_for_the_same_plan_takes_the_earlier_dates_back(desk: Desk, patient: Patient) -> None:
    first = send(desk, patient)
    world = desk.world
    times = [SeriesTime(world.at(day, "14:00"), world.therapist, world.location) for day in DAYS]
    second = send(desk, patient, times=times)
    first.refresh_from_db()
    assert (first.answer, states(first), states(second)) == ("withdrawn", ["cancelled"] * 3, ["held"] * 3)
    assert letters() == [(Kind.SERIES_OFFER, State.VOID), (Kind.SERIES_OFFER, State.WAITING)]


def test_the_desk_takes_it_back(desk: Desk, patient: Patient) -> None:
    series = send(desk, patient)
    url = reverse("dashboard:series_withdraw", args=[series.public_id])
    assert "Taken back" in desk.browser("therapist").post(url, follow=True).content.decode()
    assert states(series) == ["cancelled"] * 3
    assert "no longer kept" in Client().get(page_of(series)).content.decode()
    with pytest.raises(DatesGone):
        withdraw_series(series=series, actor=Actor.staff(desk.world.therapist.user), now=NOW)  # type: ignore[arg-type]


def test_one_of_them_gone_keeps_none(desk: Desk, patient: Patient) -> None:
    """All or none also when the patient has got another visit at one of the times meanwhile."""
    series = send(desk, patient)
    other = desk.world.therapists[1]
    make_appointment(
        desk.world,
        desk.world.at(DAYS[1], "10:00"),
        patient=patient,
        therapist=other,
        room=desk.world.rooms[1],
    )
    answer = Client().post(page_of(series))
    assert answer.status_code == 409
    assert states(series) == ["held"] * 3


def test_a_closed_gate_books_nothing_and_says_so_kindly(desk: Desk, patient: Patient) -> None:
    series = send(desk, patient)
    plan_of(desk.world, patient)
    Chart(desk.world, patient, first_of(series)).screened(p3="yes")
    answer = Client().post(page_of(series))
    assert answer.status_code == 409
    assert "call" in answer.content.decode()
    assert states(series) == ["held"] * 3


def test_taking_twice_books_once(desk: Desk, patient: Patient) -> None:
    series = send(desk, patient)
    accept_series(series=series, now=NOW)
    with pytest.raises(AlreadyBooked):
        accept_series(series=series, now=NOW)
    with pytest.raises(DatesGone):
        ask_for_others(series=series, now=NOW)
    assert states(series) == ["booked"] * 3


def test_a_service_that_the_clinic_confirms_is_booked_at_once_since_the_clinic_offered(
    desk: Desk, patient: Patient
) -> None:
    desk.world.service.booking_mode = "request"
    desk.world.service.save()
    series = send(desk, patient)
    accept_series(series=series, now=NOW)
    assert states(series) == ["booked"] * 3


def test_without_an_address_or_time_to_answer_it_is_not_sent(desk: Desk) -> None:
    nobody = make_patient(desk.world.clinic, email="")
    with pytest.raises(NobodyToSendTo):
        send(desk, nobody)
    with pytest.raises(TooSoonToSend):
        send(desk, make_patient(desk.world.clinic), now=desk.world.at(DAYS[0], "08:30"))
    with pytest.raises(TooSoonToSend):  # at eight, when the night's quiet ends, the dates are given back
        send(desk, make_patient(desk.world.clinic), now=desk.world.at("2027-06-13", "22:00"))
    assert not Series.objects.exists()


def test_the_secret_of_an_offered_date_opens_no_booking_form(desk: Desk, patient: Patient) -> None:
    series = send(desk, patient)
    first = first_of(series)
    details = reverse("portal:details", args=[desk.world.clinic.slug, first.token])
    assert Client().get(details)["Location"] == page_of(series)
    assert Client().get(reverse("portal:dates", args=["nothing"])).status_code == 404
