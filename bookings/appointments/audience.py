"""Services for first visits, and services for those who have been here."""

from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import Appointment, Patient, Service

Audience = Service.Audience

SENTENCES = {
    Audience.NEW: _(
        "This is meant for a first visit, and we know each other already: please choose one of our other "
        "treatments, or call us."
    ),
    Audience.RETURNING: _(
        "This is meant for people who have been here before: please choose a first visit, or call us."
    ),
}


class NotForYou(DomainError):
    code = "not_for_you"
    message = _("This treatment is meant for others. Please choose another one, or call us.")


def require_audience(service: Service, patient: Patient) -> None:
    """Raises NotForYou unless the service is meant for somebody with, or without, a visit that took place."""
    if not is_meant_for(service, patient):
        raise NotForYou(SENTENCES[Audience(service.audience)])


def is_meant_for(service: Service, patient: Patient) -> bool:
    if service.audience == Audience.EVERYONE:
        return True
    has_been_here = Appointment.objects.filter(patient=patient, status=Appointment.Status.FULFILLED).exists()
    return has_been_here == (service.audience == Audience.RETURNING)
