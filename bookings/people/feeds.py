"""The secret address at which somebody's appointments can be subscribed to from a calendar of their own.

There is none until it is asked for. A new one ends the one before.
"""

from bookings.models import Patient, Therapist
from bookings.models.identity import new_token
from bookings.transactions import action

Owner = Therapist | Patient


@action
def renew_feed(*, owner: Owner) -> str:
    """A new secret; whatever was subscribed by the old one is told nothing from now on."""
    token = new_token()
    _write(owner, token)
    return token


@action
def end_feed(*, owner: Owner) -> None:
    """From now on there is no such calendar."""
    _write(owner, None)


def _write(owner: Owner, token: str | None) -> None:
    type(owner).objects.filter(pk=owner.pk).update(feed_token=token)
    owner.feed_token = token
