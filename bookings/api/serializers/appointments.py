"""Appointments as JSON, and what is said to hold, book, move and cancel them."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bookings.api.pages import PageQuery
from bookings.api.serializers.fields import (
    BirthDateField,
    CalendarDateField,
    IdField,
    IdOf,
    InstantField,
    ReferenceField,
)
from bookings.api.serializers.slots import local
from bookings.appointments.cancel import PATIENT_REASONS, STAFF_REASONS
from bookings.appointments.gate import Given
from bookings.appointments.patient import PatientDetails, record_fitting
from bookings.appointments.policy import change_rules
from bookings.models import Appointment, Location, Patient, Room, ServiceOption, Therapist
from bookings.models.appointments import CancelReason

LONGEST_REASON = 2000
MOST_ANSWERS = 200
OPTIONS = ServiceOption.objects.filter(is_active=True).select_related("service", "clinic__policy")


class LocalInstantField(serializers.DateTimeField):
    """An instant with the offset of the appointment's location at that time."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(read_only=True, **kwargs)

    def get_attribute(self, instance: Any) -> Any:
        instant = super().get_attribute(instance)
        return instant and instant.astimezone(ZoneInfo(instance.time_zone))

    def to_representation(self, value: dt.datetime) -> str:
        return value.isoformat()


class PlainAppointmentSerializer(serializers.ModelSerializer[Appointment]):
    """What everybody is told who may see it."""

    id = serializers.CharField(source="public_id", read_only=True)
    option, therapist, location, room = IdOf(), IdOf(), IdOf(), IdOf()
    patient = IdOf(allow_null=True)
    starts_at, ends_at = LocalInstantField(), LocalInstantField()
    series = IdOf(allow_null=True)
    cancellation_reason = serializers.CharField(read_only=True)
    cancelled_at, confirmed_at = LocalInstantField(allow_null=True), LocalInstantField(allow_null=True)

    class Meta:
        model = Appointment
        fields = [
            "id",
            "option",
            "therapist",
            "location",
            "room",
            "patient",
            "starts_at",
            "ends_at",
            "time_zone",
            "status",
            "revision",
            "source",
            "series",
            "cancelled_at",
            "cancellation_reason",
            "confirmed_at",
        ]
        read_only_fields = fields


class OwnAppointmentSerializer(PlainAppointmentSerializer):
    """What the patient is told; `manage_url` is as secret as the appointment.

    `patient` is the record that the details fit, also where the visit was set apart from it: that is for staff to know.
    """

    patient: Any = serializers.SerializerMethodField()
    manage_url = serializers.SerializerMethodField()

    class Meta(PlainAppointmentSerializer.Meta):
        fields = [*PlainAppointmentSerializer.Meta.fields, "manage_url"]
        read_only_fields = fields

    def get_patient(self, appointment: Appointment) -> str | None:
        return record_fitting(appointment)

    def get_manage_url(self, appointment: Appointment) -> str:
        return f"{settings.BASE_URL}{reverse('portal:manage', args=[appointment.token])}"


class AppointmentSerializer(PlainAppointmentSerializer):
    """What staff are told: without the link, with which they would act as the patient."""

    class Meta(PlainAppointmentSerializer.Meta):
        fields = [*PlainAppointmentSerializer.Meta.fields, "override_reason", "is_late_cancel"]
        read_only_fields = fields


class ManagedSerializer(OwnAppointmentSerializer):
    """Behind the link of a message: the appointment, the names that go with it, what may still be done.

    Links are passed on, so what is treated is not named.
    """

    minutes = serializers.IntegerField(read_only=True)
    therapist_name = serializers.CharField(source="therapist.full_name", read_only=True)
    location_name = serializers.CharField(source="location.name", read_only=True)
    location_address = serializers.CharField(source="location.address", read_only=True)
    cancel_notice_hours = serializers.IntegerField(read_only=True)
    can_confirm = serializers.SerializerMethodField()
    can_cancel = serializers.SerializerMethodField()
    can_reschedule = serializers.SerializerMethodField()

    class Meta(OwnAppointmentSerializer.Meta):
        fields = [
            *OwnAppointmentSerializer.Meta.fields,
            "minutes",
            "price",
            "currency",
            "therapist_name",
            "location_name",
            "location_address",
            "cancel_notice_hours",
            "can_confirm",
            "can_cancel",
            "can_reschedule",
        ]
        read_only_fields = fields

    def get_can_confirm(self, appointment: Appointment) -> bool:
        return change_rules(appointment, self.context["now"]).can_confirm

    def get_can_cancel(self, appointment: Appointment) -> bool:
        return change_rules(appointment, self.context["now"]).can_cancel

    def get_can_reschedule(self, appointment: Appointment) -> bool:
        return change_rules(appointment, self.context["now"]).can_move


class HoldSerializer(serializers.Serializer[Appointment]):
    token = serializers.CharField()
    expires_at = serializers.DateTimeField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    therapist = serializers.CharField()
    location = serializers.CharField()


def hold_json(held: Appointment) -> dict[str, Any]:
    zone = ZoneInfo(held.time_zone)
    return {
        "token": held.token,
        "expires_at": held.hold_expires_at and local(held.hold_expires_at, zone),
        "starts_at": local(held.starts_at, zone),
        "ends_at": local(held.ends_at, zone),
        "therapist": held.therapist.public_id,
        "location": held.location.public_id,
    }


class MoveSerializer(serializers.Serializer[Any]):
    """Context: `clinic`."""

    starts_at = InstantField()
    therapist = ReferenceField(queryset=Therapist.objects.filter(is_active=True), required=False)
    location = ReferenceField(queryset=Location.objects.filter(is_active=True), required=False)


class NewHoldSerializer(MoveSerializer):
    option = ReferenceField(queryset=OPTIONS.filter(service__is_active=True))


class PersonSerializer(serializers.Serializer[Any]):
    first_name = serializers.CharField(max_length=80)
    last_name = serializers.CharField(max_length=80)
    email = serializers.EmailField(max_length=254)
    phone = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")
    birth_date = BirthDateField(required=False, allow_null=True, default=None)


class ScreeningSerializer(serializers.Serializer[Any]):
    """The whole safety check by its item codes, or the five short questions of somebody whose last one counts still.

    `facts` beside it are optional: regions to be treated, onset_date, injections and the like.
    """

    answers = serializers.DictField(child=serializers.JSONField(allow_null=True))
    facts = serializers.DictField(child=serializers.JSONField(allow_null=True), required=False)

    def validate_answers(self, answers: dict[str, Any]) -> dict[str, Any]:
        if len(answers) > MOST_ANSWERS:
            raise serializers.ValidationError(_("There are not that many questions."), code="too_many")
        return answers

    def to_internal_value(self, data: Any) -> Given:
        read = super().to_internal_value(data)
        return Given(answers=read["answers"], facts=read.get("facts") or {}, source="api")


class ConsentSerializer(serializers.Serializer[Any]):
    version = serializers.CharField(max_length=40)
    accepted = serializers.BooleanField()

    def validate_accepted(self, accepted: bool) -> bool:
        if not accepted:
            raise serializers.ValidationError(_("Booking needs this consent."), code="not_accepted")
        return accepted


class BookingSerializer(serializers.Serializer[Any]):
    """Context: `now`."""

    hold = serializers.CharField(max_length=100)
    patient = PersonSerializer()
    reason = serializers.CharField(
        max_length=LONGEST_REASON, required=False, allow_blank=True, allow_null=True, default=""
    )
    screening = ScreeningSerializer(required=False, allow_null=True, default=None)
    consent = ConsentSerializer(required=False, allow_null=True, default=None)

    def validate_patient(self, patient: dict[str, Any]) -> PatientDetails:
        return PatientDetails(**patient)


class StaffMoveSerializer(MoveSerializer):
    override_reason = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class CancelSerializer(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(
        choices=[(one.value, one.label) for one in PATIENT_REASONS], default=CancelReason.OTHER.value
    )


class StaffCancelSerializer(serializers.Serializer[Any]):
    reason = serializers.ChoiceField(
        choices=[(one.value, one.label) for one in STAFF_REASONS], default=CancelReason.CLINIC.value
    )


class PatientsInSight(ReferenceField):
    """A patient whom the caller may see."""

    def get_queryset(self) -> Any:
        return super().get_queryset().visible_to(self.context["request"].user)


class StaffBookingSerializer(StaffMoveSerializer):
    """Context: `clinic`, `request`."""

    option = ReferenceField(queryset=OPTIONS)
    therapist = ReferenceField(queryset=Therapist.objects.filter(is_active=True))
    patient = PatientsInSight(queryset=Patient.objects.kept())
    room = ReferenceField(
        queryset=Room.objects.filter(is_active=True).select_related("location"), required=False
    )


@extend_schema_field({"oneOf": [{"type": "string", "format": "date"}, OpenApiTypes.DATETIME.value]})
class DayOrInstantField(serializers.Field[Any, Any, str, Any]):
    """A date on the clinic's wall, or an instant with an offset."""

    def to_internal_value(self, data: Any) -> dt.date | dt.datetime:
        field = CalendarDateField() if "T" not in str(data) else InstantField()
        return field.run_validation(data)


class AppointmentsQuery(PageQuery):
    therapist = IdField(required=False)
    location = IdField(required=False)
    patient = IdField(required=False)
    status = serializers.ChoiceField(choices=Appointment.Status.choices, required=False)

    def get_fields(self) -> dict[str, Any]:
        reach = {name: DayOrInstantField(required=False) for name in ("from", "to")}
        return {**super().get_fields(), **reach}


class HistoryLineSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    kind = serializers.CharField()
    what = serializers.CharField()
    who = serializers.CharField()
    detail = serializers.CharField()
    revision = serializers.IntegerField()
