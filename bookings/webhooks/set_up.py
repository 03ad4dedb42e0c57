"""Which programs a clinic tells: made, changed and taken away by its owner."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from bookings.audit import note_change
from bookings.errors import DomainError
from bookings.idempotency import Once
from bookings.models import Clinic, User, Webhook, WebhookDelivery
from bookings.models.telling import TYPES
from bookings.transactions import Precondition, action
from bookings.webhooks.reach import objection_to
from bookings.webhooks.signing import new_secret

EVENT_TYPES = tuple(dict.fromkeys(TYPES.values()))
MOST = 20


class BadAddress(DomainError):
    code = "bad_address"
    message = _(
        "Give an address on the public internet that begins with https://, without a name or password in it."
    )
    field = "url"


class TooMany(DomainError):
    code = "too_many"
    message = _("A clinic can have twenty webhooks. Take one away first.")


@action
def make_webhook(
    *,
    clinic: Clinic,
    url: str,
    description: str = "",
    events: Sequence[str] = (),
    user: User,
    now: datetime,
    once: Once | None = None,
) -> Webhook:
    """A new one, told of `events` (all if none is named) from now on; its secret is shown by whoever made it, once.

    Raises BadAddress, TooMany.
    """
    _check(url)
    Clinic.objects.select_for_update(of=("self",), no_key=True).get(pk=clinic.pk)
    if Webhook.objects.filter(clinic=clinic).count() >= MOST:
        raise TooMany
    webhook = Webhook.objects.create(
        clinic=clinic, url=url, description=description, events=list(events), secret=new_secret()
    )
    _note(webhook, user, "webhook_made", now)
    return webhook


@action
def change_webhook(
    *,
    webhook: Webhook,
    changes: Mapping[str, Any],
    user: User,
    now: datetime,
    precondition: Precondition | None = None,
) -> Webhook:
    """`changes` of url, description, events and is_active. Switched on again, it starts afresh. Raises BadAddress."""
    locked = Webhook.objects.select_for_update(of=("self",)).select_related("clinic").get(pk=webhook.pk)
    if precondition:
        precondition(locked)
    for name, value in changes.items():
        setattr(locked, name, value)
    if "url" in changes:
        _check(locked.url)
    if changes.get("is_active"):
        locked.failing_since, locked.why_off = None, ""
    locked.save()
    if not locked.is_active:
        void_waiting(locked)
    _note(locked, user, "webhook_changed", now)
    return locked


@action
def remove_webhook(
    *, webhook: Webhook, user: User, now: datetime, precondition: Precondition | None = None
) -> None:
    """With its log."""
    locked = Webhook.objects.select_for_update(of=("self",)).select_related("clinic").get(pk=webhook.pk)
    if precondition:
        precondition(locked)
    _note(locked, user, "webhook_removed", now)
    locked.delete()


def void_waiting(webhook: Webhook) -> None:
    """What was not sent never will be: whoever is told again later asks what there is."""
    waiting = webhook.deliveries.filter(state=WebhookDelivery.State.WAITING)
    waiting.update(state=WebhookDelivery.State.VOID)


def _check(url: str) -> None:
    if objection_to(url):
        raise BadAddress


def _note(webhook: Webhook, user: User, verb: str, now: datetime) -> None:
    note_change(webhook.clinic, verb, "webhook", webhook.public_id, user=user, now=now)
