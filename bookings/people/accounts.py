"""Somebody's own account: its name and language, letters about it, and whether a mailbox may open it."""

from datetime import datetime

from django.db.models import Q, QuerySet

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


@action
def choose_language(*, user: User, language: str) -> None:
    User.objects.filter(pk=user.pk).update(language=language)


def are_closed_to_mail(accounts: QuerySet[User]) -> bool:
    """Whether one is of the staff, who sign in by a password and a second factor, or was shut: it opens nothing."""
    closed = Q(memberships__isnull=False) | Q(is_staff=True) | Q(is_superuser=True) | Q(is_active=False)
    return accounts.filter(closed).exists()


def _clinic_of(user: User) -> Clinic | None:
    return Clinic.objects.filter(memberships__user=user).order_by("pk").first()
