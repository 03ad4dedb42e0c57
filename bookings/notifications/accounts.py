"""Letters about somebody's account: an invitation, a new password, and that the way to sign in was changed.

They leave at once, quiet hours or not. Every function is part of the caller's transaction.
"""

from datetime import datetime, timedelta

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.urls import reverse

from bookings.models import Clinic, Membership, Notification, StaffInvitation, User, Webhook
from bookings.models.invitations import invitation_key
from bookings.models.sign_in import sign_in_code, sign_in_key
from bookings.notifications.outbox import insert, row_to_staff

Kind = Notification.Kind
NEWS_FOR = timedelta(days=1)


def plan_invitation(invitation: StaffInvitation, now: datetime) -> None:
    key = f"invitation:{invitation.public_id}:{now.isoformat()}"
    row = row_to_staff(
        invitation.clinic, invitation.user, Kind.STAFF_INVITATION, key, now, invitation.expires_at
    )
    row.page_key = invitation.public_id
    insert([row])


def plan_password_reset(user: User, clinic: Clinic, now: datetime) -> None:
    until = now + timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    insert(
        [row_to_staff(clinic, user, Kind.PASSWORD_RESET, f"reset:{user.pk}:{now.isoformat()}", now, until)]
    )


def plan_account_changed(user: User, clinic: Clinic, now: datetime) -> None:
    """Changes of the same minute are one letter."""
    key = f"account:{user.pk}:{now:%Y-%m-%dT%H:%M}"
    insert([row_to_staff(clinic, user, Kind.ACCOUNT_CHANGED, key, now, now + NEWS_FOR)])


def plan_webhook_off(webhook: Webhook, now: datetime) -> None:
    """To every owner: calls to another program have been given up."""
    owners = User.objects.filter(
        memberships__clinic=webhook.clinic, memberships__role=Membership.Role.OWNER, is_active=True
    )
    key = f"webhook:{webhook.public_id}:{now.isoformat()}"
    insert(
        row_to_staff(webhook.clinic, owner, Kind.WEBHOOK_OFF, f"{key}:{owner.pk}", now, now + NEWS_FOR)
        for owner in owners.distinct()
    )


def secret_page_of(notification: Notification) -> str:
    """The page of a letter whose secret is in no row, made when it is written; empty for other letters."""
    match notification.kind:
        case Kind.SIGN_IN:
            return reverse(notification.page, args=[sign_in_key(notification.page_key)])
        case Kind.STAFF_INVITATION:
            return reverse("dashboard:invitation", args=[invitation_key(notification.page_key)])
        case Kind.PASSWORD_RESET:
            user = notification.user
            key = default_token_generator.make_token(user)
            return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(user), key])
    return ""


def code_in(notification: Notification) -> str:
    """The digits to type instead of following the link, in two groups of three; empty for other letters."""
    if notification.kind != Kind.SIGN_IN:
        return ""
    digits = sign_in_code(notification.page_key)
    return f"{digits[:3]} {digits[3:]}"
