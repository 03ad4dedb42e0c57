"""Papers as a reader's program reads them: what stands on them, in which language, and what never does."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import translation

from notes.documents.parts import Paper, as_data
from notes.documents.plan_papers import (
    Addressed,
    NoSuchPaper,
    discharge_paper,
    plan_paper,
    referral_paper,
)
from notes.documents.press import press
from notes.documents.record_paper import record_paper
from notes.documents.visit_summary import summary_paper
from notes.homecare.prescribe import prescribe, usual_dose
from notes.models import TreatmentPlan
from notes.outcomes.record import record_response
from notes.plans.close import close_plan
from tests.factories import NOW, make_patient
from tests.notes.cast import DETAILS, FULL, PLANTED, PROBLEM, TODAY, Chart
from tests.notes.documents.neighbour import neighbour_of
from tests.notes.documents.reading import objects_of, text_of

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOW + timedelta(days=25)
EVIL = '#evil() *x* _y_ $z$ @w <v> = "u" \\u{41} `raw` // note'
TO = Addressed("Dr. Jane Doe\n4 Hill Road", f"Dear Dr. Doe, {EVIL}")


def read(paper: Paper) -> str:
    """All of its words, as one line."""
    return " ".join(text_of(press(paper)).split())


def course(chart: Chart) -> TreatmentPlan:
    """A plan with visits, scores and an exercise."""
    plan = chart.active_plan()
    prescribe(
        plan=plan, therapist=chart.therapist, code="ex-01", dose=usual_dose("ex-01"), today=TODAY, now=NOW
    )
    chart.signed()
    for days, (before, after) in ((7, (6, 3)), (14, (4, 2))):
        chart.signed(replace(FULL, nrs_before=before, nrs_after=after), chart.another_visit(days))
    for code, answers in (("nrs", {"nrs": 3}), ("psfs", {"Looking back": 7})):
        at = NOW + timedelta(days=20)
        record_response(patient=chart.patient, code=code, answers=answers, user=chart.user, now=at)
    return plan


def ended(chart: Chart) -> TreatmentPlan:
    plan = course(chart)
    exercise = plan.components.get(kind="exercise").public_id
    return close_plan(
        plan=plan,
        therapist=chart.therapist,
        reason="goals_met",
        text="Turning the head is easy again.",
        maintenance=[exercise],
        now=LATER,
    )


PAPERS: list[Callable[[Chart], Paper]] = [
    lambda chart: summary_paper(chart.signed(), NOW),
    lambda chart: plan_paper(course(chart), LATER),
    lambda chart: discharge_paper(ended(chart), LATER),
    lambda chart: referral_paper(course(chart), TO, chart.therapist, LATER),
    lambda chart: (course(chart), record_paper(chart.patient, LATER))[1],
]


@pytest.mark.parametrize("make", PAPERS)
def test_every_paper_is_tagged_dated_and_of_this_clinic(chart: Chart, make: Callable[[Chart], Paper]) -> None:
    paper = make(chart)
    pdf, text = press(paper), read(paper)
    objects = b"\n".join(objects_of(pdf).values())
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert b"/Lang(en)" in objects
    assert b"/MarkInfo<</Marked true" in objects
    assert f'<rdf:li xml:lang="x-default">{paper.title}</rdf:li>'.encode() in pdf
    assert paper.made_on.strftime("%Y-%m-%d").encode() in pdf
    assert b"/MediaBox[0 0 612 792]" in objects, "US Letter, as the clinic is in the US"
    assert chart.world.clinic.name in text
    assert "Ada Byron" in text
    assert re.search(r"Page 1 of \d", text)
    pictures = [part for one in paper.sections for part in one.parts if hasattr(part, "alt")]
    assert all(picture.alt in text for picture in pictures)


def test_a_summary_says_what_the_patient_may_read_and_no_more(chart: Chart) -> None:
    chart.another_visit(4)
    findings = replace(FULL.findings, home_care="Heat at night", next_visit="In four days")
    text = read(summary_paper(chart.signed(replace(FULL, findings=findings)), NOW))
    for said in (
        "Neck and shoulders, 60 minutes",
        "neck, back left, top of shoulder left",
        "7 before, 4 after",
        chart.therapist.full_name,
        "Heat at night",
        "In four days",
        "June 11",
        "Call 911",
    ):
        assert said in text
    for unsaid in (PLANTED, FULL.objective, FULL.assessment, FULL.next_step):
        assert unsaid not in text


def test_a_plan_shows_goal_parts_exercises_and_the_chart_of_pain(chart: Chart) -> None:
    text = read(plan_paper(course(chart), LATER))
    for said in (
        "Look over the shoulder",
        "from 7 to 3",
        "2 times a week for 3 weeks, 60 minutes each",
        "Cat-cow: 8 times",
        "Come onto hands and knees",
        "a change counts from: 4.9",
        "start: 7",
        "goal: 3",
        "Everyday activities 4 7",
        "better by the measure",
    ):
        assert said in text
    assert FULL.subjective not in text


def test_a_draft_has_no_paper_and_a_plan_in_force_no_last_letter(chart: Chart) -> None:
    with pytest.raises(NoSuchPaper):
        plan_paper(chart.plan(), NOW)
    with pytest.raises(NoSuchPaper):
        discharge_paper(chart.active_plan(replace(DETAILS, problem=replace(PROBLEM, text="Knee"))), NOW)


def test_the_letter_at_the_end_says_what_came_of_it(chart: Chart) -> None:
    text = read(discharge_paper(ended(chart), LATER))
    for said in (
        "Turning the head is easy again.",
        "Goals met",
        "Cat-cow, ten rounds",
        "Everyday activities 4 7",
    ):
        assert said in text


def test_what_was_typed_stays_text(chart: Chart) -> None:
    problem = replace(PROBLEM, text=f"Neck {EVIL}")
    plan = chart.active_plan(replace(DETAILS, problem=problem))
    text = read(referral_paper(plan, TO, chart.therapist, NOW))
    assert f"Dear Dr. Doe, {EVIL}" in text
    assert f"Neck {EVIL}" in text


def test_signs_without_a_font_or_a_shape_do_not_stop_a_paper(chart: Chart) -> None:
    problem = replace(PROBLEM, text="Neck 中文 \U0001f600 \u202e end")
    text = read(plan_paper(chart.active_plan(replace(DETAILS, problem=problem)), NOW))
    assert "Neck" in text
    assert "What the plan is made of" in text


def test_a_patient_reads_their_own_language_and_a_physician_the_clinics(chart: Chart) -> None:
    chart.patient.language = "es"
    chart.patient.save()
    plan = course(chart)
    plan.patient.refresh_from_db()
    with translation.override("en"):
        mine = plan_paper(plan, LATER)
        theirs = referral_paper(plan, TO, chart.therapist, LATER)
    assert b"/Lang(es)" in b"\n".join(objects_of(press(mine)).values())
    assert "Su plan" in read(mine)
    assert "Your plan" not in read(mine)
    assert theirs.language == "en"
    assert "What was done" in read(theirs)


def test_other_countries_use_other_paper(chart: Chart) -> None:
    chart.world.clinic.country = "DE"
    chart.world.clinic.save()
    note = chart.signed()
    note.patient.clinic.refresh_from_db()
    assert b"/MediaBox[0 0 595.27" in b"\n".join(objects_of(press(summary_paper(note, NOW))).values())


def test_the_record_holds_notes_in_full_and_nobody_elses(chart: Chart) -> None:
    course(chart)
    record_response(
        patient=chart.patient,
        code="support",
        answers={"nights": 5},
        user=chart.user,
        now=NOW + timedelta(days=20),
    )
    other = neighbour_of(chart)
    other.signed(replace(FULL, subjective="Somebody elses words", assessment="Quite another one"))
    neighbour = make_patient(chart.world.clinic, first_name="Grace", last_name="Hopper")
    text = read(record_paper(chart.patient, LATER))
    for said in (
        FULL.subjective, FULL.objective, FULL.assessment, "Kneading", "Answers", "Your visits",
        "Nights with your supports",
    ):  # fmt: skip
        assert said in text
    for unsaid in ("Somebody elses words", "Lovelace", neighbour.last_name, "Hopper"):
        assert unsaid not in text


def test_the_record_leaves_drafts_out(chart: Chart) -> None:
    chart.written(replace(FULL, subjective="Only a draft so far"))
    assert "Only a draft so far" not in read(record_paper(chart.patient, NOW))


def test_a_letter_is_there_as_data_too(chart: Chart) -> None:
    data = as_data(plan_paper(course(chart), LATER))
    assert data["kind"] == "treatment_plan"
    codes = [section["code"] for section in data["sections"]]
    assert codes == ["goals", "parts", "exercises", "progress", "seek_care"]
    chart_of_pain = data["sections"][3]["parts"][0]
    assert chart_of_pain["type"] == "picture"
    assert (chart_of_pain["baseline"], chart_of_pain["smallest_change"], chart_of_pain["target"]) == (
        "7",
        "4.9",
        "3",
    )
    assert [one["value"] for one in chart_of_pain["ratings"] if one["aspect"] == "before"] == ["7", "6", "4"]
    assert "<svg" not in str(data)
