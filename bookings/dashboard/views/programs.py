"""Other programs: the keys that they knock with, and the addresses that are told what happens. The owner's alone."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.dashboard.edit_page import edit_page
from bookings.dashboard.forms import status_of
from bookings.dashboard.program_forms import KeyForm, WebhookForm
from bookings.errors import DomainError
from bookings.models import ApiKey, Membership, Webhook
from bookings.people.keys import create_api_key, revoke_api_key
from bookings.web import StaffRequest, sent, staff_required
from bookings.webhooks.set_up import change_webhook, make_webhook, remove_webhook

OWNER = Membership.Role.OWNER
METHODS = ["GET", "HEAD", "POST"]
LOG_SHOWN = 50


@require_safe
@staff_required(OWNER)
def programs(request: StaffRequest) -> HttpResponse:
    keys = ApiKey.objects.filter(clinic=request.clinic, revoked_at=None).select_related("user")
    context = {
        "section": "settings",
        "keys": keys.order_by("name", "pk"),
        "webhooks": Webhook.objects.filter(clinic=request.clinic),
    }
    return render(request, "dashboard/programs.html", context)


@require_http_methods(METHODS)
@staff_required(OWNER)
def new_key(request: StaffRequest) -> HttpResponse:
    """The key is on the page that answers, and nowhere afterwards."""
    form, secret = KeyForm(sent(request)), ""
    if form.is_bound and form.is_valid():
        secret = create_api_key(
            clinic=request.clinic, user=request.staff.user, name=form.cleaned_data["name"]
        )
    context = {"section": "settings", "form": form, "secret": secret, "what": "key"}
    return _once_shown(request, context, status_of(form))


@require_POST
@staff_required(OWNER)
def revoke(request: StaffRequest, key: int) -> HttpResponse:
    found = get_object_or_404(ApiKey, clinic=request.clinic, pk=key)
    revoke_api_key(key=found, now=timezone.now())
    messages.success(request, _("This key opens nothing any more."))
    return redirect("dashboard:programs")


@require_http_methods(METHODS)
@staff_required(OWNER)
def new_webhook(request: StaffRequest) -> HttpResponse:
    """The secret is on the page that answers, and nowhere afterwards."""
    form, secret = WebhookForm(sent(request)), ""
    if form.is_bound and form.is_valid():
        try:
            made = make_webhook(
                clinic=request.clinic, user=request.staff.user, now=timezone.now(), **form.cleaned_data
            )
            secret = made.secret
        except DomainError as refusal:
            form.refuse(refusal)
    context = {"section": "settings", "form": form, "secret": secret, "what": "webhook"}
    return _once_shown(request, context, status_of(form))


@require_safe
@staff_required(OWNER)
def webhook(request: StaffRequest, public_id: str) -> HttpResponse:
    """What it was told lately, and how it answered."""
    found = _webhook_or_404(request, public_id)
    log = found.deliveries.select_related("event__appointment").defer("event__appointment__reason")
    context = {"section": "settings", "webhook": found, "log": list(log[:LOG_SHOWN])}
    return render(request, "dashboard/webhook.html", context)


@require_http_methods(METHODS)
@staff_required(OWNER)
def edit_webhook(request: StaffRequest, public_id: str) -> HttpResponse:
    found = _webhook_or_404(request, public_id)
    form = WebhookForm(sent(request), webhook=found)

    def act(now: datetime) -> None:
        change_webhook(webhook=found, changes=form.cleaned_data, user=request.staff.user, now=now)

    return edit_page(
        request, form, act, (("url",), ("description",), ("events",), ("is_active",)),
        reverse("dashboard:webhook", args=[public_id]), title=_("Webhook"), whose=found.url, section="settings",
    )  # fmt: skip


@require_POST
@staff_required(OWNER)
def remove(request: StaffRequest, public_id: str) -> HttpResponse:
    found = _webhook_or_404(request, public_id)
    remove_webhook(webhook=found, user=request.staff.user, now=timezone.now())
    messages.success(request, _("This address is told nothing any more."))
    return redirect("dashboard:programs")


def _webhook_or_404(request: StaffRequest, public_id: str) -> Webhook:
    return get_object_or_404(Webhook.objects.filter(clinic=request.clinic), public_id=public_id)


def _once_shown(request: StaffRequest, context: dict[str, object], status: int) -> HttpResponse:
    answer = render(request, "dashboard/program_new.html", context, status=status)
    answer["Cache-Control"] = "no-store"
    return answer
