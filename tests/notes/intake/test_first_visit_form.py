"""The form before a first visit: sent by the link or signed in, kept as it was, read by who treats, counted by the desk."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from bookings.models import AccessRecord, Appointment, Notification
from bookings.notifications.recipients import recipient_of
from bookings.notifications.render import render
from bookings.people.access_log import access_lines
from notes.intake.keep import forget_old_drafts
from notes.intake.queries import intake_sheet, state_of
from notes.intake.questions import NOTABLE, QUESTIONS, RELATED, SECTIONS, words_of
from notes.models import Intake, IntakeDraft, Screening, SoapNote
from notes.record.erase import erase_at_request
from notes.record.whole import whole_record
from notes.screening.items import BY_CODE
from tests.factories import NOW, make_user
from tests.notes.cast import PLANTED, Chart
from tests.portal.conftest import shown

pytestmark = pytest.mark.django_db
SENT = {
    "brings": f"A stiff neck {PLANTED}",
    "since": "months",
    "areas": ["nkp,nka", "trp,scp,shp,sha"],
    "worse": "Desk work",
    "goal": "Swim again",
    "conditions": ["bleeding", "headaches"],
    "operations": "no",
    "operations-words": "typed, then thought better of",
    "pregnant": "not_mine",
    "medicines": "yes",
    "medicines-words": "Warfarin",
    "thinner": "yes",
    "allergies": "yes",
    "allergies-words": "Almond oil",
    "skin": "no",
    "sleep": "so_so",
    "pressure": "light",
    "emergency_name": "Bo Byron",
    "emergency_phone": "+1 555 0199",
}


@pytest.fixture(autouse=True)
def clock() -> Iterator[Any]:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def visit(chart: Chart) -> Appointment:
    return chart.another_visit(5)


def page(visit: Appointment) -> str:
    return f"/manage/{visit.token}/form/"


def own(chart: Chart) -> Client:
    """The patient, signed in."""
    user, client = make_user(), Client()
    type(chart.patient).objects.filter(pk=chart.patient.pk).update(user=user)
    client.force_login(user)
    return client


def staff(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_sent_by_the_link_read_by_the_therapist_and_counted_at_the_desk(
    chart: Chart, visit: Appointment
) -> None:
    desk = staff(make_user("reception", chart.world.clinic))
    state = reverse("safety:form_state", args=[visit.public_id])
    assert "Form missing" in shown(desk.get(state))
    client = Client()
    first = shown(client.get(page(visit)))
    assert "Please send it by" in first
    assert "session" not in client.cookies, "looking leaves no cookie"
    assert "we have your form" in shown(client.post(page(visit), SENT))
    kept = Intake.objects.get()
    assert (kept.appointment, kept.sent_by, kept.form_version) == (visit, None, "intake-1")
    said = json.loads(kept.answers)
    assert said["areas"] == SENT["areas"]
    assert "operations-words" not in said, "words behind a no are not kept"
    assert PLANTED not in shown(client.get(page(visit))), "the link shows nothing of the record"

    told = shown(desk.get(state))
    assert "Form here" in told
    assert "neck" not in told
    path = reverse("safety:patient_form", args=[chart.patient.public_id])
    assert desk.get(path).status_code == 404
    assert Client().get(path).status_code == 302
    read = shown(staff(chart.user).get(path))
    for words in (PLANTED, "Warfarin", "Neck, Shoulders", "So-so", "Bo Byron"):
        assert words in read
    lines = {(line.action, line.object_kind) for line in access_lines(chart.patient)}
    assert {("sent", "intake"), ("viewed", "intake"), ("denied", "intake")} <= lines


def test_what_was_typed_stays_on_errors_and_in_the_draft_of_its_own_browser(
    chart: Chart, visit: Appointment
) -> None:
    client, other = Client(), Client()
    partly = {"brings": PLANTED, "medicines": "yes", "conditions": ["none", "heart"]}
    answer = client.post(page(visit), partly)
    assert answer.status_code == 422
    again = shown(answer)
    assert PLANTED in again
    for words in ("Please answer this one.", "in a few words", "Please keep one of them."):
        assert words in again
    assert not Intake.objects.exists()
    assert PLANTED in shown(client.get(page(visit))), "kept on the server for this browser"
    assert PLANTED not in shown(other.get(page(visit))), "not for another with the same link"
    kept = client.post(
        page(visit), {**partly, "worse": "Rain", "keep": "1"}, headers={"accept": "application/json"}
    )
    assert kept.json()["saved_at"].startswith("2027")
    assert 'value="Rain"' in client.get(page(visit)).content.decode()
    assert client.post(page(visit), {**partly, "keep": "1"})["Location"] == page(visit), "without JavaScript"
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM notes_intakedraft")
        assert all(PLANTED.encode() not in bytes(row[0]) for row in cursor.fetchall())
    client.post(page(visit), SENT)
    assert not IntakeDraft.objects.exists()


def test_it_cannot_be_changed_and_a_newer_one_takes_its_place(chart: Chart, clock: Any) -> None:
    client = own(chart)
    assert client.post("/me/form/", SENT).status_code == 200
    kept = Intake.objects.get()
    with pytest.raises(DatabaseError), transaction.atomic():
        Intake.objects.filter(pk=kept.pk).update(language="es")
    clock.shift(timedelta(days=2))
    client = own(chart)
    last = shown(client.get("/me/form/"))
    assert "This is what you sent on" in last
    assert PLANTED in last
    client.post("/me/form/", {**SENT, "brings": "A sore knee", "thinner": "no"})
    sheet = intake_sheet(chart.patient)
    assert sheet is not None
    assert sheet.sections[0][1][0].text == "A sore knee"
    both = shown(staff(chart.user).get(reverse("safety:patient_form", args=[chart.patient.public_id])))
    assert "A sore knee" in both
    assert "As it was on" in both
    told = whole_record(chart.patient, NOW)["intakes"]
    assert [row["answers"]["brings"] for row in told] == ["A sore knee", SENT["brings"]]
    for _ in range(6):
        answer = client.post("/me/form/", SENT)
    assert answer.status_code == 422
    assert "several times today" in shown(answer)


def test_by_the_link_once_signed_in_again(chart: Chart, visit: Appointment) -> None:
    Client().post(page(visit), SENT)
    Client().post(page(visit), {**SENT, "brings": "Somebody else"})
    assert Intake.objects.count() == 1


def test_what_differs_from_the_safety_check_is_shown_and_nothing_is_decided(
    chart: Chart, visit: Appointment
) -> None:
    chart.screened(l4="yes")
    Client().post(page(visit), SENT)
    sheet = intake_sheet(chart.patient)
    assert sheet is not None
    assert set(sheet.differs) == {
        "Blood thinners",
        "Blood that does not clot well, or bruises that come easily",
    }, "the allergy was ticked in both"
    assert "Allergy: Almond oil" in sheet.notable
    assert Screening.objects.get().tier == 1, "the form decides nothing"
    before = shown(staff(chart.user).get(reverse("notes:before_panel", args=[visit.public_id])))
    assert "not in the safety check" in before
    assert "Almond oil" in before


def test_taken_over_into_the_first_note_by_one_tap_and_once(chart: Chart, visit: Appointment) -> None:
    Client().post(page(visit), SENT)
    note = chart.draft()
    client = staff(chart.user)
    editor = client.get(reverse("notes:note", args=[note.public_id])).content.decode()
    assert 'name="take"' in editor
    for _ in range(2):
        note.refresh_from_db()
        data = {"subjective": note.subjective, "version": note.version, "take": "form"}
        answer = client.post(reverse("notes:note_save", args=[note.public_id]), data)
        assert answer.status_code == 302, shown(answer)
    kept = SoapNote.objects.get(pk=note.pk).subjective
    assert kept.count(PLANTED) == 1
    assert "Swim again" in kept
    assert "Warfarin" not in kept, "what is no part of S stays in the form"


def test_the_letters_lead_to_it_while_it_is_missing_and_say_nothing_of_it(
    chart: Chart, visit: Appointment
) -> None:
    row = Notification(
        clinic=chart.world.clinic, appointment=visit, patient=chart.patient, kind="confirmation",
        send_at=NOW, try_at=NOW, useful_until=visit.starts_at, message_id="<x@y>",
    )  # fmt: skip
    letter = render(row, visit, recipient_of(chart.patient))
    assert page(visit) in letter.text
    assert "A short form before your first visit" in letter.html
    assert "Before your first visit" in shown(Client().get(f"/manage/{visit.token}/"))
    Client().post(page(visit), SENT)
    letter = render(row, visit, recipient_of(chart.patient))
    assert page(visit) not in letter.text
    assert PLANTED not in letter.text
    assert "Before your first visit" not in shown(Client().get(f"/manage/{visit.token}/"))


def test_who_has_been_here_before_is_not_asked_but_may(chart: Chart, visit: Appointment) -> None:
    chart.another_visit(-9, status="fulfilled")
    assert state_of(chart.patient) == ""
    assert "What would you like help with?" in shown(Client().get(page(visit)))
    Client().post(page(visit), SENT)
    assert state_of(chart.patient) == "complete"


def test_drafts_are_forgotten_and_erased_the_form_is_kept(chart: Chart, visit: Appointment) -> None:
    Client().post(page(visit), SENT)
    own(chart).post("/me/form/", {"brings": PLANTED, "keep": "1"})
    Client().post(page(chart.another_visit(6)), {"brings": PLANTED, "keep": "1"})
    assert IntakeDraft.objects.count() == 2
    IntakeDraft.objects.filter(writer__startswith="account").update(saved_at=NOW - timedelta(days=31))
    assert forget_old_drafts(now=NOW) == 1
    erase_at_request(patient=chart.patient, user=make_user("owner", chart.world.clinic), now=NOW)
    assert not IntakeDraft.objects.exists()
    assert Intake.objects.count() == 1
    reasons = AccessRecord.objects.filter(action="kept").values_list("reason", flat=True)
    assert "erasure request: intakes" in list(reasons)


def test_it_closes_with_the_visit(chart: Chart, visit: Appointment, clock: Any) -> None:
    clock.move_to(visit.starts_at)
    assert Client().get(page(visit))["Location"] == f"/manage/{visit.token}/"
    assert Client().post(page(visit), SENT).status_code == 302
    assert not Intake.objects.exists()


def test_every_question_has_a_source_and_every_mark_a_question() -> None:
    assert all(one.source for section in SECTIONS for one in section.questions)
    for code, choices in NOTABLE.items():
        assert all(words_of(code, choice) for choice in choices)
    for (code, choice), items in RELATED.items():
        assert words_of(code, choice)
        assert set(items) <= set(BY_CODE)
    assert len(QUESTIONS) == sum(len(section.questions) for section in SECTIONS)
