"""Which messages a member of the staff has switched off. One choice for all their roles in a clinic."""

from collections.abc import Collection

from bookings.models import Clinic, Membership, Notification, User
from bookings.transactions import action

Kind, Role = Notification.Kind, Membership.Role
KINDS: dict[Notification.Kind, frozenset[str]] = {
    Kind.NEW_BOOKINGS: frozenset({Role.THERAPIST}),
    Kind.UNSIGNED_NOTES: frozenset({Role.THERAPIST}),
    Kind.FAILED_MESSAGES: frozenset({Role.OWNER, Role.RECEPTION}),
}


def kinds_for(roles: Collection[str]) -> list[Notification.Kind]:
    """What somebody in these roles gets unless they say otherwise."""
    return [kind for kind, whose in KINDS.items() if whose & set(roles)]


def muted_by(user: User, clinic: Clinic) -> set[str]:
    rows = Membership.objects.filter(user=user, clinic=clinic).values_list("muted_kinds", flat=True)
    return {kind for kinds in rows for kind in kinds}


@action
def set_staff_wishes(*, user: User, clinic: Clinic, muted: Collection[str]) -> None:
    kept = sorted(str(kind) for kind in KINDS if kind in muted)
    Membership.objects.filter(user=user, clinic=clinic).update(muted_kinds=kept)
