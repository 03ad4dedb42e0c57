"""What the doors about plans share: whose rows, refusals that list what is missing, changes with If-Match."""

from collections.abc import Callable
from datetime import date
from operator import attrgetter
from typing import Any

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from bookings.api.acting import THERAPIST
from bookings.api.pages import Pages
from bookings.api.problems import MEDIA_TYPE, problem
from bookings.api.views.base import etag_of, tagged
from bookings.audit import record_access
from bookings.idempotency import Once
from bookings.models import Patient
from notes import access
from notes.api.screenings import ClinicalDoor
from notes.models import TreatmentPlan
from notes.plans.activate import NotReady
from notes.plans.details import BadPlan
from notes.plans.review import ReviewIncomplete


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

    def rows_asked(self, rows: QuerySet[Any], **paths: str) -> QuerySet[Any]:
        """Those that the query names, by its parameters; each is at the path of its name."""
        for name, path in {"patient": "patient__public_id", **paths}.items():
            if name in self.asked:
                rows = rows.filter(**{path: self.asked[name]})
        return rows

    def listed(
        self,
        rows: QuerySet[Any],
        kind: str,
        tell: Callable[[list[Any]], Any],
        patient_of: Callable[[Any], Patient] = attrgetter("patient"),
    ) -> Response:
        """One page of rows, with a line in the log for each patient on it."""
        pages = Pages()
        page = list(pages.paginate_queryset(rows, self.request, view=self) or ())
        for patient in {patient_of(row).pk: patient_of(row) for row in page}.values():
            self.note_look(patient, "listed", kind, patient.public_id)
        return pages.get_paginated_response(tell(page))

    def tagged(self, body: dict[str, Any], status: int = 200) -> Response:
        """With the tag that a change of it is to name."""
        return tagged(body, etag_of(body), status)

    def note_look(self, patient: Patient, action: str, kind: str, object_id: str) -> None:
        record_access(
            clinic=patient.clinic, user=self.user, patient=patient, action=action,
            object_kind=kind, object_id=object_id, now=self.now,
        )  # fmt: skip

    def fetch_plan(self, public_id: str, action: str = access.VIEWED) -> TreatmentPlan:
        """A plan to look at: the therapist's, or one of the patient's own that was in force."""
        if not self.is_patient:
            plan: TreatmentPlan = self.seen(access.plan_for, public_id, action).row
            return plan
        rows = TreatmentPlan.objects.select_related("clinic", "patient__clinic", "problem", "author")
        own = rows.filter(patient__in=self.own_patients(), status__in=TreatmentPlan.SHOWN)
        found = get_object_or_404(own, public_id=public_id)
        self.note_look(found.patient, action, "plan", found.public_id)
        return found

    def today(self, row: Any) -> date:
        return row.clinic.date_at(self.now)

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
