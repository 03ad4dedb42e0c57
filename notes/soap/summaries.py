"""What patients may read of signed notes: the summary that was written for them, once it is released."""

from datetime import datetime, timedelta

from django.db.models import DateTimeField, DurationField, ExpressionWrapper, F, QuerySet, Value

from bookings.models import Patient
from notes.models import SoapNote

_HOUR = Value(timedelta(hours=1), output_field=DurationField())
_WAIT = ExpressionWrapper(F("summary_delay_hours") * _HOUR, output_field=DurationField())


def released_notes(patients: QuerySet[Patient], now: datetime) -> QuerySet[SoapNote]:
    """Signed notes of these records whose summary is no longer held back; none that was entered in error.

    Only the summary, the pain before and after, and the frame of the visit are the patient's to see here.
    """
    return (
        SoapNote.objects.filter(patient__in=patients, status=SoapNote.Status.SIGNED, retraction__isnull=True)
        .alias(released_at=ExpressionWrapper(F("signed_at") + _WAIT, output_field=DateTimeField()))
        .filter(released_at__lte=now)
        .select_related("appointment", "patient__clinic", "author")
        .defer("subjective", "objective", "assessment", "next_step", "findings", "appointment__reason")
    )
