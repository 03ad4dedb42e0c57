"""Bringing somebody into a clinic's staff: asked by mail, there once they have accepted."""

from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from bookings.audit import note_change
from bookings.errors import DomainError
from bookings.models import Clinic, Membership, StaffInvitation, Therapist, User
from bookings.models.invitations import invitation_of_key
from bookings.notifications.accounts import plan_invitation
from bookings.transactions import action

Role = Membership.Role
GOOD_FOR = timedelta(days=7)


class AlreadyThere(DomainError):
    code = "already_there"
    message = _("This person works here already. Their roles are changed on their page.")
    field = "email"


class InvitationSpent(DomainError):
    code = "invitation_spent"
    message = _("This invitation was used before, was taken back, or its week is over.")


@action
def invite(
    *, clinic: Clinic, email: str, role: str, therapist: Therapist | None, user: User, now: datetime
) -> StaffInvitation:
    """Ask whoever has `email` to work in `clinic`; asked again, the last invitation counts. Raises AlreadyThere.

    `therapist` is a calendar of the clinic's that nobody signs in for yet.
    """
    address = email.strip().lower()
    # A new account opens nothing: no password, no membership.
    invited = User.objects.filter(email__iexact=address).first() or User.objects.create_user(address)
    if Membership.objects.filter(clinic=clinic, user=invited).exists():
        raise AlreadyThere
    open_invitations(clinic).filter(user=invited).update(withdrawn_at=now)
    invitation = StaffInvitation.objects.create(
        clinic=clinic,
        user=invited,
        role=role,
        therapist=therapist if role == Role.THERAPIST else None,
        invited_by=user,
        asked_at=now,
        expires_at=now + GOOD_FOR,
    )
    plan_invitation(invitation, now)
    _note(invitation, user, "invited", now)
    return invitation


@action
def invite_again(*, invitation: StaffInvitation, now: datetime) -> None:
    """The same link once more, and another week. Raises InvitationSpent."""
    if not open_invitations(invitation.clinic).filter(pk=invitation.pk).update(expires_at=now + GOOD_FOR):
        raise InvitationSpent
    invitation.refresh_from_db()
    plan_invitation(invitation, now)


@action
def withdraw(*, invitation: StaffInvitation, user: User, now: datetime) -> None:
    """The link opens nothing any more. Done twice, it is done once."""
    if open_invitations(invitation.clinic).filter(pk=invitation.pk).update(withdrawn_at=now):
        _note(invitation, user, "invitation_withdrawn", now)


def open_invitations(clinic: Clinic) -> QuerySet[StaffInvitation]:
    """Those that nobody has answered, also if their time is over."""
    return StaffInvitation.objects.filter(clinic=clinic, accepted_at=None, withdrawn_at=None)


def open_invitation(key: str, now: datetime) -> StaffInvitation:
    """What the link of a letter opens, without using it up. Raises InvitationSpent."""
    rows = StaffInvitation.objects.select_related("clinic", "user", "invited_by", "therapist")
    found = rows.filter(
        public_id=invitation_of_key(key), accepted_at=None, withdrawn_at=None, user__is_active=True
    ).first()
    if found is None or now >= found.expires_at:
        raise InvitationSpent
    return found


@action
def accept(
    *, key: str, now: datetime, first_name: str = "", last_name: str = "", password: str = ""
) -> StaffInvitation:
    """The membership begins. Name and password are set if the account has no password yet. Raises InvitationSpent."""
    found = open_invitation(key, now)
    if not open_invitations(found.clinic).filter(pk=found.pk).update(accepted_at=now):
        raise InvitationSpent
    user = User.objects.select_for_update(of=("self",), no_key=True).get(pk=found.user_id)
    if not user.has_usable_password():
        user.first_name, user.last_name = first_name, last_name
        user.set_password(password)
        user.save()
    Membership.objects.get_or_create(clinic=found.clinic, user=user, role=found.role)
    if found.role == Role.THERAPIST:
        give_calendar(found.clinic, user, found.therapist)
    _note(found, user, "joined", now)
    return found


def give_calendar(clinic: Clinic, user: User, therapist: Therapist | None) -> None:
    """Tie a calendar that is nobody's to the account, or a new one; who has one keeps it. Part of the caller's transaction."""
    if own := Therapist.objects.filter(clinic=clinic, user=user).first():
        Therapist.objects.filter(pk=own.pk).update(is_active=True)
        return
    free = Therapist.objects.filter(clinic=clinic, user=None, pk__in=[therapist.pk] if therapist else [])
    if not free.update(user=user, is_active=True):
        Therapist.objects.create(
            clinic=clinic,
            user=user,
            first_name=user.get_short_name(),
            last_name=user.last_name,
            email=user.email,
        )


def _note(invitation: StaffInvitation, user: User, verb: str, now: datetime) -> None:
    note_change(
        invitation.clinic, verb, "member", str(invitation.user_id), user=user, now=now, reason=invitation.role
    )
