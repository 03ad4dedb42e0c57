"""Requests about a record: asked by the patient, answered in time by whoever may, and never forgotten."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from bookings.models import AccessRecord, User
from bookings.people.access_log import KINDS, SENTENCES, access_lines
from notes.homecare.diary import write_entry
from notes.models import Addendum, Disclosure, RecordRequest, TriggerEntry, WorkingNote
from notes.record.holds import place_hold
from notes.record.requests import AlreadyAsked, BadRequest, ask
from notes.record.whole import whole_record
from notes.soap.queries import altered_notes
from tests.factories import NOW, make_patient, make_therapist, make_user, make_world
from tests.notes.cast import Chart

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "It was the left knee, wombatknee"


@pytest.fixture
def account(chart: Chart) -> User:
    user = make_user()
    chart.patient.user = user
    chart.patient.save()
    return user


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    User.objects.filter(pk=user.pk).update(last_login=NOW)
    return client


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


def test_a_copy_is_asked_for_handed_over_and_holds_the_working_notes(chart: Chart, account: User) -> None:
    note = chart.signed()
    WorkingNote.objects.create(
        clinic=note.clinic, note=note, author=chart.therapist, text="Likes jazz", saved_at=NOW,
        purge_at=NOW + timedelta(days=30),
    )  # fmt: skip
    patient, owner = browser(account), browser(make_user("owner", chart.world.clinic))
    assert patient.post("/me/requests/", {"kind": "copy"}).status_code == 302
    asked = RecordRequest.objects.get()
    assert (asked.kind, asked.due_date, asked.state) == ("copy", date(2027, 7, 7), "open")
    assert "Likes jazz" not in patient.get("/me/record/copy/").content.decode()
    page = owner.get("/dashboard/requests/").content.decode()
    assert chart.patient.full_name in page
    assert owner.post(f"/dashboard/requests/{asked.public_id}/copy/").status_code == 302
    assert patient.get("/me/record/copy/").json()["working_notes"][0]["text"] == "Likes jazz"
    asked.refresh_from_db()
    assert (asked.state, asked.decided_at) == ("accepted", NOW)


def test_the_copy_with_working_notes_is_ready_for_thirty_days(chart: Chart, account: User) -> None:
    told = whole_record(chart.patient, NOW)
    assert "working_notes" not in told
    RecordRequest.objects.create(
        clinic=chart.world.clinic, patient=chart.patient, kind="copy", asked_by=account, asked_at=NOW,
        due_date=NOW.date(), state="accepted", decided_by=account, decided_at=NOW - timedelta(days=31),
    )  # fmt: skip
    assert "working_notes" not in browser(account).get("/me/record/copy/").json()


def test_an_amendment_accepted_is_an_addendum_and_the_note_stays(chart: Chart, account: User) -> None:
    note = chart.signed()
    patient, owner = browser(account), browser(make_user("owner", chart.world.clinic))
    asking = {"kind": "amendment", "visit": note.public_id, "text": WORDS}
    assert patient.post("/me/requests/", asking).status_code == 302
    asked = RecordRequest.objects.get()
    assert (asked.due_date, asked.note) == (date(2027, 8, 6), note)
    assert WORDS not in owner.get("/dashboard/requests/").content.decode()
    path = f"/dashboard/requests/{asked.public_id}/"
    assert owner.get(path).status_code == 404
    therapist = browser(chart.user)
    assert WORDS in therapist.get(path).content.decode()
    answer = therapist.post(path, {"visit": note.public_id, "text": "The left knee, not the right."})
    assert answer.status_code == 302
    added = Addendum.objects.get()
    assert (added.note, added.kind, added.text) == (note, "correction", "The left knee, not the right.")
    assert list(altered_notes()) == []
    assert "The left knee, not the right." in patient.get("/me/requests/").content.decode()
    assert therapist.post(path, {"visit": note.public_id, "text": "Again"}).status_code == 422
    assert Addendum.objects.count() == 1


def test_refused_it_stays_with_the_record_and_the_patient_adds_their_side(
    chart: Chart, account: User
) -> None:
    note = chart.signed()
    patient, therapist = browser(account), browser(chart.user)
    patient.post("/me/requests/", {"kind": "amendment", "visit": note.public_id, "text": WORDS})
    asked = RecordRequest.objects.get()
    side = f"/me/requests/{asked.public_id}/statement/"
    patient.post(side, {"statement": "Too early"})
    therapist.post(f"/dashboard/requests/{asked.public_id}/refuse/", {"reason": "The note is right."})
    patient.post(side, {"statement": "I know my knees."})
    patient.post(side, {"statement": "Written over"})
    asked.refresh_from_db()
    assert (asked.state, asked.reply, asked.statement) == (
        "refused",
        "The note is right.",
        "I know my knees.",
    )
    assert not Addendum.objects.exists()
    (told,) = whole_record(chart.patient, NOW)["requests"]
    assert (told["text"], told["reply"], told["statement"]) == (
        WORDS,
        "The note is right.",
        "I know my knees.",
    )
    assert "I know my knees." in therapist.get(f"/dashboard/notes/{note.public_id}/").content.decode()


def test_the_check_of_the_design(chart: Chart, account: User, clock: time_machine.Traveller) -> None:
    """Two years after a signed note: the note stays, leave to send and the diary go, both are logged."""
    note = chart.signed()
    chart.patient.text_messages = True
    chart.patient.save()
    write_entry(
        patient=chart.patient, activity="Driving", minutes=9, nrs_before=1, nrs_after=2, at=NOW, now=NOW
    )
    clock.move_to(NOW + timedelta(days=730))
    patient, owner = browser(account), browser(make_user("owner", chart.world.clinic))
    patient.post("/me/requests/", {"kind": "erasure"})
    path = f"/dashboard/patients/{chart.patient.public_id}/erase/"
    assert owner.post(path, {"asked": "on"}).status_code == 302
    note.refresh_from_db()
    assert note.is_signed
    assert not TriggerEntry.objects.exists()
    chart.patient.refresh_from_db()
    assert (chart.patient.text_messages, "reminder" in chart.patient.muted_kinds) == (False, True)
    logged = set(
        AccessRecord.objects.filter(reason__startswith="erasure request").values_list("action", "object_kind")
    )
    assert {("kept", "clinical_record"), ("erased", "contact_marketing"), ("erased", "diary")} <= logged
    asked = RecordRequest.objects.get()
    assert asked.state == "accepted"
    assert "2037-06-07" in asked.reply
    account.refresh_from_db()
    assert (account.is_active, account.email) == (False, f"erased-{account.pk}@erased.invalid")


def test_on_hold_nothing_is_erased_and_the_request_stays_open(chart: Chart, account: User) -> None:
    owner = make_user("owner", chart.world.clinic)
    place_hold(patient=chart.patient, reason="Court", user=owner, now=NOW)
    ask(patient=chart.patient, kind="erasure", user=account, now=NOW)
    path = f"/dashboard/patients/{chart.patient.public_id}/erase/"
    answer = browser(owner).post(path, {"asked": "on"})
    assert answer.status_code == 422
    assert "legal hold" in answer.content.decode()
    assert RecordRequest.objects.get().state == "open"
    chart.patient.refresh_from_db()
    assert chart.patient.user == account


def test_nobody_asks_twice_for_the_same_or_without_words(chart: Chart, account: User) -> None:
    ask(patient=chart.patient, kind="copy", user=account, now=NOW)
    with pytest.raises(AlreadyAsked):
        ask(patient=chart.patient, kind="copy", user=account, now=NOW)
    with pytest.raises(BadRequest):
        ask(patient=chart.patient, kind="amendment", text="  ", user=account, now=NOW)
    with pytest.raises(BadRequest):
        ask(patient=chart.patient, kind="anything", user=account, now=NOW)
    client = browser(account)
    assert client.post("/me/requests/", {"kind": "copy"}).status_code == 422
    client.post(f"/me/requests/{RecordRequest.objects.get().public_id}/withdraw/")
    assert RecordRequest.objects.get().state == "withdrawn"
    assert client.post("/me/requests/", {"kind": "copy"}).status_code == 302


def test_a_note_of_somebody_else_cannot_be_named_nor_a_request_touched(chart: Chart, account: User) -> None:
    other = make_patient(chart.world.clinic, user=make_user())
    note = chart.signed()
    stranger = browser(other.user)
    asking = {"kind": "amendment", "visit": note.public_id, "text": WORDS}
    assert stranger.post("/me/requests/", asking).status_code == 422
    ask(patient=chart.patient, kind="copy", user=account, now=NOW)
    public_id = RecordRequest.objects.get().public_id
    assert stranger.post(f"/me/requests/{public_id}/withdraw/").status_code == 404
    elsewhere = browser(make_user("owner", make_world().clinic))
    assert elsewhere.post(f"/dashboard/requests/{public_id}/copy/").status_code == 404
    assert RecordRequest.objects.get().state == "open"


def test_a_therapist_sees_what_is_to_be_put_right_of_their_own_patients_alone(
    chart: Chart, account: User
) -> None:
    ask(patient=chart.patient, kind="amendment", text=WORDS, user=account, now=NOW)
    ask(patient=chart.patient, kind="copy", user=account, now=NOW)
    other = make_therapist(chart.world.clinic, chart.world.service, chart.world.location)
    mine = browser(chart.user).get("/dashboard/requests/").content.decode()
    theirs = browser(other.user).get("/dashboard/requests/").content.decode()
    assert mine.count(chart.patient.full_name) == 1
    assert chart.patient.full_name not in theirs


def test_late_and_in_a_constant_number_of_queries(
    chart: Chart, account: User, django_assert_max_num_queries, clock: time_machine.Traveller
) -> None:
    ask(patient=chart.patient, kind="copy", user=account, now=NOW)
    clock.move_to(NOW + timedelta(days=31))
    owner = browser(make_user("owner", chart.world.clinic))
    assert "late since" in owner.get("/dashboard/requests/").content.decode()
    with django_assert_max_num_queries(30) as one:
        owner.get("/dashboard/requests/")
    for _ in range(20):
        ask(patient=make_patient(chart.world.clinic), kind="copy", user=account, now=NOW)
    with django_assert_max_num_queries(len(one)):
        owner.get("/dashboard/requests/")


def test_a_disclosure_is_final_logged_and_shown_to_the_patient(chart: Chart, account: User) -> None:
    owner = browser(make_user("owner", chart.world.clinic))
    path = f"/dashboard/patients/{chart.patient.public_id}/record/"
    said = {
        "on_date": "2027-06-01",
        "recipient": "Oak Insurance",
        "what": "Dates of visits",
        "why": "A claim",
    }
    assert owner.post(f"{path}disclosures/", said | {"on_date": "2027-06-08"}).status_code == 422
    assert owner.post(f"{path}disclosures/", said).status_code == 302
    made = Disclosure.objects.get()
    with pytest.raises(ProgrammingError), transaction.atomic():
        Disclosure.objects.filter(pk=made.pk).update(on_date=NOW.date())
    with pytest.raises(ProgrammingError), transaction.atomic():
        made.delete()
    page = browser(account).get("/me/record/").content.decode()
    assert "Oak Insurance" in page
    assert "wrote down what was given to somebody else" in page
    with connection.cursor() as cursor:
        cursor.execute("SELECT recipient::text FROM notes_disclosure")
        assert "Oak" not in cursor.fetchone()[0], "encrypted in the column"


def test_what_comes_by_letter_and_the_hold_are_written_down_by_the_owner(chart: Chart) -> None:
    owner = browser(make_user("owner", chart.world.clinic))
    path = f"/dashboard/patients/{chart.patient.public_id}/record/"
    assert owner.post(f"{path}requests/", {"kind": "erasure", "text": ""}).status_code == 302
    assert owner.post(f"{path}hold/", {"reason": "Letter of 1 June"}).status_code == 302
    page = owner.get(path).content.decode()
    assert "Letter of 1 June" in page
    assert "Erasure" in page
    assert owner.post(f"{path}lift/").status_code == 302
    assert "Letter of 1 June" not in owner.get(path).content.decode()


def test_every_word_of_the_log_is_a_sentence_for_the_patient(chart: Chart, account: User) -> None:
    for kind in KINDS:
        for verb in ("viewed", "edited", "denied", "erased", "kept", "exported"):
            AccessRecord.objects.create(
                clinic=chart.world.clinic,
                patient=chart.patient,
                user=chart.user,
                action=verb,
                object_kind=kind,
            )
    for verb, kind in SENTENCES:
        AccessRecord.objects.create(
            clinic=chart.world.clinic, patient=chart.patient, user=chart.user, action=verb, object_kind=kind
        )
    for line in access_lines(chart.patient):
        assert "_" not in line.what
        assert line.who == str(chart.user)
