"""How far a long work is, for the page that waits for it; and stopping it."""

from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from bookings.imports.begin import stop
from bookings.models import Import, LongWork, Membership
from bookings.web import StaffRequest, staff_required

OWNER = Membership.Role.OWNER


@require_safe
@staff_required(OWNER)
def work(request: StaffRequest, public_id: str) -> HttpResponse:
    """The bar. A page asks for it every second; once the work is over the page is loaded anew."""
    row = _work_or_404(request, public_id)
    answer = render(request, "dashboard/_progress.html", {"work": row})
    if row.is_over:
        answer["HX-Refresh"] = "true"
    return answer


@require_POST
@staff_required(OWNER)
def work_stop(request: StaffRequest, public_id: str) -> HttpResponse:
    row = _work_or_404(request, public_id)
    stop(work=row, now=timezone.now())
    return redirect("dashboard:import", get_object_or_404(_imports_of(row)).public_id)


def _imports_of(work: LongWork) -> QuerySet[Import]:
    return Import.objects.only("public_id").filter(Q(running=work) | Q(checking=work))


def _work_or_404(request: StaffRequest, public_id: str) -> LongWork:
    return get_object_or_404(LongWork, clinic=request.clinic, public_id=public_id)
