"""Services for first visits, and services for those who have been here."""

from collections.abc import Iterable

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
    is_for_all = service.audience == Audience.EVERYONE
    return is_for_all or suits(service, has_been_here=bool(have_been_here([patient.pk])))


def suits(service: Service, *, has_been_here: bool) -> bool:
    """The rule itself."""
    is_for_all = service.audience == Audience.EVERYONE
    return is_for_all or has_been_here == (service.audience == Audience.RETURNING)


def have_been_here(patients: Iterable[int]) -> frozenset[int]:
    """Those of the patients, by key, with a visit that took place."""
    visits = Appointment.objects.filter(patient__in=patients, status=Appointment.Status.FULFILLED)
    return frozenset(visits.order_by().values_list("patient_id", flat=True).distinct())
