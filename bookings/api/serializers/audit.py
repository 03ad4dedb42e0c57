"""Lines of the access log."""

from typing import Any

from rest_framework import serializers

from bookings.api.serializers.fields import IdOf
from bookings.models import AccessRecord


class AuditLineSerializer(serializers.ModelSerializer[Any]):
    """`who` is a name, null for the clock and for a patient by a link; never what was read."""

    who = serializers.CharField(source="user", allow_null=True)
    patient = IdOf(allow_null=True)

    class Meta:
        model = AccessRecord
        fields = ["at", "who", "patient", "action", "object_kind", "object_id", "reason"]
