"""Opening the record of somebody else's patient in an emergency, reading it, and the owner's look at it afterwards."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.audit import record_access
from bookings.errors import DomainError
from bookings.models import Membership, Therapist
from bookings.web import StaffRequest, sent, staff_required
from notes import access
from notes.dashboard.fetching import seen_or_404
from notes.dashboard.privacy_forms import EmergencyForm
from notes.models import EmergencyAccess
from notes.plans.queries import plans_of
from notes.record.emergency import NoSuchPatient, break_glass, named_patient, review
from notes.screening.restrictions import restrictions_of
from notes.signature import confirm
from notes.soap.queries import notes_of

Role = Membership.Role


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(Role.THERAPIST)
def start(request: StaffRequest) -> HttpResponse:
    therapist = request.staff.therapist
    if therapist is None:
        raise Http404
    form = EmergencyForm(sent(request))
    if request.method == "POST" and form.is_valid() and (made := _open(request, therapist, form)):
        return redirect("privacy:opened", made.public_id)
    context = {"section": "requests", "form": form}
    return render(request, "notes/emergency.html", context, status=422 if form.errors else 200)


@require_safe
@staff_required(Role.THERAPIST)
def opened(request: StaffRequest, public_id: str) -> HttpResponse:
    """What stands in the record, to read: what to leave out first, then plans and signed notes."""
    now = timezone.now()
    mine = EmergencyAccess.objects.filter(public_id=public_id, therapist__user=request.staff.user)
    row = mine.filter(expires_at__gt=now).select_related("patient").first()
    if row is None:
        raise Http404
    patient = seen_or_404(access.patient_for, request, row.patient.public_id, now).row
    context = {
        "section": "requests",
        "patient": patient,
        "until": row.expires_at,
        "cautions": restrictions_of(patient, request.clinic.date_at(now)).lines,
        "plans": plans_of(patient, now=now),
        "notes": [note for note in notes_of(patient) if note.is_signed],
        "zone": request.clinic.time_zone,
    }
    return render(request, "notes/emergency_opened.html", context)


@require_POST
@staff_required(Role.OWNER)
def reviewed(request: StaffRequest, public_id: str) -> HttpResponse:
    row = EmergencyAccess.objects.filter(clinic=request.clinic, public_id=public_id)
    found = row.select_related("clinic", "patient").first()
    if found is None:
        raise Http404
    review(opened=found, user=request.staff.user, now=timezone.now())
    return redirect("privacy:requests")


def _open(request: StaffRequest, therapist: Therapist, form: EmergencyForm) -> EmergencyAccess | None:
    """The record opened, or None with the reason in the form; who guesses in vain is written down."""
    said, now, user = form.cleaned_data, timezone.now(), request.staff.user
    try:
        confirm(request, user, said["password"], now)
        patient = named_patient(
            request.clinic, said["first_name"], said["last_name"], said["birth_date"], said["phone"]
        )
        made = break_glass(patient=patient, therapist=therapist, user=user, reason=said["reason"], now=now)
    except NoSuchPatient as refusal:
        record_access(
            clinic=request.clinic, user=user, patient=None, action="denied", object_kind="emergency", now=now
        )
        form.refuse(refusal)
        return None
    except DomainError as refusal:
        form.refuse(refusal)
        return None
    messages.info(request, _("The owner is told. You can read this record for an hour."))
    return made
