"""A patient's record beside others: merging two of one person, and guardians."""

from functools import partial
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from bookings.dashboard.fetching import patient_or_404
from bookings.dashboard.searching import kept
from bookings.models import Patient
from bookings.people.checks import compare
from bookings.people.guardians import remove_guardian, set_guardian
from bookings.people.merge import merge
from bookings.people.search import patient_list
from bookings.web import DESK, StaffRequest, perform, staff_required


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*DESK)
def merge_with(request: StaffRequest, public_id: str) -> HttpResponse:
    """Search for the other record, see both side by side, and make them one: `keep` or this one stays."""
    found = patient_or_404(request, public_id)
    asked = request.POST.get("with") or request.GET.get("with", "")
    other = patient_or_404(request, asked) if asked else None
    if request.method == "POST" and other:
        keep, drop = (other, found) if request.POST.get("keep") == other.public_id else (found, other)
        act = partial(merge, keep=keep, drop=drop, user=request.staff.user, now=timezone.now())
        if perform(request, act, _("The two records are one now.")):
            return redirect("dashboard:patient", keep.public_id)
    context = {
        "section": "patients",
        "patient": found,
        "comparison": compare(found, other) if other else None,
        **_search(request, found),
    }
    return render(request, "dashboard/patient_merge.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(*DESK)
def guardian(request: StaffRequest, public_id: str) -> HttpResponse:
    """Search for the one who answers for this patient; or nobody does any more."""
    found = patient_or_404(request, public_id)
    if request.method == "POST":
        asked = request.POST.get("guardian", "")
        act = partial(remove_guardian, patient=found, user=request.staff.user, now=timezone.now())
        if asked:
            chosen = patient_or_404(request, asked)
            act = partial(set_guardian, **act.keywords, guardian=chosen)
        if perform(request, act, _("Saved.")):
            return redirect("dashboard:patient", found.public_id)
    context = {"section": "patients", "patient": found, **_search(request, found)}
    return render(request, "dashboard/patient_guardian.html", context)


def _search(request: StaffRequest, besides: Patient) -> dict[str, Any]:
    text = kept(request)
    if not text:
        return {"q": "", "found": None, "people": ()}
    found = patient_list(user=request.staff.user, clinic=request.clinic, now=timezone.now(), text=text)
    people = [line for line in found.lines if line.public_id != besides.public_id]
    return {"q": text, "found": found, "people": people}
