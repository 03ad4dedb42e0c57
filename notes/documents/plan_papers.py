"""A plan on paper: while it is followed, when it ends, and as a letter to a physician."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bookings.errors import DomainError
from bookings.models import Clinic, Therapist
from notes.documents.letterhead import in_language_of, in_language_of_clinic, letterhead_of, make_paper
from notes.documents.parts import Facts, Paper, Part, Section, Table, Words
from notes.documents.pictures import pain_picture, plain, score_pictures
from notes.documents.wording import day_of, exercises_of, goals_of, parts_of, when_to_seek_care
from notes.homecare.queries import home_care_of
from notes.models import TreatmentPlan
from notes.plans.queries import PlanSheet, plan_sheet
from notes.screening.restrictions import region_name


class NoSuchPaper(DomainError):
    """The plan is not there yet for this paper, or no longer."""

    code = "no_such_document"
    message = "Not found."


@dataclass(frozen=True, slots=True)
class Addressed:
    """Who a letter goes to, and why it is written, in the therapist's words."""

    to: str
    text: str


def plan_paper(plan: TreatmentPlan, now: datetime) -> Paper:
    """For the patient, in their language. Raises NoSuchPaper for a draft."""
    if plan.started_at is None:
        raise NoSuchPaper
    with in_language_of(plan.patient) as language:
        sheet, clinic = _sheet(plan, now), plan.patient.clinic
        about = [(_("Made with"), sheet.author), *_since(sheet, clinic)]
        if sheet.review_due_date and sheet.closed_at is None:
            about.append((_("Next look at it"), date_format(sheet.review_due_date)))
        return make_paper(
            kind="treatment_plan",
            title=_("Your plan"),
            patient=plan.patient,
            language=language,
            now=now,
            about=[(_("For"), sheet.problem), *about],
            sections=[
                Section(
                    "goals",
                    _("What you are working towards"),
                    (goals_of(sheet.goals),) if sheet.goals else (),
                ),
                Section("parts", _("What the plan is made of"), (parts_of(sheet.components),)),
                _exercises(plan, now),
                _progress(sheet, clinic),
                Section("seek_care", _("When to seek care"), (when_to_seek_care(clinic),)),
            ],
        )


def discharge_paper(plan: TreatmentPlan, now: datetime) -> Paper:
    """For the patient, when a plan has ended (clinical.md 2.5). Raises NoSuchPaper before."""
    if plan.status != TreatmentPlan.Status.COMPLETED or plan.closed_at is None:
        raise NoSuchPaper
    with in_language_of(plan.patient) as language:
        sheet, clinic = _sheet(plan, now), plan.patient.clinic
        goes_on = [part for part in sheet.components if part.is_maintenance]
        why = Words(sheet.no_maintenance_reason) if sheet.no_maintenance_reason else None
        rest: Sequence[Part] = [parts_of(goes_on)] if goes_on else [why] if why else []
        return make_paper(
            kind="discharge_letter",
            title=_("The end of your plan"),
            patient=plan.patient,
            language=language,
            now=now,
            about=[
                (_("For"), sheet.problem),
                *_since(sheet, clinic),
                (_("Ended"), f"{day_of(plan.closed_at, clinic.time_zone)}: {sheet.close_reason}"),
            ],
            sections=[
                Section("summary", "", (Words(sheet.close_text),) if sheet.close_text else ()),
                Section("results", _("What has changed"), tuple(results_of(sheet, clinic))),
                Section(
                    "goals", _("What you worked towards"), (goals_of(sheet.goals),) if sheet.goals else ()
                ),
                Section("keep_going", _("What to go on with"), tuple(rest)),
                _exercises(plan, now),
                Section("seek_care", _("When to seek care"), (when_to_seek_care(clinic),)),
            ],
            signed=[sheet.author, clinic.name],
        )


def referral_paper(plan: TreatmentPlan, addressed: Addressed, therapist: Therapist, now: datetime) -> Paper:
    """To a physician, in the clinic's language, with the charts of outcomes. Raises NoSuchPaper for a draft."""
    if plan.started_at is None:
        raise NoSuchPaper
    clinic = plan.patient.clinic
    with in_language_of_clinic(clinic) as language:
        sheet = _sheet(plan, now)
        return make_paper(
            kind="referral_letter",
            title=_("Letter about %(name)s") % {"name": plan.patient.full_name},
            patient=plan.patient,
            language=language,
            now=now,
            to=addressed.to,
            sections=[
                Section("letter", "", (Words(addressed.text),) if addressed.text.strip() else ()),
                Section("problem", _("What the patient came with"), (problem_of(sheet, clinic),)),
                Section("treatment", _("What was done"), (parts_of(sheet.components), _visits(sheet))),
                _progress(sheet, clinic),
                Section("goals", _("Goals"), (goals_of(sheet.goals),) if sheet.goals else ()),
                Section("limits", "", (Words(_no_diagnosis()),)),
            ],
            signed=[therapist.full_name, _("Massage therapist"), clinic.name],
        )


def _no_diagnosis() -> str:
    return _(
        "These are observations of massage therapy, not a medical diagnosis. Pain and activities were rated by the patient."
    )


def _sheet(plan: TreatmentPlan, now: datetime) -> PlanSheet:
    return plan_sheet(plan, today=plan.patient.clinic.date_at(now), now=now)


def _since(sheet: PlanSheet, clinic: Clinic) -> list[tuple[str, str]]:
    return [(_("Since"), day_of(sheet.started_at, clinic.time_zone))] if sheet.started_at else []


def problem_of(sheet: PlanSheet, clinic: Clinic) -> Facts:
    onset = date_format(sheet.onset_date) if sheet.onset_date else ""
    if onset and sheet.onset_precision != "day":
        onset = _("about %(day)s") % {"day": onset}
    rows = [
        (_("Problem"), "\n".join([sheet.problem, *sheet.about_problem])),
        (_("Areas"), ", ".join(region_name(one) for one in sheet.regions)),
        (_("Began"), onset),
        (_("In treatment since"), day_of(sheet.started_at, clinic.time_zone) if sheet.started_at else ""),
    ]
    return Facts(tuple(row for row in rows if row[1]))


def _visits(sheet: PlanSheet) -> Facts:
    done, planned = sheet.progress.done, sheet.progress.planned
    said = _("%(done)s of %(planned)s planned") % {"done": done, "planned": planned} if planned else str(done)
    return Facts(((_("Sessions"), said),))


def _progress(sheet: PlanSheet, clinic: Clinic) -> Section | None:
    return Section("progress", _("Pain and activities over time"), tuple(results_of(sheet, clinic)))


def results_of(sheet: PlanSheet, clinic: Clinic) -> list[Part]:
    """The chart of pain, and every measure with its first and last score and what the measure says of them."""
    accent = letterhead_of(clinic).accent
    parts: list[Part] = []
    if (pain := pain_picture(sheet, accent)) is not None:
        parts.append(pain)
    rows = [
        (
            line.name,
            plain(line.baseline),
            plain(line.latest.value),
            day_of(line.latest.at, clinic.time_zone),
            _verdict(line.latest.verdict),
        )
        for line in sheet.scores
        if line.code not in ("phq2", "night")
    ]
    if rows:
        head = (_("Measure"), _("At the start"), _("Last"), _("On"), _("Against the start"))
        parts.append(Table(head, tuple(rows)))
    return [*parts, *score_pictures(sheet, accent)]


def _verdict(verdict: str | None) -> str:
    if verdict is None:
        return ""
    words = {"better": _("better by the measure"), "worse": _("worse by the measure")}
    return words.get(verdict, _("no clear change"))


def _exercises(plan: TreatmentPlan, now: datetime) -> Section | None:
    today = plan.patient.clinic.date_at(now)
    lines = home_care_of(plan.patient, today, plan).live
    return Section("exercises", _("Exercises at home"), (exercises_of(lines),)) if lines else None


def opening_words(plan: TreatmentPlan, therapist: Therapist) -> str:
    """A beginning of a letter, to be changed, in the clinic's language."""
    with in_language_of_clinic(plan.patient.clinic):
        return _(
            "Dear colleague,\n\n%(patient)s has been coming to us for massage therapy. The problem, what was done and "
            "how pain and activities went are set out below.\n\nI would be grateful for your view. Please call us with "
            "any question.\n\nKind regards,\n%(therapist)s"
        ) % {"patient": plan.patient.full_name, "therapist": therapist.full_name}
