"""The form before a first visit, as the ground floor knows it: that it is missing, and its page. Nothing of its questions.

The upper floor says who has to fill it (settings.VISIT_FORM: a function of a patient, true while it is missing).
"""

from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.utils.module_loading import import_string

from bookings.models import Appointment, Patient

PAGE = "before:form"


def form_is_missing(patient: Patient | None) -> bool:
    """One query; none for a patient who is in no record."""
    if patient is None or patient.pk is None or not settings.VISIT_FORM:
        return False
    asks: Callable[[Patient], bool] = import_string(settings.VISIT_FORM)
    return asks(patient)


def form_is_asked(visit: Appointment, now: datetime) -> bool:
    """Whether the page of a visit asks for the form: it is missing, and the visit is still to come."""
    return visit.is_live and visit.starts_at > now and form_is_missing(visit.patient)
