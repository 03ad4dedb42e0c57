"""Co-signing, what is unsigned, supervision, reminders and consents, as their pages show and take them."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bookings.models import Appointment, Membership, Therapist
from notes.models import Consent, SoapNote, Supervision, WorkingNote
from tests.factories import NOW, make_therapist, make_user
from tests.notes.cast import FULL, PLANTED, Chart
from tests.notes.dashboard.test_note_pages import TYPED

AS_JSON = {"Accept": "application/json"}


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def url(name: str, row: object = None) -> str:
    return reverse(f"notes:{name}", args=[row.public_id] if row else [])


@pytest.fixture
def author(chart: Chart) -> Client:
    return client_of(chart.user)


@pytest.fixture
def supervisor(chart: Chart) -> Therapist:
    other = chart.supervised()
    assert other.user
    other.user.set_password("correct horse")
    other.user.save()
    return other


def test_from_the_authors_signature_to_the_supervisors(
    chart: Chart, author: Client, supervisor: Therapist
) -> None:
    note = chart.draft()
    signed = author.post(url("note_sign", note), {**TYPED, "version": 1}, follow=True)
    page = signed.content.decode()
    assert "once your supervisor has co-signed it" in page
    assert "Take it back" in page
    assert "data-save-url" not in page
    theirs = client_of(supervisor.user)
    waiting = theirs.get(url("unsigned")).content.decode()
    assert url("note", note) in waiting
    read = theirs.get(url("note", note)).content.decode()
    assert FULL.assessment in read
    assert "Take it back" not in read
    done = theirs.post(url("note_cosign", note), follow=True)
    assert "Everything is signed" in done.content.decode()
    note = SoapNote.objects.get()
    assert (note.status, note.cosigned_by, note.confirmed_with) == ("signed", supervisor, "recent")
    assert f"Co-signed by {supervisor.full_name}" in author.get(url("note", note)).content.decode()


def test_sent_back_the_author_reads_the_remark_above_the_draft(
    chart: Chart, author: Client, supervisor: Therapist
) -> None:
    note = chart.signed()
    theirs = client_of(supervisor.user)
    assert theirs.post(url("note_send_back", note), {"text": " "}).status_code == 422
    assert theirs.post(url("note_send_back", note), {"text": "Which side?"}).status_code == 302
    page = author.get(url("note", note)).content.decode()
    assert "Which side?" in page
    assert "data-save-url" in page
    reading = theirs.get(url("note", note)).content.decode()
    assert "Its author is still writing" in reading
    assert url("note_cosign", note) not in reading
    assert theirs.post(url("note_save", note), {**TYPED, "version": note.version}).status_code == 404


def test_a_supervisor_who_signed_in_long_ago_gives_the_password_and_not_too_often(
    chart: Chart, supervisor: Therapist, settings
) -> None:
    settings.AUTO_LOCK_MINUTES = 0
    note = chart.signed()
    theirs = client_of(supervisor.user)
    with time_machine.travel(NOW + timedelta(minutes=241), tick=False):
        assert 'name="password"' in theirs.get(url("note", note)).content.decode()
        for wrong in ("", "wrong", "wrong", "wrong", "wrong", "wrong"):
            refused = theirs.post(url("note_cosign", note), {"password": wrong})
            assert refused.status_code == 422
        held = theirs.post(url("note_cosign", note), {"password": "correct horse"})
        assert held.status_code == 422
        assert "wait five minutes" in held.content.decode()
        assert SoapNote.objects.get().is_awaiting
    with time_machine.travel(NOW + timedelta(minutes=247), tick=False):
        assert theirs.post(url("note_cosign", note), {"password": "correct horse"}).status_code == 302
    assert SoapNote.objects.get().is_signed


def test_wrong_passwords_of_one_do_not_hold_up_another(chart: Chart, supervisor: Therapist, settings) -> None:
    settings.AUTO_LOCK_MINUTES = 0
    chart.user.set_password("battery staple")
    chart.user.save()
    note, author = chart.draft(), client_of(chart.user)
    with time_machine.travel(NOW + timedelta(minutes=241), tick=False):
        for version in range(1, 8):
            refused = author.post(
                url("note_sign", note), {**TYPED, "version": min(version, 2), "password": "wrong"}
            )
        assert "wait five minutes" in refused.content.decode()
        assert SoapNote.objects.get().assessment == FULL.assessment, "the words are kept all the same"
        other = chart.signed(visit=chart.another_visit(2))
        theirs = client_of(supervisor.user)
        assert theirs.post(url("note_cosign", other), {"password": "correct horse"}).status_code == 302


def test_the_owner_says_who_cosigns(chart: Chart) -> None:
    other = make_therapist(chart.world.clinic, chart.world.service, chart.world.location)
    owner = client_of(make_user("owner", chart.world.clinic))
    page = owner.get(url("supervision")).content.decode()
    assert page.count("<form") >= 2
    sent = {"therapist": chart.therapist.public_id, "supervisor": other.public_id}
    assert owner.post(url("supervision"), sent).status_code == 302
    row = Supervision.objects.get()
    assert (row.therapist, row.supervisor, row.clinic) == (chart.therapist, other, chart.world.clinic)
    turned = {"therapist": other.public_id, "supervisor": chart.therapist.public_id}
    assert (
        "not supervised by this one" in owner.post(url("supervision"), turned, follow=True).content.decode()
    )
    assert owner.post(url("supervision"), {**sent, "supervisor": ""}).status_code == 302
    assert not Supervision.objects.exists()
    assert owner.post(url("supervision"), {**sent, "supervisor": "zzzz"}).status_code == 404
    assert client_of(chart.user).post(url("supervision"), sent).status_code == 404


def test_each_sees_what_they_owe_and_the_owner_what_all_do(chart: Chart) -> None:
    chart.written()
    Appointment.objects.filter(pk=chart.visit.pk).update(status="fulfilled")
    other = make_therapist(chart.world.clinic, chart.world.service, chart.world.location)
    people = [chart.user, make_user("owner", chart.world.clinic), make_user("reception", chart.world.clinic)]
    with time_machine.travel(chart.visit.ends_at + timedelta(hours=25), tick=False):
        author, owner, reception = map(client_of, people)
        own = author.get(url("unsigned")).content.decode()
        assert "Ada Byron" in own
        assert "More than a day" in own
        assert "Ada Byron" not in client_of(other.user).get(url("unsigned")).content.decode()
        everybody = owner.get(url("unsigned")).content.decode()
        assert chart.therapist.full_name in everybody
        assert PLANTED not in everybody
        assert reception.get(url("unsigned")).status_code == 404
        panel = author.get(url("today_panel"), {"day": chart.visit.starts_at.date().isoformat()})
        assert "0 of 1 signed" in panel.content.decode()
        assert "1 note open for more than a day" in panel.content.decode()
        assert "data-signing" in owner.get(url("today_panel")).content.decode()
        assert "data-signing" not in reception.get(url("today_panel")).content.decode()
        assert author.get(url("today_panel"), {"day": "9999-12-31"}).status_code == 200
    with time_machine.travel(chart.visit.ends_at + timedelta(hours=72), tick=False):
        assert "Overdue" in client_of(chart.user).get(url("unsigned")).content.decode()


def test_reminders_are_ones_own_and_save_themselves(chart: Chart, author: Client) -> None:
    note = chart.signed()
    page = author.get(url("working_note", note)).content.decode()
    assert "Reminders only, no clinical facts" in page
    sent = {"text": "Second towel", "version": "0", "editor": "a", "editor_step": "1"}
    saved = author.post(url("working_note", note), sent, headers=AS_JSON)
    assert (saved.status_code, saved.json()["version"]) == (200, 1)
    stale = {**sent, "text": "Warm the room", "editor": "b"}
    assert author.post(url("working_note", note), stale, headers=AS_JSON).status_code == 409
    both = author.post(url("working_note", note), stale)
    assert both.status_code == 409
    assert "Second towel" in both.content.decode()
    assert "Warm the room" in both.content.decode()
    assert WorkingNote.objects.get().text == "Second towel"
    other = make_therapist(chart.world.clinic, chart.world.service, chart.world.location)
    chart.another_visit(8, therapist=other)
    assert "Second towel" not in client_of(other.user).get(url("working_note", note)).content.decode()
    assert "Second towel" not in author.get(url("note", note)).content.decode()


def test_consent_is_put_on_file_and_withdrawn(chart: Chart, author: Client) -> None:
    page = url("consents", chart.patient)
    spoken = author.post(page, {"kind": "sensitive", "method": "spoken"})
    assert spoken.status_code == 422
    assert author.post(page, {"kind": "sensitive", "method": "written"}).status_code == 302
    kept = Consent.objects.get()
    assert "sensitive areas" in author.get(page).content.decode()
    assert author.post(url("consent_withdraw", kept)).status_code == 302
    kept.refresh_from_db()
    assert kept.withdrawn_at == NOW
    assert "Withdrawn" in author.get(page).content.decode()


def test_the_page_of_a_note_says_what_is_missing_for_sensitive_areas(chart: Chart, author: Client) -> None:
    note = chart.draft()
    sent = {**TYPED, "version": 1, "techniques-0-region": "glu-l", "sensitive_consent": "on"}
    refused = author.post(url("note_sign", note), sent)
    assert refused.status_code == 422
    assert "none is on file" in refused.content.decode()
    assert url("consents", chart.patient) in refused.content.decode()
    chart.agreed()
    assert author.post(url("note_sign", note), {**sent, "version": 2}).status_code == 302


def test_deep_work_on_a_first_visit_is_allowed_in_words(chart: Chart, author: Client) -> None:
    type(chart.world.service).objects.filter(pk=chart.world.service.pk).update(modality="mod-deep")
    note = chart.draft()
    assert "please say why you allow it" in author.get(url("note", note)).content.decode()
    sent = {**TYPED, "version": 1, "pain_checks": "3 4 4 4 3 3", "soreness_advice": "on"}
    assert author.post(url("note_sign", note), sent).status_code == 422
    allowed = {**sent, "version": 2, "override_reason": "Had it elsewhere for years"}
    assert author.post(url("note_sign", note), allowed).status_code == 302
    assert Membership.objects.filter(user=chart.user).exists()


@pytest.mark.parametrize("missing", ["heat_skin_before", "heat_skin_after", "heat_sensation"])
def test_heat_asks_for_skin_before_and_after_and_for_sensation(
    chart: Chart, author: Client, missing: str
) -> None:
    note = chart.draft()
    ticks = dict.fromkeys(("heat_skin_before", "heat_skin_after", "heat_sensation"), "on")
    warm = {**TYPED, **ticks, "version": 1, "techniques-2-technique": "warm_towel"}
    without = {name: value for name, value in warm.items() if name != missing}
    assert author.post(url("note_sign", note), without).status_code == 422
    assert author.post(url("note_sign", note), {**warm, "version": 2}).status_code == 302
