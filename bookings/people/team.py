"""Who works in a clinic and as what: seen, changed, switched off."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.utils.translation import gettext_lazy as _

from bookings.audit import note_change
from bookings.errors import DomainError
from bookings.models import ApiKey, Clinic, Membership, StaffInvitation, Therapist, User
from bookings.people.invitations import give_calendar, open_invitations
from bookings.people.second_factor import has_factor
from bookings.transactions import action

Role = Membership.Role
ORDER = (Role.OWNER, Role.THERAPIST, Role.RECEPTION)


class LastOwner(DomainError):
    code = "last_owner"
    message = _("A clinic needs an owner: make somebody else one first.")
    field = "roles"


class NotYourself(DomainError):
    code = "not_yourself"
    message = _("Nobody switches themselves off. Ask another owner.")


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody who works in a clinic; `has_calendar`: they can be booked."""

    user: User
    roles: tuple[str, ...]
    has_calendar: bool
    has_factor: bool

    @property
    def roles_in_words(self) -> list[str]:
        return [str(Role(role).label) for role in self.roles]


@dataclass(frozen=True, slots=True)
class Team:
    members: tuple[Member, ...]
    invited: tuple[StaffInvitation, ...]


def team_of(clinic: Clinic) -> Team:
    """Everybody who works there, and who was invited and has not answered. Three queries."""
    rows = Membership.objects.filter(clinic=clinic, user__is_active=True).select_related("user")
    held: dict[User, tuple[set[str], bool]] = {}
    for row in rows.annotate(has_factor=has_factor()).order_by(
        "user__first_name", "user__last_name", "user_id"
    ):
        held.setdefault(row.user, (set(), row.has_factor))[0].add(row.role)
    booked = set(
        Therapist.objects.filter(clinic=clinic, is_active=True)
        .exclude(user=None)
        .values_list("user_id", flat=True)
    )
    return Team(
        members=tuple(
            Member(user, tuple(r for r in ORDER if r in roles), user.pk in booked, factor)
            for user, (roles, factor) in held.items()
        ),
        invited=tuple(open_invitations(clinic).select_related("user")),
    )


def free_calendars(clinic: Clinic) -> list[Therapist]:
    """Therapists whom nobody signs in as."""
    return list(Therapist.objects.filter(clinic=clinic, user=None, is_active=True))


@action
def change_roles(
    *,
    clinic: Clinic,
    member: User,
    roles: Collection[str],
    therapist: Therapist | None,
    user: User,
    now: datetime,
) -> None:
    """What `member` is from now on; whoever becomes a therapist gets `therapist`, or a new calendar. Raises LastOwner.

    Who is a therapist no longer keeps the calendar: visits stand in it. It is not theirs to open.
    """
    _keep_an_owner(clinic, member, roles)
    held = Membership.objects.filter(clinic=clinic, user=member)
    muted: list[str] = next((row.muted_kinds for row in held), [])
    held.exclude(role__in=roles).delete()
    for role in roles:
        Membership.objects.get_or_create(
            clinic=clinic, user=member, role=role, defaults={"muted_kinds": muted}
        )
    if Role.THERAPIST in roles:
        give_calendar(clinic, member, therapist)
    _note(clinic, member, user, "roles_changed", now, ",".join(sorted(roles)))


@action
def switch_off(*, clinic: Clinic, member: User, user: User, now: datetime) -> None:
    """`member` works here no more: no rights, no keys, and every session of theirs ends now.

    What they wrote stays theirs, their calendar stays bookable until it is closed. An account that works nowhere else
    loses its password and passkeys; a patient's pages can still be opened by a link. Raises NotYourself, LastOwner.
    """
    if member == user:
        raise NotYourself
    _keep_an_owner(clinic, member, ())
    Membership.objects.filter(clinic=clinic, user=member).delete()
    ApiKey.objects.filter(clinic=clinic, user=member, revoked_at=None).update(revoked_at=now)
    if not member.is_superuser and not Membership.objects.filter(user=member).exists():
        User.objects.filter(pk=member.pk).update(password=make_password(None))
        Authenticator.objects.filter(user=member).delete()
    for session in UserSession.objects.filter(user=member):
        session.end()
    _note(clinic, member, user, "switched_off", now)


def _keep_an_owner(clinic: Clinic, member: User, roles: Collection[str]) -> None:
    """One change of a clinic's people at a time: two owners must not each remove the other."""
    Clinic.objects.select_for_update(of=("self",), no_key=True).get(pk=clinic.pk)
    others = Membership.objects.filter(clinic=clinic, role=Role.OWNER, user__is_active=True).exclude(
        user=member
    )
    if Role.OWNER not in roles and not others.exists():
        raise LastOwner


def _note(clinic: Clinic, member: User, user: User, verb: str, now: datetime, reason: str = "") -> None:
    note_change(clinic, verb, "member", str(member.pk), user=user, now=now, reason=reason)
