"""The words of instruments that others hold the rights to: bringing them in, looking at them, switching them off."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.errors import DomainError
from bookings.models import Membership
from bookings.web import StaffRequest, staff_required
from notes.dashboard.pack_forms import PackForm
from notes.models import TextPack
from notes.outcomes.packs import Attestation, Pack, import_pack, pack_lines, pack_of, withdraw_pack
from notes.web import MeasureForm

OWNER = Membership.Role.OWNER


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(OWNER)
def packs(request: StaffRequest) -> HttpResponse:
    """What there is; POST shows what a file would look like, or brings it in."""
    now = timezone.now()
    if request.method != "POST":
        return _page(request, PackForm(), now)
    form = PackForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, form, now, status=422)
    if request.POST.get("then") == "preview":
        return _page(request, _refilled(request, form), now, preview=form.pack)
    said = form.cleaned_data
    attested = Attestation(
        request.staff.user, said["licence_reference"], said["is_confirmed"], said["expires_date"]
    )
    today = request.clinic.date_at(now)
    try:
        kept = import_pack(clinic=request.clinic, pack=form.given, attestation=attested, today=today, now=now)
    except DomainError as refusal:
        shown = _refilled(request, form)
        shown.refuse(refusal)
        return _page(request, shown, now, preview=form.pack, status=422)
    messages.success(request, _("“%(title)s” is offered from now on.") % {"title": kept.title})
    return redirect("packs:all")


@require_safe
@staff_required(OWNER)
def pack(request: StaffRequest, public_id: str) -> HttpResponse:
    """As patients see it."""
    now = timezone.now()
    lines = pack_lines(request.clinic, request.clinic.date_at(now))
    line = next((line for line in lines if line.id == public_id), None)
    if line is None:
        raise Http404
    found = pack_of(TextPack.objects.get(clinic=request.clinic, public_id=public_id))
    context = {"section": "settings", "line": line, "preview": found, "questions": _questions(found)}
    return render(request, "notes/pack.html", {**context, "zone": request.clinic.time_zone})


@require_POST
@staff_required(OWNER)
def switch_off(request: StaffRequest, public_id: str) -> HttpResponse:
    now = timezone.now()
    row = get_object_or_404(TextPack.objects, clinic=request.clinic, public_id=public_id)
    withdraw_pack(pack=row, user=request.staff.user, now=now)
    messages.success(
        request, _("“%(title)s” is not offered any more. Answers are kept.") % {"title": row.title}
    )
    return redirect("packs:all")


def _refilled(request: StaffRequest, form: PackForm) -> PackForm:
    """The same again with the text in place of the file, judged as it was."""
    data = request.POST.copy()
    data["text"] = form.kept_text()
    again = PackForm(data)
    again.is_valid()
    return again


def _questions(found: Pack) -> MeasureForm:
    return MeasureForm(codes=[found.code], packs={found.code: found})


def _page(
    request: StaffRequest, form: PackForm, now: datetime, *, preview: Pack | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "section": "settings",
        "lines": pack_lines(request.clinic, request.clinic.date_at(now)),
        "form": form,
        "preview": preview,
        "questions": _questions(preview) if preview else None,
        "zone": request.clinic.time_zone,
    }
    return render(request, "notes/packs.html", context, status=status)
