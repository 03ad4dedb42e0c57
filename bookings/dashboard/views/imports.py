"""Bringing patients and visits along from another system: hand in a file, see what would happen, let it happen."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.dashboard.csv_file import csv_file
from bookings.dashboard.forms import status_of
from bookings.dashboard.import_forms import HandInForm, WhoForm
from bookings.errors import DomainError
from bookings.imports import begin
from bookings.imports.examples import EXAMPLES
from bookings.imports.queries import list_imports, refused_rows, view_import
from bookings.models import Import, Membership
from bookings.web import StaffRequest, show_refusal, staff_required

OWNER = Membership.Role.OWNER


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(OWNER)
def imports(request: StaffRequest) -> HttpResponse:
    """The files of before, and the form for another."""
    form = HandInForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if form.is_bound and form.is_valid():
        try:
            brought = begin.hand_in(
                clinic=request.clinic, user=request.staff.user, content=form.cleaned_data["file"],
                source=form.cleaned_data["source"], now=timezone.now(),
            )  # fmt: skip
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            return redirect("dashboard:import", brought.public_id)
    context = {"section": "settings", "form": form, "lines": list_imports(request.clinic)}
    return render(request, "dashboard/imports.html", context, status=status_of(form))


@require_safe
@staff_required(OWNER)
def example(request: StaffRequest, what: str) -> HttpResponse:
    """A file in the plain shape, to fill in."""
    if what not in EXAMPLES:
        raise Http404
    return csv_file(f"tend-{what}.csv", EXAMPLES[what])


@require_safe
@staff_required(OWNER)
def one_import(request: StaffRequest, public_id: str) -> HttpResponse:
    return _page(request, _import_or_404(request, public_id))


@require_POST
@staff_required(OWNER)
def again(request: StaffRequest, public_id: str) -> HttpResponse:
    """The same file with other answers."""
    row = _import_or_404(request, public_id)
    form = WhoForm(request.POST, view=view_import(row), clinic=request.clinic)
    if not form.is_valid():
        return _page(request, row, form)
    try:
        begin.look_again(brought=row, options=form.answers(), user=request.staff.user, now=timezone.now())
    except DomainError as refusal:
        show_refusal(request, refusal)
    return redirect("dashboard:import", public_id)


@require_POST
@staff_required(OWNER)
def run(request: StaffRequest, public_id: str) -> HttpResponse:
    row = _import_or_404(request, public_id)
    try:
        begin.let_in(
            brought=row,
            user=request.staff.user,
            now=timezone.now(),
            with_reminders="reminders" in request.POST,
        )
    except DomainError as refusal:
        show_refusal(request, refusal)
    return redirect("dashboard:import", public_id)


@require_POST
@staff_required(OWNER)
def away(request: StaffRequest, public_id: str) -> HttpResponse:
    row = _import_or_404(request, public_id)
    try:
        begin.take_away(brought=row, user=request.staff.user, now=timezone.now())
    except DomainError as refusal:
        show_refusal(request, refusal)
        return redirect("dashboard:import", public_id)
    messages.success(request, _("The file and its refused rows are gone. What came in is still here."))
    return redirect("dashboard:imports")


@require_safe
@staff_required(OWNER)
def refused(request: StaffRequest, public_id: str) -> HttpResponse:
    """The rows that do not come in, with why, to be mended and handed in again."""
    row = _import_or_404(request, public_id)
    return csv_file(f"refused-{row.what}.csv", refused_rows(row))


def _import_or_404(request: StaffRequest, public_id: str) -> Import:
    return get_object_or_404(Import.objects.with_file(), clinic=request.clinic, public_id=public_id)


def _page(request: StaffRequest, row: Import, form: WhoForm | None = None) -> HttpResponse:
    view = view_import(row)
    can_say = view.has_file and view.stage in ("looked", "unread")
    if form is None and can_say:
        form = WhoForm(None, view=view, clinic=request.clinic)
    context = {
        "section": "settings", "view": view, "form": form if form and form.fields else None,
        "can_say": can_say, "work": view.work,
    }  # fmt: skip
    return render(request, "dashboard/import.html", context, status=status_of(form) if form else 200)
