"""Who waits for a time, as staff read and write it down."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from bookings.api.serializers.appointments import OPTIONS, PatientsInSight
from bookings.api.serializers.fields import (
    CalendarDateField,
    InstantField,
    ReferenceField,
    TimeOfDayField,
)
from bookings.api.serializers.resources import Resource
from bookings.api.serializers.slots import local
from bookings.models import Location, Patient, Therapist, WaitlistEntry, WaitlistOffer
from bookings.waitlist.join import Wanted

LONGEST_NOTICE = 14 * 24 * 60


class OfferSerializer(serializers.Serializer[WaitlistOffer]):
    """A time that is held for somebody who waits. `id` is the held appointment's."""

    id = serializers.CharField()
    entry = serializers.CharField()
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    therapist = serializers.CharField()
    location = serializers.CharField()
    expires_at = serializers.DateTimeField()
    state = serializers.ChoiceField(choices=WaitlistOffer.State.choices)


def offer_json(offer: WaitlistOffer) -> dict[str, Any]:
    held = offer.appointment
    zone = ZoneInfo(held.time_zone)
    return {
        "id": held.public_id,
        "entry": offer.entry.public_id,
        "starts_at": local(held.starts_at, zone),
        "ends_at": local(held.ends_at, zone),
        "therapist": held.therapist.public_id,
        "location": held.location.public_id,
        "expires_at": local(offer.expires_at, zone),
        "state": offer.state,
    }


class NewOfferSerializer(serializers.Serializer[Any]):
    """Context: `clinic`."""

    starts_at = InstantField()
    therapist = ReferenceField(queryset=Therapist.objects.filter(is_active=True))


class WaitlistSerializer(Resource):
    """Context: `clinic`, `request`, `now`. No therapists and no location mean any; both dates are included.

    The treatment starts from `from_time` on and before `until_time`, on the wall of the location.
    """

    patient = PatientsInSight(queryset=Patient.objects.kept())
    option: Any = ReferenceField(queryset=OPTIONS.filter(service__is_active=True))
    therapists: Any = ReferenceField(queryset=Therapist.objects.all(), many=True, required=False)
    location: Any = ReferenceField(queryset=Location.objects.all(), allow_null=True, required=False)
    weekdays = serializers.ListField(
        child=serializers.IntegerField(min_value=0, max_value=6), min_length=1, max_length=7, required=False
    )
    from_time = TimeOfDayField(source="from_minute", required=False)
    until_time = TimeOfDayField(source="until_minute", end=True, required=False)
    from_date = CalendarDateField(required=False)
    until_date = CalendarDateField()
    notice_minutes = serializers.IntegerField(min_value=0, max_value=LONGEST_NOTICE, required=False)
    therapist = None

    class Meta:
        model = WaitlistEntry
        fields = [
            "id",
            "patient",
            "option",
            "therapists",
            "location",
            "weekdays",
            "from_time",
            "until_time",
            "from_date",
            "until_date",
            "notice_minutes",
            "state",
            "plan_gap_days",
            "created_at",
        ]
        read_only_fields = ["state", "plan_gap_days", "created_at"]

    def validate_patient(self, patient: Patient) -> Patient:
        if self.instance is not None and patient != self.instance.patient:
            raise serializers.ValidationError(_("An entry stays with its patient."), code="fixed")
        return patient

    def wanted(self) -> Wanted:
        """What was wished for, once the input was found valid; what was not said is as it was, or any."""
        given, entry = self.validated_data, self.instance
        names = ("weekdays", "from_minute", "until_minute", "notice_minutes", "location")
        said = {name: self.will_be(name) for name in names if entry is not None or name in given}
        if "weekdays" in said:
            said["weekdays"] = tuple(said["weekdays"])
        if "therapists" in given:
            said["therapists"] = given["therapists"]
        elif entry is not None:
            said["therapists"] = entry.therapists.all()
        return Wanted(
            from_date=self.will_be("from_date") or self._today(),
            until_date=self.will_be("until_date"),
            **said,
        )

    def _today(self) -> dt.date:
        now: dt.datetime = self.context["now"]
        return now.astimezone(ZoneInfo(self.context["clinic"].time_zone)).date()
