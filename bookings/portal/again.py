"""The same once more: service and therapist of a visit of one's own, so that only the time is to be chosen."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from bookings.appointments.own import own_visit
from bookings.models import Service
from bookings.portal import browser
from bookings.portal.account import PatientRequest, patient_required
from bookings.portal.finding import bookable, therapists_of


@require_safe
@patient_required
def again(request: PatientRequest, public_id: str) -> HttpResponse:
    """Leads to the times; where the service or the therapist is no longer to be had, to what is next to it."""
    visit = own_visit(request.patient, public_id)
    if visit is None:
        raise Http404
    browser.remember_visit(request, visit.token)
    option = bookable(visit.clinic).filter(pk=visit.option_id).first()
    if option is None or option.service.booking_mode == Service.BookingMode.PHONE:
        messages.info(request, _("This cannot be booked online any more. Here is what can."))
        return redirect("portal:services", visit.clinic.slug)
    address = reverse("portal:times", args=[visit.clinic.slug, option.public_id])
    if visit.therapist not in therapists_of(option):
        name = visit.therapist.full_name
        messages.info(
            request, _("%(name)s does not give this any more. You see everybody’s times.") % {"name": name}
        )
        return redirect(address)
    return redirect(f"{address}?{urlencode({'therapist': visit.therapist.public_id})}")
