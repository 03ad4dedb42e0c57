"""A therapist with a patient, a visit and a plan: what most tests of notes begin with."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from bookings.models import Appointment, Patient, Therapist, User
from notes.models import (
    ClearanceDecision,
    Consent,
    Contraindication,
    PlanComponent,
    Screening,
    SoapNote,
    TreatmentPlan,
)
from notes.outcomes.record import record_response
from notes.plans.activate import activate_plan
from notes.plans.consent import keep_consent, record_consent
from notes.plans.create import create_plan
from notes.plans.details import ComponentDetails, GoalDetails, PlanDetails, ProblemDetails
from notes.screening.cautions import CautionDetails, add_caution
from notes.screening.clear import ClearanceDetails, decide_clearance
from notes.screening.history import Result
from notes.screening.items import BY_CODE
from notes.screening.record import judge, store
from notes.soap.draft import NoteContent, open_note, save_draft
from notes.soap.findings import Area, Findings, Technique
from notes.soap.sign import sign_note
from notes.soap.supervision import set_supervisor
from tests.factories import NOW, World, make_appointment, make_patient, make_therapist

TODAY = NOW.date()
Kind = PlanComponent.Kind
# Nothing else in the suite says these, so a raw column, a log or a page that holds one has leaked.
PLANTED = "quokkaspasm"
CLEAR = dict.fromkeys(BY_CODE, "no")

PROBLEM = ProblemDetails(f"Stiff neck {PLANTED}", ("nkp-l",), date(2027, 1, 10))
GOAL = GoalDetails("Look over the shoulder", "nrs", Decimal(7), Decimal(3), date(2027, 7, 30))
MASSAGE = ComponentDetails(Kind.MASSAGE, freq_per_week=2, minutes=60, weeks=3)
EXERCISE = ComponentDetails(Kind.EXERCISE, "Cat-cow, ten rounds in the morning")
DETAILS = PlanDetails(PROBLEM, (GOAL,), (MASSAGE, EXERCISE))
# Sixty minutes: the booked length of the visit.
WORKED = Findings(
    areas=(Area("nkp-l", "stiff"),),
    techniques=(Technique("kneading", "nkp-l", 2, 40), Technique("effleurage", "trp-l", 2, 20)),
)
FULL = NoteContent(
    subjective=f"Slept badly. {PLANTED}",
    objective="Left trapezius firm",
    assessment="Eased during the session",
    next_step="Heat tonight, next visit on Friday",
    nrs_before=7,
    nrs_after=4,
    health_status_confirmed=True,
    consent_today=True,
    patient_summary="Neck and shoulders, 60 minutes",
    findings=WORKED,
)


@dataclass
class Chart:
    """`visit` is on the day of NOW, an hour after it."""

    world: World
    patient: Patient
    visit: Appointment

    @property
    def therapist(self) -> Therapist:
        return self.world.therapist

    @property
    def user(self) -> User:
        assert self.therapist.user is not None
        return self.therapist.user

    def plan(self, details: PlanDetails = DETAILS, **given: Any) -> TreatmentPlan:
        """A draft."""
        return create_plan(
            **{
                "patient": self.patient,
                "author": self.therapist,
                "details": details,
                "today": TODAY,
                "now": NOW,
                **given,
            }
        )

    def baseline(self, pain: int = 7, function: int = 4, at: datetime = NOW) -> None:
        """What has to be measured before a plan comes into force."""
        for code, answers in (("nrs", {"nrs": pain}), ("psfs", {"Looking back": function})):
            record_response(patient=self.patient, code=code, answers=answers, user=self.user, now=at)
        self.on_file(at)

    def on_file(self, at: datetime = NOW) -> None:
        """A safety check that found nothing, unless there is one, and consent on paper."""
        if not Screening.objects.filter(patient=self.patient).exists():
            Screening.objects.create(
                clinic=self.patient.clinic,
                patient=self.patient,
                source="staff",
                question_set="cast",
                answers='{"answers": {}}',
                result=Result((), 5, frozenset(), frozenset(), 0).as_json(),
                tier=0,
                answered_at=at,
                valid_until_date=at.date() + timedelta(days=180),
            )
        keep_consent(self.patient, self.user, "written", at)

    def active_plan(self, details: PlanDetails = DETAILS) -> TreatmentPlan:
        self.baseline()
        return activate_plan(plan=self.plan(details), therapist=self.therapist, today=TODAY, now=NOW)

    def draft(self, visit: Appointment | None = None) -> SoapNote:
        return open_note(appointment=visit or self.visit, therapist=self.therapist, now=NOW)

    def written(self, content: NoteContent = FULL, visit: Appointment | None = None) -> SoapNote:
        note = self.draft(visit)
        return save_draft(note=note, content=content, expected_version=note.version, now=NOW)

    def signed(self, content: NoteContent = FULL, visit: Appointment | None = None) -> SoapNote:
        note = self.written(content, visit)
        return sign_note(note=note, therapist=self.therapist, expected_version=note.version, now=NOW)

    def supervised(self) -> Therapist:
        """From now on another therapist, who does not treat the patient, co-signs."""
        world = self.world
        other = make_therapist(world.clinic, world.service, world.location)
        set_supervisor(therapist=self.therapist, supervisor=other, user=self.user, now=NOW)
        return other

    def awaiting(self, visit: Appointment | None = None) -> SoapNote:
        """Signed under supervision, which ends with it."""
        note = self.written(visit=visit)
        self.supervised()
        note = sign_note(note=note, therapist=self.therapist, expected_version=note.version, now=NOW)
        set_supervisor(therapist=self.therapist, supervisor=None, user=self.user, now=NOW)
        return note

    def agreed(self, kind: str = "sensitive", method: str = "written", at: datetime = NOW) -> Consent:
        """On file."""
        return record_consent(patient=self.patient, user=self.user, kind=kind, method=method, now=at)

    def screened(self, visit: Appointment | None = None, now: datetime = NOW, **answers: Any) -> Screening:
        """A full check, everything else answered no."""
        zone = ZoneInfo(self.world.clinic.time_zone)
        judged = judge(patient=self.patient, answers={**CLEAR, **answers}, facts={}, now=now, zone=zone)
        return store(
            judged,
            patient=self.patient,
            source="staff",
            now=now,
            zone=zone,
            appointment=visit,
            user=self.user,
        )

    def cleared(self, screening: Screening, days: int = 90) -> ClearanceDecision:
        """A physician has looked at it."""
        details = ClearanceDetails("physician_seen", "Checked", TODAY + timedelta(days=days))
        return decide_clearance(screening=screening, details=details, therapist=self.therapist, now=NOW)

    def caution(self, **given: Any) -> Contraindication:
        """Entered by the therapist."""
        details = CautionDetails(
            **{"kind": "local", "note": "Old scar", "from_date": TODAY, "regions": ["knp-l"], **given}
        )
        return add_caution(patient=self.patient, details=details, therapist=self.therapist, now=NOW)

    def another_visit(self, days: int, **values: Any) -> Appointment:
        """A visit of the same patient, some days after the first."""
        starts_at = self.visit.starts_at + timedelta(days=days)
        return make_appointment(self.world, starts_at, patient=self.patient, **values)


def make_chart(world: World) -> Chart:
    patient = make_patient(world.clinic, first_name="Ada", last_name="Byron")
    visit = make_appointment(world, NOW + timedelta(hours=1), patient=patient)
    return Chart(world, patient, visit)
