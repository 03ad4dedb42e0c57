"""Downloads as people click them: an attachment, written down each time, nothing before its time, for nobody else."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from bookings.models import AccessRecord, User
from notes.plans.close import close_plan
from notes.soap.retract import retract_note
from tests.factories import NOW, make_user
from tests.notes.cast import FULL, PLANTED, Chart
from tests.notes.documents.neighbour import neighbour_of
from tests.notes.documents.reading import text_of

pytestmark = pytest.mark.django_db(transaction=True)
HELD_BACK = replace(FULL, summary_delay_hours=48, summary_delay_reason="Results first")


@pytest.fixture
def account(chart: Chart) -> User:
    user = make_user()
    chart.patient.user = user
    chart.patient.save()
    return user


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    user.last_login = NOW
    user.save()
    return client


def exported(user: User) -> list[tuple[str, str]]:
    rows = AccessRecord.objects.filter(user=user, action="exported").order_by("id")
    return list(rows.values_list("object_kind", "object_id"))


def test_a_therapist_takes_away_summary_plan_and_record(chart: Chart) -> None:
    plan, note = chart.active_plan(), chart.signed()
    client = browser(chart.user)
    paths = [
        reverse("papers:plan", args=[plan.public_id]),
        reverse("papers:summary", args=[note.public_id]),
        reverse("papers:record", args=[chart.patient.public_id]),
    ]
    for path in paths:
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"].startswith("attachment")
        assert "no-store" in answer["Cache-Control"]
        assert "sandbox" in answer["Content-Security-Policy"]
        assert "Ada Byron" in text_of(answer.content)
    client.get(paths[0])
    ids = [plan.public_id, note.public_id, chart.patient.public_id, plan.public_id]
    assert exported(chart.user) == list(zip(["plan", "note", "chart", "plan"], ids, strict=True))


@pytest.mark.parametrize("role", ["reception", "owner"])
def test_who_does_not_treat_takes_nothing(chart: Chart, role: str) -> None:
    plan, note = chart.active_plan(), chart.signed()
    client = browser(make_user(role, chart.world.clinic))
    for name, what in (
        ("plan", plan),
        ("discharge", plan),
        ("letter", plan),
        ("summary", note),
        ("record", chart.patient),
        ("documents", chart.patient),
    ):
        answer = client.get(reverse(f"papers:{name}", args=[what.public_id]))
        assert answer.status_code == 404, name
        assert PLANTED not in answer.content.decode()


def test_no_summary_of_a_draft_or_of_an_error(chart: Chart) -> None:
    client, note = browser(chart.user), chart.written()
    assert client.get(reverse("papers:summary", args=[note.public_id])).status_code == 404
    signed = chart.signed(visit=chart.another_visit(1))
    retract_note(note=signed, therapist=chart.therapist, reason="Wrong person", now=NOW)
    assert client.get(reverse("papers:summary", args=[signed.public_id])).status_code == 404


def test_a_patient_reads_summaries_once_they_are_released(chart: Chart, account: User, clock) -> None:
    open_one, later = chart.signed(), chart.signed(HELD_BACK, chart.another_visit(-1))
    client = browser(account)
    listed = client.get(reverse("own_papers:summaries")).content.decode()
    assert open_one.public_id in listed
    assert later.public_id not in listed
    page = client.get(reverse("own_papers:summary", args=[open_one.public_id])).content.decode()
    for said in ("Neck and shoulders, 60 minutes", "7 before, 4 after", "When to seek care"):
        assert said in page
    for unsaid in (PLANTED, FULL.objective, FULL.assessment, FULL.next_step):
        assert unsaid not in page
    held = [reverse(f"own_papers:{name}", args=[later.public_id]) for name in ("summary", "summary_pdf")]
    assert [client.get(path).status_code for path in held] == [404, 404]
    clock.shift(timedelta(hours=48))
    assert [browser(account).get(path).status_code for path in held] == [200, 200]
    assert exported(account) == [("summary", later.public_id)]


def test_a_patient_takes_plan_letter_and_record(chart: Chart, account: User) -> None:
    plan = chart.active_plan()
    client = browser(account)
    end = reverse("own_papers:discharge_pdf", args=[plan.public_id])
    assert "Look over the shoulder" in text_of(
        client.get(reverse("own_papers:plan_pdf", args=[plan.public_id])).content
    )
    assert client.get(end).status_code == 404
    exercise = plan.components.get(kind="exercise").public_id
    close_plan(
        plan=plan,
        therapist=chart.therapist,
        reason="plateau",
        text="Rest now.",
        maintenance=[exercise],
        now=NOW,
    )
    assert "Rest now." in text_of(client.get(end).content)
    assert "Ada Byron" in text_of(client.get(reverse("own_papers:record_pdf")).content)
    kinds = [kind for kind, _id in exported(account)]
    assert kinds == ["plan", "discharge", "record"]
    told = client.get("/me/record/").content.decode()
    assert "took a copy of the letter about the end of your plan" in told
    links = client.get(reverse("own_papers:documents")).content.decode()
    assert end in links


def test_the_record_wants_a_fresh_sign_in(chart: Chart, account: User, clock) -> None:
    client = browser(account)
    clock.shift(timedelta(minutes=31))
    assert client.get(reverse("own_papers:record_pdf")).status_code == 403
    assert exported(account) == []


def test_nothing_of_somebody_else_or_of_a_draft(chart: Chart, account: User) -> None:
    other = neighbour_of(chart)
    plan, note = other.active_plan(), other.signed()
    draft = chart.plan()
    client = browser(account)
    for name, what in (
        ("summary", note),
        ("summary_pdf", note),
        ("plan_pdf", plan),
        ("discharge_pdf", plan),
        ("plan_pdf", draft),
    ):
        assert client.get(reverse(f"own_papers:{name}", args=[what.public_id])).status_code == 404, name
    assert exported(account) == []


def test_the_list_of_summaries_asks_the_same_number_of_questions(
    chart: Chart, account: User, django_assert_num_queries
) -> None:
    client = browser(account)
    chart.signed()
    client.get(reverse("own_papers:summaries"))
    for days in (None, *range(1, 12)):
        if days:
            chart.signed(visit=chart.another_visit(days))
        if days in (None, 11):
            with django_assert_num_queries(7):
                client.get(reverse("own_papers:summaries"))
