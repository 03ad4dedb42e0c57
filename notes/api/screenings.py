"""Safety checks and the decisions about them, for the treating therapist; a patient reads and fills their own."""

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.pages import Pages
from bookings.api.views.base import StaffDoor
from bookings.audit import record_access
from bookings.idempotency import Once
from bookings.models import Appointment, Patient, User
from bookings.people.sign_in import patients_of
from notes import access
from notes.api.serializers import (
    ClearanceSerializer,
    NewClearanceSerializer,
    NewScreeningSerializer,
    OfPatientQuery,
    ScreeningSerializer,
)
from notes.documents.queries import letters_of
from notes.models import ClearanceDecision, Screening
from notes.screening.clear import ClearanceDetails, decide_clearance
from notes.screening.take import take_screening


class ClinicalDoor(StaffDoor):
    """What is the caller's own, or their patients'; everything else is not there, and the try is written down."""

    @property
    def user(self) -> User:
        assert isinstance(self.request.user, User)  # noqa: S101  (IsAuthenticated came first)
        return self.request.user

    def own_patients(self) -> QuerySet[Patient]:
        """Every record of the caller, and of those whom they answer for."""
        kept = patients_of(self.user).order_by().values("pk")
        return Patient.objects.of_people(kept).select_related("clinic")

    def patient_asked(self, public_id: str | None, action: str = access.VIEWED) -> tuple[Patient, bool]:
        """The patient, and whether they are the caller's own. Raises Http404."""
        own = self.own_patients()
        mine = own.filter(public_id=public_id).first() if public_id else own.first()
        if mine is not None:
            self.write_down(mine, action)
            return mine, True
        if not public_id:
            if self.acting is None:
                raise Http404
            raise serializers.ValidationError({"patient": [_("Say whose.")]})
        return self.seen(access.screenings_of, public_id, action).row, False

    def seen(
        self, find: Callable[..., access.Seen[Any]], public_id: str, action: str = access.VIEWED
    ) -> access.Seen[Any]:
        """What the therapist may see, in the clinic that the caller acts in. Raises Http404."""
        try:
            seen = find(self.user, public_id, self.now, action)
        except access.NotVisible as nothing:
            raise Http404 from nothing
        if self.acting is None or seen.row.clinic_id != self.acting.clinic.pk:
            raise Http404
        return seen

    def write_down(self, patient: Patient, action: str) -> None:
        record_access(
            clinic=patient.clinic, user=self.user, patient=patient, action=action,
            object_kind="screenings", object_id=patient.public_id, now=self.now,
        )  # fmt: skip

    def paged(self, rows: QuerySet[Any], shape: type[serializers.ModelSerializer[Any]]) -> Response:
        pages = Pages()
        page = pages.paginate_queryset(rows, self.request, view=self)
        return pages.get_paginated_response(shape(page, many=True).data)

    def own_once(self, render: Callable[[Any], dict[str, Any]]) -> Once | None:
        return self.once(f"user:{self.user.pk}", render, 201)


def screening_json(screening: Screening) -> dict[str, Any]:
    return dict(ScreeningSerializer(screening).data)


def clearance_json(decision: ClearanceDecision) -> dict[str, Any]:
    return dict(ClearanceSerializer(decision).data)


class ScreeningsView(ClinicalDoor):
    queries = {"get": OfPatientQuery}

    @extend_schema(
        parameters=[OfPatientQuery], responses=ScreeningSerializer(many=True), operation_id="screenings_list"
    )
    def get(self, request: Request) -> Response:
        """A patient's safety checks, the newest first."""
        patient, _mine = self.patient_asked(self.asked.get("patient"))
        rows = Screening.objects.filter(patient__in=patient.family_of_records())
        return self.paged(rows.select_related("patient", "appointment", "reviewed_by"), ScreeningSerializer)

    @extend_schema(
        request=NewScreeningSerializer, responses={201: ScreeningSerializer}, operation_id="screenings_create"
    )
    def post(self, request: Request) -> Response:
        """A full check, taken by the therapist with the patient or filled by the patient."""
        asked = self.read(NewScreeningSerializer)
        patient, is_mine = self.patient_asked(asked["patient"], access.EDITED)
        visit = None
        if public_id := asked.get("appointment"):
            visits = Appointment.objects.filter(patient__in=patient.family_of_records()).defer("reason")
            visit = visits.filter(public_id=public_id).first()
            if visit is None:
                raise serializers.ValidationError({"appointment": [_("There is no such id here.")]})
        source = Screening.Source.PORTAL if is_mine else Screening.Source.STAFF
        taken = take_screening(
            patient=patient, answers=asked["answers"], facts=asked["facts"], source=source, user=self.user,
            appointment=visit, now=self.now, once=self.own_once(screening_json),
        )  # fmt: skip
        return Response(screening_json(taken), status.HTTP_201_CREATED)


class ScreeningView(ClinicalDoor):
    @extend_schema(responses=ScreeningSerializer, operation_id="screenings_retrieve")
    def get(self, request: Request, id: str) -> Response:
        """One check with every answer."""
        rows = Screening.objects.filter(patient__in=self.own_patients().values("pk"), public_id=id)
        mine = rows.select_related("patient__clinic", "appointment", "reviewed_by").first()
        if mine is None:
            return Response(screening_json(self.seen(access.screening_for, id).row))
        self.write_down(mine.patient, access.VIEWED)
        return Response(screening_json(mine))


class ClearancesView(ClinicalDoor):
    queries = {"get": OfPatientQuery}

    @extend_schema(
        parameters=[OfPatientQuery], responses=ClearanceSerializer(many=True), operation_id="clearances_list"
    )
    def get(self, request: Request) -> Response:
        """What was decided about a patient's checks, the latest first."""
        patient, _mine = self.patient_asked(self.asked.get("patient"))
        rows = ClearanceDecision.objects.filter(patient__in=patient.family_of_records())
        related = rows.select_related("patient", "screening", "decided_by", "appointment", "letter")
        related = related.defer("letter__content")
        return self.paged(related, ClearanceSerializer)

    @extend_schema(
        request=NewClearanceSerializer, responses={201: ClearanceSerializer}, operation_id="clearances_create"
    )
    def post(self, request: Request) -> Response:
        """Decide that somebody may be treated again. Therapists only."""
        if self.acting is None:
            raise PermissionDenied
        asked = self.read(NewClearanceSerializer)
        seen = self.seen(access.screening_for, asked.pop("screening"), access.EDITED)
        if letter := asked.get("letter"):
            asked["letter"] = letters_of(seen.row.patient).get(letter)
            if asked["letter"] is None:
                raise serializers.ValidationError({"letter": [_("There is no such id here.")]})
        decision = decide_clearance(
            screening=seen.row, details=ClearanceDetails(**asked), therapist=seen.therapist, now=self.now,
            once=self.own_once(clearance_json),
        )  # fmt: skip
        return Response(clearance_json(decision), status.HTTP_201_CREATED)


class ClearanceView(ClinicalDoor):
    @extend_schema(responses=ClearanceSerializer, operation_id="clearances_retrieve")
    def get(self, request: Request, id: str) -> Response:
        rows = ClearanceDecision.objects.select_related("patient", "screening", "decided_by", "letter")
        decision = get_object_or_404(
            rows.select_related("appointment").defer("letter__content"), public_id=id
        )
        self.patient_asked(decision.patient.public_id)
        return Response(clearance_json(decision))
