"""The safety check on the details page: kind, whole, and out of every address."""

import re
from typing import Any

import pytest

from bookings.models import Appointment, Notification, Patient
from notes.models import Screening
from notes.screening.lists import FULL_LISTS
from tests.portal.conftest import TYPED, Visitor, shown

WHEN = ("2027-06-08", "10:00")
LISTS = [one.name for one in FULL_LISTS]
Status = Appointment.Status


def post(visitor: Visitor, ticked: list[str], *, day: str = WHEN[0], **more: Any) -> Any:
    """The form with these lines ticked, and every other list closed by "none of these"."""
    held = visitor.hold(visitor.world.at(day, WHEN[1]))
    touched = {one.name for one in FULL_LISTS for _h, part in one.parts for q in part if q.code in ticked}
    nones = [name for name in LISTS if name not in touched]
    data = {"check": ticked, "check-none": nones, **more}
    return held, visitor.post_details(held, **data)


def test_every_item_is_asked_once_and_none_is_ticked_before(visitor: Visitor) -> None:
    held = visitor.hold(visitor.world.at(*WHEN))
    page = visitor.client.get(visitor.details_url(held)).content.decode()
    codes = [q.code for one in FULL_LISTS for _h, part in one.parts for q in part]
    assert len(codes) == len(set(codes)) == 34
    assert all(page.count(f'name="check" value="{code}"') == 1 for code in codes)
    assert page.count('name="check-none"') == 4
    assert "checked" not in page.split("data-check")[1].split("</section>")[0]


def test_a_clear_patient_books(visitor: Visitor) -> None:
    held, answer = post(visitor, [])
    assert answer.status_code == 302
    held.refresh_from_db()
    screening = Screening.objects.get()
    assert (held.status, screening.tier, screening.source) == (Status.BOOKED, 0, "portal")
    assert screening.appointment == held


@pytest.mark.parametrize("left_out", LISTS)
def test_a_list_that_is_not_closed_is_asked_again_and_nothing_is_lost(
    visitor: Visitor, left_out: str
) -> None:
    held = visitor.hold(visitor.world.at(*WHEN))
    nones = [name for name in LISTS if name != left_out]
    answer = visitor.post_details(held, **{"check-none": nones})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "None of these”." in shown(answer)
    assert 'value="Ada"' in page
    kept = set(re.findall(r'name="check-none" value="(\w+)" checked', page))
    assert kept == set(nones)
    assert not Screening.objects.exists()


def test_a_tick_and_none_of_these_contradict_each_other(visitor: Visitor) -> None:
    held = visitor.hold(visitor.world.at(*WHEN))
    answer = visitor.post_details(held, check=["e1"])
    assert answer.status_code == 400
    assert "Please keep one of them" in shown(answer)


def test_an_emergency_stops_kindly_and_gives_the_time_back(visitor: Visitor) -> None:
    held, answer = post(visitor, ["e1"])
    text = shown(answer)
    assert answer.status_code == 409
    assert "Please get medical help first" in text
    assert "Please call 911" in text
    assert 'href="tel:911"' in answer.content.decode()
    assert "Nothing has been booked" in text
    held.refresh_from_db()
    assert held.status == Status.CANCELLED
    assert Screening.objects.get().patient == Patient.objects.get()
    again = visitor.hold(visitor.world.at(*WHEN), key="tap-2")
    assert again.status == Status.HELD, "somebody else may have it"


def test_the_leg_alone_is_sent_to_somebody_today_without_a_siren(visitor: Visitor) -> None:
    _held, answer = post(visitor, ["e8"])
    assert "today" in shown(answer)
    assert 'href="tel:911"' not in answer.content.decode()


def test_not_sure_of_an_emergency_shows_its_text_too(visitor: Visitor) -> None:
    held = visitor.hold(visitor.world.at(*WHEN))
    answer = visitor.post_details(held, **{"check-unsure": ["e1"], "check-none": LISTS[1:]})
    assert answer.status_code == 409
    assert "call 911" in shown(answer)
    assert Screening.objects.get().tier == 4


def test_a_therapists_item_makes_a_request(visitor: Visitor) -> None:
    held, answer = post(visitor, ["t1"])
    assert answer.status_code == 302
    held.refresh_from_db()
    assert held.status == Status.PENDING
    assert held.answer_by is not None
    assert "Your request is with the clinic" in shown(visitor.client.get(answer["Location"]))


def test_ill_today_waits(visitor: Visitor) -> None:
    _held, answer = post(visitor, ["d1"])
    assert answer.status_code == 409
    assert "Wednesday, June 9" in shown(answer)
    assert "Look at later times" in shown(answer)


def test_what_is_asked_below_a_tick_decides(visitor: Visitor) -> None:
    held, answer = post(visitor, ["p1"])
    assert answer.status_code == 400, "the nights are to be told first"
    nights = {"more-night-n": "3", "more-night-k": "1", "more-night-e": "yes"}
    again = {"check": ["p1"], "check-none": [name for name in LISTS if name != "lately"], **nights}
    assert visitor.post_details(held, **again).status_code == 302
    held.refresh_from_db()
    assert held.status == Status.BOOKED
    bad = {"more-night-n": "8", "more-night-k": "1", "more-night-e": "yes", "email": "bad@example.org"}
    assert post(visitor, ["p1"], day="2027-06-09", **bad)[1].status_code in (302, 409)


def test_areas_are_left_out(visitor: Visitor) -> None:
    _held, answer = post(visitor, ["l1"], **{"more-areas-l1": ["nkp,nka", "clf,shn"]})
    assert answer.status_code == 302
    assert '"nkp-l"' in Screening.objects.get().result


@pytest.mark.parametrize("value", ["11", "-1", "x", ""])
def test_a_number_that_was_not_offered_is_asked_again(visitor: Visitor, value: str) -> None:
    nights = {"more-night-n": value, "more-night-k": "1", "more-night-e": "yes"}
    assert post(visitor, ["p1"], **nights)[1].status_code == 400


def test_somebody_who_booked_here_answers_the_short_check(visitor: Visitor) -> None:
    post(visitor, [])
    held = visitor.hold(visitor.world.at("2027-06-10", "10:00"), key="tap-2")
    page = visitor.client.get(visitor.details_url(held)).content.decode()
    assert 'value="s1"' in page
    assert 'value="e1"' not in page
    short = {**TYPED, "check-all": "", "check-none": ["new"], "key": "form-2"}
    assert visitor.client.post(visitor.details_url(held), short).status_code == 302
    assert Screening.objects.filter(kind="short").count() == 1


def test_something_new_opens_the_whole_check_and_keeps_what_was_typed(visitor: Visitor) -> None:
    post(visitor, [])
    held = visitor.hold(visitor.world.at("2027-06-10", "10:00"), key="tap-2")
    short = {**TYPED, "check-all": "", "check": ["s3"], "check-none": [], "key": "form-2"}
    answer = visitor.client.post(visitor.details_url(held), short)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert 'value="e1"' in page
    assert 'value="Ada"' in page
    whole = {**TYPED, "check-all": "again", "key": "form-3"}
    assert visitor.client.post(visitor.details_url(held), whole).status_code == 302


def test_the_short_check_does_not_do_for_somebody_else_at_the_same_browser(visitor: Visitor) -> None:
    post(visitor, [])
    held = visitor.hold(visitor.world.at("2027-06-10", "10:00"), key="tap-2")
    short = {**TYPED, "check-all": "", "check-none": ["new"], "key": "form-2", "email": "b@example.org"}
    answer = visitor.client.post(visitor.details_url(held), short)
    assert answer.status_code == 409
    assert 'value="e1"' in answer.content.decode()
    held.refresh_from_db()
    assert held.status == Status.HELD


def test_no_answer_gets_into_a_log_a_message_or_an_address(
    visitor: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    _held, answer = post(visitor, ["e1", "p3"])
    said = caplog.text + str(list(Notification.objects.values())) + str(dict(answer.headers))
    for word in ("e1", "numb", "cancer", "check=", "screening_stop", "Byron"):
        assert word not in said
    post(visitor, ["t1"], day="2027-06-09", email="other@example.org", key="form-9")
    letters = str(list(Notification.objects.exclude(kind="x").values("kind", "why", "page", "page_key")))
    assert "blood" not in letters
    assert Notification.objects.count() == 1, "a stop sends no mail, a request is acknowledged"
