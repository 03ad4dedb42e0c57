"""The plan builder and the page of a plan, as a browser without JavaScript meets them."""

import json
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from notes.models import MeasureResponse, TreatmentPlan
from tests.factories import NOW
from tests.notes.cast import PLANTED, Chart

TYPED = {
    "problem": f"Stiff neck {PLANTED}",
    "onset_date": "2027-01-10",
    "onset_precision": "month",
    "regions": ["nkp-l", "nkp-r"],
    "goal": ["0"],
    "goals-0-text": "Look over the shoulder",
    "goals-0-measure": "nrs",
    "goals-0-baseline": "7",
    "goals-0-target": "3",
    "goals-0-due_date": "2027-08-01",
    "component": ["0", "4"],
    "components-0-kind": "massage",
    "components-0-freq_per_week": "2",
    "components-0-minutes": "60",
    "components-0-weeks": "3",
    "components-4-kind": "exercise",
    "components-4-text": "Cat-cow",
    "review_due_date": "",
    "no_massage_reason": "",
    "single_component_reason": "",
    "average": "7",
    "activity": "Reversing the car",
    "function": "4",
    "consent": "on",
}


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def therapist(chart: Chart) -> Client:
    chart.on_file()
    client = Client()
    client.force_login(chart.user)
    return client


def _url(name: str, row) -> str:
    return reverse(f"notes:{name}", args=[row.public_id])


def _values(html: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="\w+" name="([\w-]+)" value="([^"]*)"', html))


def test_a_plan_is_built_put_in_force_and_closed(chart: Chart, therapist: Client) -> None:
    blank = therapist.get(_url("plan_new", chart.patient)).content.decode()
    assert 'name="components-0-freq_per_week"' in blank
    saved = therapist.post(_url("plan_new", chart.patient), TYPED)
    plan = TreatmentPlan.objects.get()
    assert saved["Location"] == _url("plan", plan)
    assert plan.problem.regions == ["nkp-l", "nkp-r"]
    draft = therapist.get(_url("plan", plan)).content.decode()
    assert _url("plan_activate", plan) in draft
    assert "since about January 2027" in draft

    therapist.post(_url("plan_activate", plan))
    plan.refresh_from_db()
    assert plan.status == "active"
    page = therapist.get(_url("plan", plan)).content.decode()
    assert "of 6 sessions" in page
    assert "2 × a week × 3 weeks × 60 min = 6 sessions" in page

    refused = therapist.post(_url("plan_close", plan), {"reason": "", "text": "kept words"})
    assert refused.status_code == 422
    assert "kept words" in refused.content.decode()
    assert "Please say why the plan ends." in refused.content.decode()
    unsure = therapist.post(_url("plan_close", plan), {"reason": "goals_met", "text": ""}).content.decode()
    assert "Choose the exercises to go on with" in unsure
    chosen = {
        "reason": "goals_met",
        "text": "",
        "maintenance": [plan.components.get(kind="exercise").public_id],
    }
    therapist.post(_url("plan_close", plan), chosen)
    plan.refresh_from_db()
    assert plan.status == "completed"


def test_rows_come_and_go_without_judging_or_losing_what_was_typed(chart: Chart, therapist: Client) -> None:
    half = {**TYPED, "goals-0-target": "nonsense", "components-4-text": ""}
    more = therapist.post(_url("plan_new", chart.patient), {**half, "add": "heat"})
    assert more.status_code == 200
    html = more.content.decode()
    assert 'name="components-5-text"' in html
    assert 'value="nonsense"' in html
    assert "field-error" not in html
    less = therapist.post(_url("plan_new", chart.patient), {**half, "drop": "component-4"}).content.decode()
    assert 'name="components-4-text"' not in less
    assert 'name="components-0-weeks"' in less
    assert 'value="nkp-r" checked' in less
    assert not TreatmentPlan.objects.exists()


def test_mistakes_stand_beside_their_fields_and_everything_typed_stays(
    chart: Chart, therapist: Client
) -> None:
    wrong = {
        **TYPED,
        "goals-0-target": "7",
        "components-0-weeks": "99",
        "problem": "",
    }
    answer = therapist.post(_url("plan_new", chart.patient), wrong)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="id_problem_error"' in html
    assert 'value="99"' in html
    right = therapist.post(_url("plan_new", chart.patient), {**wrong, "problem": "Neck"})
    html = right.content.decode()
    for name in ("goals-0-target", "components-0-weeks"):
        assert f'id="id_{name}_error"' in html, name
    assert not TreatmentPlan.objects.exists()


@pytest.mark.parametrize(
    "hostile",
    [
        {"component": ["0", "x", "99999", "1"], "components-1-kind": "reiki"},
        {"regions": ["nope"]},
        {"components-0-option": "zzzz"},
        {"onset_date": "2027-02-30", "onset_precision": "century"},
        {"problem": "nul\x00byte"},
        {"goals-0-baseline": "1e400"},
    ],
)
def test_a_form_that_no_browser_sends_is_refused_politely(
    chart: Chart, therapist: Client, hostile: dict[str, object]
) -> None:
    assert therapist.post(_url("plan_new", chart.patient), {**TYPED, **hostile}).status_code == 422
    assert not TreatmentPlan.objects.exists()


def test_a_draft_is_changed_in_the_builder_and_a_stale_one_is_not(chart: Chart, therapist: Client) -> None:
    plan = chart.plan()
    shown = _values(therapist.get(_url("plan_edit", plan)).content.decode())
    assert (shown["components-0-weeks"], shown["revision"]) == ("3", "1")
    therapist.post(_url("plan_edit", plan), {**TYPED, "problem": "Other words", "revision": "1"})
    plan.refresh_from_db()
    assert (plan.problem.text, plan.revision) == ("Other words", 2)
    stale = therapist.post(_url("plan_edit", plan), {**TYPED, "problem": "Late words", "revision": "1"})
    assert stale.status_code == 422
    assert "changed in the meantime" in stale.content.decode()
    assert "Late words" in stale.content.decode()
    plan.problem.refresh_from_db()
    assert plan.problem.text == "Other words"


def test_a_plan_in_force_gets_its_next_version_and_the_difference_is_told(
    chart: Chart, therapist: Client
) -> None:
    plan = chart.active_plan()
    shown = _values(therapist.get(_url("plan_edit", plan)).content.decode())
    assert shown["components-0-id"] == plan.components.get(kind="massage").public_id
    keep = {name: shown[name] for name in ("goals-0-id", "components-0-id", "components-1-id", "revision")}
    typed = {
        **TYPED,
        "component": ["0", "1"],
        "components-1-kind": "exercise",
        "components-1-text": "Cat-cow",
    }
    typed |= {"components-0-freq_per_week": "3", "change_reason": "Tolerates more", **keep}
    answer = therapist.post(_url("plan_edit", plan), typed)
    assert answer["Location"] == _url("plan", plan)
    plan.refresh_from_db()
    assert (plan.version, plan.revision) == (2, 3)
    page = therapist.get(_url("plan_versions", plan)).content.decode()
    assert "<del>2 × a week × 3 weeks × 60 min</del>" in page
    assert "<ins>3 × a week × 3 weeks × 60 min</ins>" in page
    assert "Tolerates more" in page


def test_a_template_fills_the_builder_and_one_button_puts_it_in_force(
    chart: Chart, therapist: Client
) -> None:
    page = therapist.get(_url("plan_new", chart.patient), {"template": "chronic_neck"}).content.decode()
    shown = _values(page)
    assert [shown[f"components-0-{name}"] for name in ("freq_per_week", "minutes", "weeks")] == [
        "2",
        "60",
        "4",
    ]
    assert "[T1]" in page
    short = {**TYPED, "goals-0-baseline": "", "then": "begin"}
    lacking = therapist.post(_url("plan_new", chart.patient), {**short, "average": ""})
    assert lacking.status_code == 422
    assert "average pain of the last seven days is missing" in lacking.content.decode()
    assert not TreatmentPlan.objects.exists()
    assert not MeasureResponse.objects.exists()
    begun = therapist.post(_url("plan_new", chart.patient), short)
    plan = TreatmentPlan.objects.get()
    assert plan.status == "active"
    assert begun["Location"].startswith(reverse("dashboard:series_new"))
    assert f"plan={plan.public_id}" in begun["Location"]
    assert PLANTED not in begun["Location"]
    assert plan.goals.get().baseline == 7


def test_a_goal_does_not_aim_at_worse(chart: Chart, therapist: Client) -> None:
    answer = therapist.post(_url("plan_new", chart.patient), {**TYPED, "goals-0-target": "9"})
    assert answer.status_code == 422
    assert "This would be worse than now, as the measure counts." in answer.content.decode()
    assert not TreatmentPlan.objects.exists()


@pytest.mark.parametrize(
    ("kind", "typed", "text", "facts"),
    [
        ("external_therapy", {"code": "acupuncture", "state": "booked"}, "Acupuncture", {"state": "booked"}),
        (
            "lifestyle",
            {"code": "walking", "target": "20 minutes"},
            "Minutes of walking a day",
            {"target": "20 minutes"},
        ),
        ("exercise", {"code": "ex-01", "reps": "8"}, "Cat-cow", {"reps": 8}),
        ("heat", {"text": "Warm pack", "heat_minutes": "20"}, "Warm pack", {"minutes": 20}),
    ],
)
def test_a_component_says_what_its_kind_asks(
    chart: Chart, therapist: Client, kind: str, typed: dict[str, str], text: str, facts: dict[str, object]
) -> None:
    rows = {f"components-4-{name}": value for name, value in {"text": "", **typed, "kind": kind}.items()}
    therapist.post(_url("plan_new", chart.patient), {**TYPED, **rows})
    part = TreatmentPlan.objects.get().components.get(kind=kind)
    assert (part.text, json.loads(part.facts)) == (text, facts)
    page = therapist.get(_url("plan", TreatmentPlan.objects.get())).content.decode()
    assert ("Listed in guidelines" in page) is (kind == "external_therapy")


def test_heat_is_left_out_where_something_speaks_against_it(chart: Chart, therapist: Client) -> None:
    rows = {"components-4-kind": "heat", "components-4-text": "Warm pack", "components-4-stops": ["fever"]}
    answer = therapist.post(_url("plan_new", chart.patient), {**TYPED, **rows})
    assert answer.status_code == 422
    assert "Heat is not offered" in answer.content.decode()


def test_an_incomplete_draft_says_what_it_lacks_and_cannot_be_put_in_force(
    chart: Chart, therapist: Client
) -> None:
    therapist.post(_url("plan_new", chart.patient), {**TYPED, "component": ["0"]})
    plan = TreatmentPlan.objects.get()
    page = therapist.get(_url("plan", plan)).content.decode()
    assert "Add something besides massage" in page
    assert _url("plan_activate", plan) not in page
    therapist.post(_url("plan_activate", plan))
    plan.refresh_from_db()
    assert plan.status == "draft"


def test_the_average_of_the_week_joins_the_chart(chart: Chart, therapist: Client) -> None:
    plan = chart.active_plan()
    assert therapist.post(_url("plan_pain", plan), {"average": "11"}).status_code == 422
    assert not plan.measures.exists()
    therapist.post(_url("plan_pain", plan), {"average": "6"})
    assert plan.measures.get().value == 6
    assert 'class="average"' in therapist.get(_url("plan", plan)).content.decode()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("freq_per_week=3&minutes=60&weeks=4", "<strong>12 sessions</strong>, 720 minutes"),
        ("freq_per_week=1&minutes=30&weeks=1", "<strong>1 session</strong>, 30 minutes"),
        ("freq_per_week=0&minutes=60&weeks=4", "add up here"),
        ("freq_per_week=x", "add up here"),
    ],
)
def test_a_dose_is_told_in_words_while_it_is_typed(therapist: Client, query: str, said: str) -> None:
    assert said in therapist.get(f"{reverse('notes:dose')}?{query}").content.decode()


@pytest.mark.parametrize("sessions", [1, 30])
def test_the_page_of_a_plan_asks_the_same_queries_for_any_number_of_sessions(
    chart: Chart, therapist: Client, sessions: int, django_assert_num_queries
) -> None:
    plan = chart.active_plan()
    for day in range(sessions):
        chart.signed(visit=chart.another_visit(-day - 1))
    therapist.get(_url("plan", plan))
    # session, user, memberships, therapist; plan, who treats, one line of the log; eleven of the sheet and its
    # course; goals, activities and packs for what may be asked; exercises and readiness; dates sent
    with django_assert_num_queries(25):
        page = therapist.get(_url("plan", plan))
    assert page.content.decode().count('class="before"') == sessions


def test_the_chart_draws_every_rating_and_the_goal(chart: Chart, therapist: Client) -> None:
    plan = chart.active_plan()
    for day in (1, 4):
        chart.signed(visit=chart.another_visit(-day))
    page = therapist.get(_url("plan", plan)).content.decode()
    assert page.count('class="before"') == page.count('class="after"') == 2
    assert page.count('class="drop"') == 2
    assert 'class="target"' in page
    assert "style=" not in page.partition("</head>")[2]


def test_panels_are_fragments_for_htmx_and_pages_by_themselves(chart: Chart, therapist: Client) -> None:
    chart.active_plan()
    chart.written()
    for name, row in (("patient_panel", chart.patient), ("appointment_panel", chart.visit)):
        fragment = therapist.get(_url(name, row), headers={"HX-Request": "true"}).content.decode()
        page = therapist.get(_url(name, row)).content.decode()
        assert "<html" not in fragment
        assert "<html" in page
        assert "0 of 6 sessions" in fragment
    assert "Go on writing" in therapist.get(_url("appointment_panel", chart.visit)).content.decode()


def test_a_patient_without_a_plan_is_offered_one(chart: Chart, therapist: Client) -> None:
    page = therapist.get(_url("patient_panel", chart.patient)).content.decode()
    assert _url("plan_new", chart.patient) in page


def test_rows_that_were_left_blank_say_nothing(chart: Chart, therapist: Client) -> None:
    blank = {
        "goal": ["0", "1", "2"],
        "component": ["0", "4", "5"],
        "components-4-text": " ",
        "components-5-kind": "heat",
    }
    blank |= {
        "components-5-text": "Warm pack",
        "goals-1-text": "",
        "goals-2-text": "Walk",
        "goals-2-target": "11",
    }
    answer = therapist.post(_url("plan_new", chart.patient), {**TYPED, **blank})
    assert 'id="id_goals-2-target_error"' in answer.content.decode(), "the row keeps its own name"
    therapist.post(_url("plan_new", chart.patient), {**TYPED, **blank, "goals-2-target": "5"})
    plan = TreatmentPlan.objects.get()
    assert [goal.text for goal in plan.goals.all()] == ["Look over the shoulder", "Walk"]
    assert [part.kind for part in plan.components.all()] == ["massage", "heat"]
