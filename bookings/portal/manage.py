"""The page behind the link in every message: see, confirm, move, cancel. GET shows, POST acts."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.appointments.attend import confirm
from bookings.appointments.cancel import cancel
from bookings.appointments.policy import Actor, StaleRevision, change_rules
from bookings.appointments.series import series_of
from bookings.appointments.undo import undo, undoable_until
from bookings.errors import DomainError
from bookings.idempotency import AlreadyAnswered, KeyReused
from bookings.models import Appointment
from bookings.notifications.calendar import Method, invitation
from bookings.notifications.recipients import recipient_of
from bookings.notifications.visit_form import form_is_asked
from bookings.notifications.wishes import key_for
from bookings.portal import browser
from bookings.portal.forms import CancelForm
from bookings.portal.links import with_link

Status = Appointment.Status


@require_safe
@with_link
def show(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    now = timezone.now()
    is_off = appointment.status == Status.CANCELLED and appointment.starts_at > now
    undo_until = undoable_until(appointment=appointment, actor=Actor.patient(), now=now) if is_off else None
    context = {
        "clinic": appointment.clinic,
        "appointment": appointment,
        "undo_until": undo_until,
        "rules": change_rules(appointment, now),
        "is_over": appointment.starts_at <= now,
        "key": browser.new_key(),
        "series": series_of(appointment, now),
        "wishes_key": key_for(recipient_of(appointment.patient).key) if appointment.patient else "",
        "asks_form": form_is_asked(appointment, now),
    }
    return render(request, "portal/manage.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@with_link
def confirm_visit(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    now = timezone.now()
    if request.method == "POST":
        try:
            confirm(appointment=appointment, actor=Actor.patient(), now=now)
        except DomainError as refusal:
            messages.warning(request, str(refusal.message))
        else:
            messages.success(request, _("Thank you. The clinic knows that you are coming."))
        return redirect("portal:manage", appointment.token)
    if not change_rules(appointment, now).can_confirm:
        return redirect("portal:manage", appointment.token)
    return render(request, "portal/confirm.html", {"clinic": appointment.clinic, "appointment": appointment})


@require_http_methods(["GET", "HEAD", "POST"])
@with_link
def cancel_visit(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    now = timezone.now()
    rules = change_rules(appointment, now)
    if request.method != "POST":
        if not rules.can_cancel:
            return redirect("portal:manage", appointment.token)
        form = CancelForm(initial={"key": browser.new_key(), "revision": appointment.revision})
        return _cancel_page(request, appointment, form)
    form = CancelForm(request.POST)
    if not form.is_valid():
        seen = form.cleaned_data.get("revision", appointment.revision)
        form.renew(key=browser.new_key(), revision=seen)
        return _cancel_page(request, appointment, form, status=400)
    data = form.cleaned_data
    try:
        cancel(
            appointment=appointment, reason=data["reason"], actor=Actor.patient(), now=now,
            expected_revision=data["revision"],
            once=browser.once(
                "cancel", f"{appointment.token}:{data['key']}", data["reason"], data["revision"],
                answer=lambda cancelled: {"id": cancelled.public_id},
            ),
        )  # fmt: skip
    except (AlreadyAnswered, KeyReused):
        pass
    except StaleRevision as refusal:
        form = CancelForm(
            initial={"key": browser.new_key(), "revision": appointment.revision, "reason": data["reason"]}
        )
        return _cancel_page(request, appointment, form, notice=str(refusal.message), status=409)
    except DomainError as refusal:
        messages.warning(request, str(refusal.message))
    return redirect("portal:manage", appointment.token)


@require_POST
@with_link
def undo_visit(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """Take back one's own cancellation, as long as nobody has been told of it and the time is still free."""
    try:
        undo(appointment=appointment, actor=Actor.patient(), now=timezone.now())
    except DomainError as refusal:
        messages.warning(request, str(refusal.message))
    else:
        messages.success(request, _("The visit is yours again, as it was."))
    return redirect("portal:manage", appointment.token)


@require_safe
@with_link
def calendar_file(request: HttpRequest, appointment: Appointment) -> HttpResponse:
    """For a calendar that opens files: published, so that it does not ask for an answer."""
    method: Method = "CANCEL" if appointment.status == Status.CANCELLED else "PUBLISH"
    content = invitation(appointment, method)
    kind = f"text/calendar; charset=utf-8; method={method}"
    name = {"Content-Disposition": 'attachment; filename="appointment.ics"'}
    return HttpResponse(content, content_type=kind, headers=name)


def _cancel_page(
    request: HttpRequest, appointment: Appointment, form: CancelForm, notice: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "clinic": appointment.clinic,
        "appointment": appointment,
        "rules": change_rules(appointment, timezone.now()),
        "form": form,
        "notice": notice,
    }
    return render(request, "portal/cancel.html", context, status=status)
