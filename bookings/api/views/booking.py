"""Hold, book, and what the link in a message opens: the patient's side, without an account."""

from dataclasses import replace
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.serializers.appointments import (
    BookingSerializer,
    CancelSerializer,
    HoldSerializer,
    ManagedSerializer,
    MoveSerializer,
    NewHoldSerializer,
    OwnAppointmentSerializer,
    hold_json,
)
from bookings.api.serializers.kept import kept
from bookings.api.views.base import PublicDoor, check_if_match, etag_of, is_conditional, tagged
from bookings.appointments.attend import confirm
from bookings.appointments.book import book
from bookings.appointments.cancel import cancel
from bookings.appointments.hold import hold, release
from bookings.appointments.policy import Actor
from bookings.appointments.queries import manage_view
from bookings.appointments.reschedule import reschedule
from bookings.idempotency import Once
from bookings.models import Appointment


def state_tag(appointment: Appointment) -> str:
    """Changes whenever the appointment does, whoever looks at it."""
    return etag_of(
        [
            appointment.public_id,
            appointment.revision,
            appointment.status,
            appointment.confirmed_at and appointment.confirmed_at.timestamp(),
        ]
    )


class HoldsView(PublicDoor):
    @extend_schema(request=NewHoldSerializer, responses={201: HoldSerializer}, operation_id="hold")
    def post(self, request: Request, slug: str) -> Response:
        """Reserve a time for some minutes. 409 `slot_taken` and `outside_policy` offer alternatives."""
        asked = self.read(NewHoldSerializer, clinic=self.clinic)
        held = hold(
            **asked, source=Appointment.Source.API, held_by=self.client.name,
            most_holds=self.client.most_holds, now=self.now, once=self.public_once(hold_json, 201),
        )  # fmt: skip
        return Response(hold_json(held), status.HTTP_201_CREATED)


class HoldView(PublicDoor):
    @extend_schema(responses={204: None}, operation_id="release")
    def delete(self, request: Request, token: str) -> Response:
        """Give a reserved time back. 204 also when it is gone already."""
        release(token=token, now=self.now)
        return Response(status=status.HTTP_204_NO_CONTENT)


class BookingsView(PublicDoor):
    @extend_schema(request=BookingSerializer, responses={201: OwnAppointmentSerializer}, operation_id="book")
    def post(self, request: Request, slug: str) -> Response:
        """Make a hold an appointment. 409 `hold_expired` offers alternatives.

        409 `screening_stop` (with `gate` and a `message` to show) if the answers forbid it: the time is given back.
        Without answers, what is on record of the patient decides, and they are asked before the visit.
        """
        asked = self.read(BookingSerializer, now=self.now, clinic=self.clinic)
        consent, screening, patient = asked["consent"], asked["screening"], asked["patient"]
        booked = book(
            token=asked["hold"],
            clinic=self.clinic,
            patient=patient,
            screening=screening and replace(screening, born=patient.birth_date),
            reason=asked["reason"] or "",
            consent_version=consent["version"] if consent else "",
            consented=bool(consent),
            now=self.now,
            once=self.public_once(own_json, 201),
        )
        return tagged(own_json(booked), state_tag(booked), 201)


def own_json(appointment: Appointment) -> dict[str, Any]:
    return dict(kept(OwnAppointmentSerializer).to_representation(appointment))


class ManageDoor(PublicDoor):
    """The token in the path is the key: whoever has it is the patient."""

    def fetch(self) -> Appointment:
        appointment = manage_view(self.kwargs["token"])
        if appointment is None or appointment.patient_id is None:
            raise Http404
        return appointment

    def fetch_to_change(self) -> Appointment:
        """412 for a stale If-Match, unless the same request made it stale: that gets its answer again."""
        appointment = self.fetch()
        if once := self.link_once(appointment):
            once.recall()
        check_if_match(self.request, state_tag(appointment))
        return appointment

    def link_once(self, appointment: Appointment) -> Once | None:
        return self.once(f"link:{appointment.public_id}", self.render, 200)

    def render(self, appointment: Appointment) -> dict[str, Any]:
        return dict(kept(ManagedSerializer, now=self.now).to_representation(appointment))

    def changed(self, appointment: Appointment) -> Response:
        return tagged(self.render(appointment), state_tag(appointment))

    def how(self, appointment: Appointment) -> dict[str, Any]:
        """What every change of an appointment is told beside what it is to do."""
        return {
            "appointment": appointment,
            "expected_revision": appointment.revision if is_conditional(self.request) else None,
            "actor": Actor.patient(),
            "now": self.now,
            "once": self.link_once(appointment),
        }


class ManageView(ManageDoor):
    @extend_schema(responses=ManagedSerializer, operation_id="manage")
    def get(self, request: Request, token: str) -> Response:
        """The present state. Looking changes nothing."""
        return self.changed(self.fetch())


class ManageConfirmView(ManageDoor):
    @extend_schema(request=None, responses=ManagedSerializer, operation_id="manage_confirm")
    def post(self, request: Request, token: str) -> Response:
        appointment = self.fetch_to_change()
        once = self.link_once(appointment)
        return self.changed(confirm(appointment=appointment, actor=Actor.patient(), now=self.now, once=once))


class ManageCancelView(ManageDoor):
    @extend_schema(request=CancelSerializer, responses=ManagedSerializer, operation_id="manage_cancel")
    def post(self, request: Request, token: str) -> Response:
        appointment = self.fetch_to_change()
        return self.changed(cancel(**self.read(CancelSerializer), **self.how(appointment)))


class ManageRescheduleView(ManageDoor):
    @extend_schema(request=MoveSerializer, responses=ManagedSerializer, operation_id="manage_reschedule")
    def post(self, request: Request, token: str) -> Response:
        appointment = self.fetch_to_change()
        asked = self.read(MoveSerializer, clinic=appointment.clinic)
        return self.changed(reschedule(**asked, **self.how(appointment)))
