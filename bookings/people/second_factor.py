"""A second factor beside the password: who has one, and from when on a clinic's staff need one."""

from datetime import datetime, timedelta

from allauth.mfa.models import Authenticator
from django.db.models import Exists, OuterRef, Q

from bookings.audit import note_change
from bookings.models import Clinic, User
from bookings.transactions import action

# How long staff have to set one up once their clinic asks for it.
GRACE = timedelta(days=7)
# Recovery codes alone are none: they stand in for a factor that was lost.
FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def has_factor(user: str = "user") -> Exists:
    """A condition on rows whose column `user` names an account."""
    return Exists(Authenticator.objects.filter(user=OuterRef(user), type__in=FACTORS))


def lacking(now: datetime) -> Q:
    """A condition on memberships: their clinic asks for a second factor by now, and they have none."""
    return Q(clinic__second_factor_from__lte=now) & ~Q(has_factor())


@action
def require_second_factor(*, clinic: Clinic, user: User, now: datetime) -> datetime:
    """From when on staff need one: after GRACE, or as before if they were told already."""
    kept = Clinic.objects.select_for_update(of=("self",), no_key=True).get(pk=clinic.pk)
    if kept.second_factor_from is None:
        kept.second_factor_from = now + GRACE
        kept.save(update_fields=["second_factor_from"])
        _note(kept, user, "second_factor_required", now)
    return kept.second_factor_from


@action
def waive_second_factor(*, clinic: Clinic, user: User, now: datetime) -> None:
    """A password is enough; whoever has a second factor is still asked for it."""
    if Clinic.objects.filter(pk=clinic.pk).exclude(second_factor_from=None).update(second_factor_from=None):
        _note(clinic, user, "second_factor_waived", now)


def _note(clinic: Clinic, user: User, verb: str, now: datetime) -> None:
    note_change(clinic, verb, "clinic", clinic.public_id, user=user, now=now)
