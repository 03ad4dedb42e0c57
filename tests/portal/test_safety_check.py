"""The safety check on the details page: kind, whole, and out of every address."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from bookings.models import Appointment, Notification, Patient
from notes.models import Screening
from notes.screening.lists import FULL_LISTS
from tests.portal.conftest import TYPED, Visitor, offered, shown

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
    assert not re.search(r"\be1\b", said), "a request's id may hold these two letters"
    for word in ("numb", "cancer", "check=", "screening_stop", "Byron"):
        assert word not in said
    post(visitor, ["t1"], day="2027-06-09", email="other@example.org", key="form-9")
    letters = str(list(Notification.objects.exclude(kind="x").values("kind", "why", "page", "page_key")))
    assert "blood" not in letters
    assert Notification.objects.count() == 1, "a stop sends no mail, a request is acknowledged"


def checked(page: str, name: str) -> set[str]:
    return set(re.findall(rf'name="{name}" value="([\w.,-]+)" checked', page))


def test_what_was_ticked_comes_along_when_the_time_runs_out(visitor: Visitor, clock: Any) -> None:
    ticked = ["l1", "p1"]
    more = {"more-areas-l1": ["thu,thl"], "more-night-n": "4", "more-night-k": "2", "more-night-e": "yes"}
    data = {"check": ticked, "check-unsure": ["t3"], "check-none": ["now"], **more}
    held = visitor.hold(visitor.world.at(*WHEN))
    clock.shift(timedelta(minutes=11))
    lost = visitor.post_details(held, **data)
    assert lost.status_code == 409
    carried = re.findall(r'<input type="hidden" name="([\w-]+)" value="([^"]*)">', lost.content.decode())
    sent: dict[str, list[str]] = {}
    for name, value in carried:
        sent.setdefault(name, []).append(value)
    page = visitor.post_hold(visitor.world.at(WHEN[0], "14:00"), **{**sent, "key": "tap-2"}).content.decode()
    assert checked(page, "check") == set(ticked)
    assert checked(page, "check-unsure") == {"t3"}
    assert checked(page, "check-none") == {"now"}
    assert checked(page, "more-areas-l1") == {"thu,thl"}
    assert '<option value="4" selected>4</option>' in page
    assert 'value="Ada"' in page
    assert "field-error" not in page, "nobody has sent this page yet"
    again = Appointment.objects.get(status=Status.HELD, hold_expires_at__gt=held.hold_expires_at)
    assert visitor.post_details(again, **data).status_code == 302
    assert Screening.objects.get().tier == 2


def test_what_no_page_of_ours_sends_is_not_carried(visitor: Visitor, clock: Any) -> None:
    held = visitor.hold(visitor.world.at(*WHEN))
    clock.shift(timedelta(minutes=11))
    page = visitor.post_details(held, **{"check": ["<b>", "x" * 61], "else": "1"}).content.decode()
    assert "<b>" not in page
    assert "x" * 61 not in page
    assert 'name="else"' not in page


def test_a_stop_is_said_again_when_its_page_is_loaded_again(visitor: Visitor) -> None:
    held, first = post(visitor, ["e1"])
    _held, again = held, visitor.post_details(held, **{"check": ["e1"], "check-none": LISTS[1:]})
    assert again.status_code == first.status_code == 409
    assert shown(again) == shown(first)
    assert Screening.objects.count() == 1


def test_times_before_the_end_of_the_wait_are_not_shown(visitor: Visitor, clock: Any) -> None:
    _held, answer = post(visitor, ["d1"])
    assert answer.status_code == 409
    # NOW is Monday 8 am: Wednesday 8 am is two days later.
    for address in (visitor.book_url, visitor.times_url, f"{visitor.times_url}?from=2027-06-07"):
        page = visitor.client.get(address)
        assert "Wednesday, June 9 at 8:00 am" in shown(page)
        assert offered(page)
        assert min(offered(page)) >= "2027-06-09T12:00Z", address
    other = Client().get(visitor.times_url)
    assert min(offered(other)) < "2027-06-09", "nobody else waits"
    clock.shift(timedelta(days=2))
    assert "June 9 at 8:00 am on are shown" not in shown(visitor.client.get(visitor.times_url))
