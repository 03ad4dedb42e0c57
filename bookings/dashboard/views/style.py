"""Every piece of docs/design.md as it looks, in both themes. Only in the demo, or while developing."""

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from bookings.models import Appointment
from bookings.portal.forms import BookingForm, CancelForm
from bookings.web import StaffRequest, staff_required

TONES = ("info", "good", "warn", "bad", "quiet", "accent")
GROUNDS = ("paper", "surface", "sunken", "raised", "accent", "accent-soft")
SIZES = ("xs", "sm", "md", "lg", "xl", "2xl", "3xl")


@require_safe
@staff_required()
def style(request: StaffRequest) -> HttpResponse:
    if not (settings.DEBUG or settings.DEMO_MAILBOX):
        raise Http404
    wrong = BookingForm({"first_name": "Ada", "email": "ada@"})
    wrong.is_valid()
    context = {
        "section": "settings",
        "tones": TONES,
        "grounds": GROUNDS,
        "sizes": SIZES,
        "states": [Appointment(status=status) for status, _label in Appointment.Status.choices],
        "form": wrong,
        "choices": CancelForm(),
    }
    return render(request, "dashboard/style.html", context)
