"""Every clinical page and every kind of person: who gets in, what is written down, and that nothing changes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from bookings.models import AccessRecord, Membership, Therapist, User
from notes import access
from notes.dashboard.urls import urlpatterns
from notes.models import CareAlert, SoapNote, TreatmentPlan
from tests.factories import NOW, World, make_appointment, make_patient, make_therapist, make_user, make_world
from tests.notes.cast import PLANTED, Chart

# name, whose id it takes, methods that it answers
ROUTES = [
    ("patient_panel", "patient", ["get"]),
    ("patient_timeline", "patient", ["get"]),
    ("plan_new", "patient", ["get", "post"]),
    ("appointment_panel", "visit", ["get"]),
    ("before_panel", "visit", ["get"]),
    ("note_open", "visit", ["post"]),
    ("plan", "plan", ["get"]),
    ("plan_edit", "draft_plan", ["get", "post"]),
    ("plan_activate", "draft_plan", ["post"]),
    ("plan_close", "plan", ["get", "post"]),
    ("plan_revoke", "plan", ["post"]),
    ("plan_hold", "plan", ["post"]),
    ("plan_resume", "plan", ["post"]),
    ("plan_review", "plan", ["get", "post"]),
    ("plan_versions", "plan", ["get"]),
    ("plan_measures", "plan", ["post"]),
    ("plan_ask", "plan", ["post"]),
    ("alert_seen", "alert", ["post"]),
    ("plan_pain", "plan", ["post"]),
    ("note", "signed", ["get"]),
    ("note", "draft", ["get"]),
    ("note_save", "draft", ["post"]),
    ("note_sign", "draft", ["post"]),
    ("note_plan", "draft", ["post"]),
    ("note_measures", "draft", ["post"]),
    ("note_addendum", "signed", ["post"]),
    ("note_retract", "signed", ["post"]),
    ("note", "awaiting", ["get"]),
    ("note_cosign", "awaiting", ["post"]),
    ("note_send_back", "awaiting", ["post"]),
    ("note_take_back", "awaiting", ["post"]),
    ("working_note", "signed", ["get", "post"]),
    ("consents", "patient", ["get", "post"]),
    ("consent_withdraw", "consent", ["post"]),
]
KNOCKS = [(name, what, method) for name, what, methods in ROUTES for method in methods]
# About no patient, or only about those whom the one who looks treats.
WITHOUT_A_PATIENT = {"dose", "today_panel", "unsigned", "supervision", "care_needs", "needs_count"}
WITHOUT_A_PATIENT |= {"report_plans", "report_outcomes"}


@pytest.fixture
def ids(chart: Chart) -> dict[str, str]:
    plan = chart.active_plan()
    signed = chart.signed(visit=chart.another_visit(-3))
    return {
        "awaiting": chart.awaiting(chart.another_visit(-4)).public_id,
        "consent": chart.agreed().public_id,
        "patient": chart.patient.public_id,
        "visit": chart.another_visit(5).public_id,
        "plan": plan.public_id,
        "alert": CareAlert.objects.create(
            clinic=plan.clinic, patient=plan.patient, plan=plan, kind="review_due", raised_at=NOW
        ).public_id,
        "draft_plan": chart.plan().public_id,
        "signed": signed.public_id,
        "draft": chart.written().public_id,
    }


def _reception(chart: Chart) -> User:
    return make_user("reception", chart.world.clinic)


def _owner(chart: Chart) -> User:
    return make_user("owner", chart.world.clinic)


def _colleague(chart: Chart) -> User:
    other = make_therapist(chart.world.clinic, chart.world.service, chart.world.location)
    make_appointment(chart.world, NOW + timedelta(days=40), therapist=other)
    return other.user


def _cancelled_on(chart: Chart) -> User:
    other = make_therapist(chart.world.clinic, chart.world.service, chart.world.location)
    chart.another_visit(41, therapist=other, status="cancelled")
    return other.user


def _left(chart: Chart) -> User:
    """Treated the patient once, works here no more."""
    other = make_therapist(chart.world.clinic, chart.world.service, chart.world.location)
    chart.another_visit(-20, therapist=other, status="fulfilled")
    Membership.objects.filter(user=other.user).update(role="reception")
    return other.user


def _elsewhere(chart: Chart) -> User:
    return make_world().therapist.user


def _patient(chart: Chart) -> User:
    user = make_user()
    type(chart.patient).objects.filter(pk=chart.patient.pk).update(user=user)
    return user


STRANGERS = [_reception, _owner, _colleague, _cancelled_on, _left, _elsewhere, _patient]


def _everything() -> dict[str, list[object]]:
    """All rows but those that a look itself writes."""
    found = {}
    for model in [*apps.get_app_config("notes").get_models(), *apps.get_app_config("bookings").get_models()]:
        if model is not AccessRecord and model is not User:
            found[model.__name__] = sorted(map(str, model._base_manager.values_list()))
    return found


def _knock(user: User | None, name: str, public_id: str, method: str):
    client = Client()
    if user is not None:
        client.force_login(user)
    return getattr(client, method)(reverse(f"notes:{name}", args=[public_id]))


def test_every_route_is_in_the_table() -> None:
    assert {name for name, _what, _methods in ROUTES} | WITHOUT_A_PATIENT == {p.name for p in urlpatterns}


@pytest.mark.parametrize("make_stranger", STRANGERS)
def test_who_does_not_treat_the_patient_is_told_there_is_nothing(
    chart: Chart, ids: dict[str, str], make_stranger: Callable[[Chart], User]
) -> None:
    stranger = make_stranger(chart)
    before = _everything()
    lines_before = AccessRecord.objects.count()
    for name, what, method in KNOCKS:
        answer = _knock(stranger, name, ids[what], method)
        assert answer.status_code == 404, (name, what, method)
        assert PLANTED not in answer.content.decode()
    assert _everything() == before
    written = AccessRecord.objects.filter(user=stranger)
    assert set(written.values_list("action", flat=True)) <= {"denied"}
    works_here = Membership.objects.filter(user=stranger, clinic=chart.world.clinic).exists()
    assert written.count() == (len(KNOCKS) if works_here else 0)
    assert AccessRecord.objects.count() == lines_before + written.count()


def test_who_is_not_signed_in_is_sent_to_sign_in(chart: Chart, ids: dict[str, str]) -> None:
    before = _everything()
    for name, what, method in KNOCKS:
        answer = _knock(None, name, ids[what], method)
        assert answer.status_code == 302, (name, what, method)
        assert answer["Location"].startswith("/accounts/login/")
    assert _everything() == before


@pytest.mark.parametrize(("name", "what", "method"), KNOCKS)
def test_an_id_that_never_was_is_nothing_to_anybody(chart: Chart, name: str, what: str, method: str) -> None:
    assert _knock(chart.user, name, "zzzzzzzzzzzzzzzz", method).status_code == 404


@pytest.mark.parametrize(("name", "what", "method"), [k for k in KNOCKS if k[2] == "get"])
def test_the_treating_therapist_sees_it_and_the_look_is_written_down(
    chart: Chart, ids: dict[str, str], name: str, what: str, method: str
) -> None:
    answer = _knock(chart.user, name, ids[what], method)
    assert answer.status_code == 200
    line = AccessRecord.objects.filter(user=chart.user).latest("id")
    assert (line.patient, line.object_id) == (chart.patient, ids[what])
    assert line.action in ("viewed", "edited")
    assert PLANTED not in f"{line.reason}{line.object_kind}{line.object_id}"


def test_another_therapist_who_treats_the_patient_sees_signed_notes_but_no_draft(
    chart: Chart, ids: dict[str, str]
) -> None:
    other = make_therapist(chart.world.clinic, chart.world.service, chart.world.location)
    chart.another_visit(8, therapist=other)
    assert _knock(other.user, "note", ids["signed"], "get").status_code == 200
    assert _knock(other.user, "plan", ids["plan"], "get").status_code == 200
    assert _knock(other.user, "note", ids["draft"], "get").status_code == 404
    assert _knock(other.user, "note_save", ids["draft"], "post").status_code == 404


def test_the_author_of_a_plan_sees_it_without_a_visit(chart: Chart) -> None:
    author = make_therapist(chart.world.clinic, chart.world.service, chart.world.location)
    plan = chart.plan(author=author)
    assert access.plan_for(author.user, plan.public_id, NOW).therapist == author


def test_a_therapist_who_is_no_longer_active_sees_nothing(chart: Chart) -> None:
    Therapist.objects.filter(pk=chart.therapist.pk).update(is_active=False)
    with pytest.raises(access.NotVisible):
        access.patient_for(chart.user, chart.patient.public_id, NOW)


def test_saving_every_few_seconds_writes_one_line_in_a_quarter_of_an_hour(chart: Chart) -> None:
    note = chart.draft()
    for minutes in (0, 1, 14, 16, 17):
        access.note_for(chart.user, note.public_id, NOW + timedelta(minutes=minutes), access.EDITED)
    lines = AccessRecord.objects.filter(object_id=note.public_id, action="edited")
    assert lines.count() == 2


def test_neither_rows_of_another_patient_nor_of_another_clinic_are_mixed_in(
    world: World, chart: Chart
) -> None:
    chart.active_plan()
    neighbour = make_patient(world.clinic)
    make_appointment(world, NOW + timedelta(days=9), patient=neighbour)
    page = _knock(chart.user, "patient_panel", neighbour.public_id, "get")
    assert page.status_code == 200
    assert PLANTED not in page.content.decode()
    assert TreatmentPlan.objects.count() == 1
    assert not SoapNote.objects.exists()
