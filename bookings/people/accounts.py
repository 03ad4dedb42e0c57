"""Letters to members of the staff about their own account, asked for by the pages of signing in."""

from datetime import datetime

from bookings.models import Clinic, User
from bookings.notifications.accounts import plan_account_changed, plan_password_reset
from bookings.transactions import action


@action
def send_reset_link(*, user: User, now: datetime) -> bool:
    """Put the link for a new password into the post. False for somebody who works in no clinic: nothing is sent."""
    clinic = _clinic_of(user)
    if clinic is None:
        return False
    plan_password_reset(user, clinic, now)
    return True


@action
def tell_of_change(*, user: User, now: datetime) -> None:
    """Say that a way to sign in was added, taken away or changed, in case it was somebody else."""
    if clinic := _clinic_of(user):
        plan_account_changed(user, clinic, now)


@action
def change_profile(*, user: User, first_name: str, last_name: str, language: str) -> None:
    User.objects.filter(pk=user.pk).update(first_name=first_name, last_name=last_name, language=language)


def _clinic_of(user: User) -> Clinic | None:
    return Clinic.objects.filter(memberships__user=user).order_by("pk").first()
