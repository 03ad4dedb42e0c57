"""Other programs of the demo clinic: a key that is used, and a webhook that was told of things until it went away."""

from datetime import datetime, timedelta

from bookings.models import ApiKey, AppointmentEvent, User, Webhook, WebhookDelivery
from bookings.models.telling import TYPES
from notes.demo.dice import Dice
from notes.demo.house import House

State = WebhookDelivery.State
TOLD = 12


def write_programs(house: House, *, now: datetime, dice: Dice) -> None:
    """The webhook is off: a demo calls nobody."""
    owner = User.objects.filter(memberships__clinic=house.clinic, memberships__role="owner").order_by("pk")[0]
    ApiKey.objects.create(
        clinic=house.clinic, user=owner, name="Bookkeeping", key_hash=ApiKey.hash_of(dice.token()),
        created_at=now - timedelta(days=60), last_used_at=now - timedelta(hours=3),
    )  # fmt: skip
    hook = Webhook.objects.create(
        clinic=house.clinic, public_id=dice.public_id(), url="https://hooks.example.org/tend",
        created_at=now - timedelta(days=60), description="Newsletter", secret="whsec_" + dice.token(), is_active=False, why_off=Webhook.WhyOff.FAILING,
    )  # fmt: skip
    events = AppointmentEvent.objects.filter(
        appointment__clinic=house.clinic, kind__in=list(TYPES), at__lte=now - timedelta(days=5)
    ).exclude(kind="expired")
    latest = events.order_by("-at", "-pk")[:TOLD]
    WebhookDelivery.objects.bulk_create(
        _told(hook, event, is_first=number == 0, dice=dice.stream(number))
        for number, event in reversed(list(enumerate(latest)))
    )


def _told(hook: Webhook, event: AppointmentEvent, *, is_first: bool, dice: Dice) -> WebhookDelivery:
    """The latest found nobody there any more."""
    return WebhookDelivery(
        public_id=dice.public_id(),
        webhook=hook,
        event=event,
        type=TYPES[event.kind],
        state=State.FAILED if is_first else State.SENT,
        attempts=10 if is_first else 1,
        answered=503 if is_first else 204,
        try_at=event.at,
        created_at=event.at,
        sent_at=None if is_first else event.at + timedelta(seconds=4),
    )
