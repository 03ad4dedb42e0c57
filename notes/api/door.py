"""What the doors about plans share: whose rows, refusals that list what is missing, changes with If-Match."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from bookings.api.acting import THERAPIST
from bookings.api.pages import Pages
from bookings.api.problems import MEDIA_TYPE, problem
from bookings.audit import record_access
from bookings.idempotency import Once
from bookings.models import Patient
from bookings.wording import wall
from notes import access
from notes.api.screenings import ClinicalDoor
from notes.models import TreatmentPlan
from notes.plans.activate import NotReady
from notes.plans.details import BadPlan
from notes.plans.review import ReviewIncomplete

PLAN_STATUSES_OF_PATIENTS = (*TreatmentPlan.LIVE, TreatmentPlan.Status.COMPLETED)


class PlanDoor(ClinicalDoor):
    """The treating therapist reads and writes; patients read what was in force of their own."""

    def handle_exception(self, error: Exception) -> Response:
        if isinstance(error, BadPlan):
            error = serializers.ValidationError(_nested(error.errors))
        elif isinstance(error, ReviewIncomplete):
            error = serializers.ValidationError(
                {name: [str(sentence)] for name, sentence in error.details["errors"].items()}
            )
        elif isinstance(error, NotReady):
            missing = [{"code": m.code, "detail": str(m.sentence)} for m in error.details["missing"]]
            body = problem(409, error.code, error.message, missing=missing)
            return Response(body, 409, content_type=MEDIA_TYPE)
        return super().handle_exception(error)

    @property
    def is_patient(self) -> bool:
        return self.acting is None

    def patients(self) -> QuerySet[Patient]:
        """Whose rows a list may hold. Raises PermissionDenied for staff who do not treat."""
        if self.acting is None:
            return self.own_patients()
        if not self.acting.is_any(THERAPIST):
            raise PermissionDenied
        return access.treated_by(self.user, self.acting.clinic)

    def listed(self, rows: QuerySet[Any], kind: str, patient_of: Callable[[Any], Patient]) -> list[Any]:
        """One page of rows, with a line in the log for each patient on it."""
        self.pages = Pages()
        page = list(self.pages.paginate_queryset(rows, self.request, view=self) or ())
        for patient in {patient_of(row).pk: patient_of(row) for row in page}.values():
            self.note_look(patient, "listed", kind, patient.public_id)
        return page

    def note_look(self, patient: Patient, action: str, kind: str, object_id: str) -> None:
        record_access(
            clinic=patient.clinic, user=self.user, patient=patient, action=action,
            object_kind=kind, object_id=object_id, now=self.now,
        )  # fmt: skip

    def fetch(
        self, find: Callable[..., access.Seen[Any]], public_id: str, action: str = access.VIEWED
    ) -> access.Seen[Any]:
        """What the therapist may see, in the clinic that the caller acts in. Raises Http404."""
        seen = self.seen(find, public_id, action)
        if self.acting is None or seen.row.clinic_id != self.acting.clinic.pk:
            raise Http404
        return seen

    def fetch_plan(self, public_id: str, action: str = access.VIEWED) -> TreatmentPlan:
        """A plan to look at: the therapist's, or one of the patient's own that was in force."""
        if not self.is_patient:
            plan: TreatmentPlan = self.fetch(access.plan_for, public_id, action).row
            return plan
        rows = TreatmentPlan.objects.select_related("clinic", "patient__clinic", "problem", "author")
        own = rows.filter(patient__in=self.own_patients(), status__in=PLAN_STATUSES_OF_PATIENTS)
        found = own.filter(public_id=public_id).first()
        if found is None:
            raise Http404
        self.note_look(found.patient, action, "plan", found.public_id)
        return found

    def today(self, row: Any) -> date:
        return wall(self.now, row.clinic.time_zone).date()

    def own_once_for(self, render: Callable[[Any], dict[str, Any]], status: int = 201) -> Once | None:
        return self.once(f"user:{self.user.pk}", render, status)


def _nested(errors: Any) -> dict[str, Any]:
    """goals-0-target becomes {"goals": {"0": {"target": [...]}}}, told as goals.0.target."""
    found: dict[str, Any] = {}
    for name, sentence in errors.items():
        rows, _dash, rest = name.partition("-")
        number, _dash, field = rest.partition("-")
        if rows in ("goals", "components") and field:
            found.setdefault(rows, {}).setdefault(number, {})[field] = [str(sentence)]
        else:
            found[name] = [str(sentence)]
    return found
