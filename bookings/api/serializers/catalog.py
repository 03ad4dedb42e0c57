"""What a clinic shows to everybody: itself, its services, people, places and booking rules."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bookings.api.pages import PageQuery
from bookings.api.serializers.fields import IdField, IdOf, TimeOfDayField
from bookings.models import BookingPolicy, Clinic, Location, Service, ServiceOption, Therapist


class QuietHoursSerializer(serializers.Serializer[Any]):
    def get_fields(self) -> dict[str, Any]:
        return {
            "from": TimeOfDayField(source="quiet_from_minute"),
            "to": TimeOfDayField(source="quiet_to_minute"),
        }


class PolicySerializer(serializers.ModelSerializer[BookingPolicy]):
    quiet_hours = QuietHoursSerializer(source="*", required=False)
    staff_mail_at = TimeOfDayField(source="staff_mail_minute", required=False)

    class Meta:
        model = BookingPolicy
        fields = [
            "min_notice_minutes",
            "horizon_days",
            "slot_step_minutes",
            "hold_minutes",
            "cancel_notice_hours",
            "reminder_offsets_hours",
            "quiet_hours",
            "message_alias",
            "waitlist_offer_minutes",
            "text_messages",
            "staff_mail_at",
        ]
        extra_kwargs = {
            "min_notice_minutes": {"max_value": 60 * 24 * 365},
            "horizon_days": {"min_value": 1, "max_value": 730},
            "slot_step_minutes": {"min_value": 5, "max_value": 240},
            "hold_minutes": {"min_value": 1, "max_value": 120},
            "cancel_notice_hours": {"max_value": 24 * 60},
            "waitlist_offer_minutes": {"min_value": 5, "max_value": 720},
        }

    reminder_offsets_hours = serializers.ListField(
        child=serializers.IntegerField(min_value=1, max_value=24 * 30), max_length=5, required=False
    )

    def validate_reminder_offsets_hours(self, hours: list[int]) -> list[int]:
        if len(set(hours)) != len(hours):
            raise serializers.ValidationError(_("The same number stands here twice."), code="repeated")
        return sorted(hours, reverse=True)


class PolicyInWordsSerializer(serializers.Serializer[BookingPolicy]):
    min_notice_minutes = serializers.IntegerField()
    horizon_days = serializers.IntegerField()
    slot_step_minutes = serializers.IntegerField()
    hold_minutes = serializers.IntegerField()
    cancel_notice_hours = serializers.IntegerField()
    words = serializers.SerializerMethodField()

    def get_words(self, policy: BookingPolicy) -> list[str]:
        return [
            ngettext(
                "Book at least %(n)d minute ahead.",
                "Book at least %(n)d minutes ahead.",
                policy.min_notice_minutes,
            )
            % {"n": policy.min_notice_minutes},
            ngettext("Book up to %(n)d day ahead.", "Book up to %(n)d days ahead.", policy.horizon_days)
            % {"n": policy.horizon_days},
            ngettext(
                "Move or cancel at least %(n)d hour before the start.",
                "Move or cancel at least %(n)d hours before the start.",
                policy.cancel_notice_hours,
            )
            % {"n": policy.cancel_notice_hours},
        ]


class ClinicSerializer(serializers.ModelSerializer[Clinic]):
    id = serializers.CharField(source="public_id")
    booking_policy = PolicyInWordsSerializer(source="policy")

    class Meta:
        model = Clinic
        fields = ["id", "slug", "name", "time_zone", "about", "phone", "email", "currency", "booking_policy"]


class PublicOptionSerializer(serializers.ModelSerializer[ServiceOption]):
    id = serializers.CharField(source="public_id")

    class Meta:
        model = ServiceOption
        fields = ["id", "minutes", "price", "currency"]


class PublicServiceSerializer(serializers.ModelSerializer[Service]):
    id = serializers.CharField(source="public_id")
    options = PublicOptionSerializer(many=True)
    booking_mode = serializers.SerializerMethodField()

    class Meta:
        model = Service
        fields = ["id", "name", "description", "modality", "booking_mode", "audience", "options"]

    @extend_schema_field(serializers.ChoiceField(choices=Service.BookingMode.choices))
    def get_booking_mode(self, service: Service) -> str:
        """What comes of booking it, whoever books."""
        mode = Service.BookingMode
        is_request = service.booking_mode == mode.INSTANT and service.asks_clinic
        return mode.REQUEST if is_request else service.booking_mode


class PublicTherapistSerializer(serializers.ModelSerializer[Therapist]):
    id = serializers.CharField(source="public_id")
    name = serializers.CharField(source="full_name")
    services: Any = IdOf(many=True)

    class Meta:
        model = Therapist
        fields = ["id", "name", "bio", "services"]


class PublicLocationSerializer(serializers.ModelSerializer[Location]):
    id = serializers.CharField(source="public_id")

    class Meta:
        model = Location
        fields = ["id", "name", "address", "time_zone"]


class TherapistsQuery(PageQuery):
    service = IdField(required=False)
