"""A new clinic with the person who owns it."""

import re
from datetime import datetime
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from bookings.errors import DomainError
from bookings.models import BookingPolicy, Clinic, Membership, User
from bookings.people.second_factor import GRACE
from bookings.transactions import action

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


class BadRegistration(DomainError):
    """Something about the new clinic cannot be used; `field` says what."""

    code = "bad_registration"


@action
def register_clinic(
    *, slug: str, name: str, time_zone: str, owner_email: str, now: datetime, password: str | None = None
) -> Clinic:
    """An empty clinic with the usual policy and its owner, who can sign in at once if a password is given.

    Its staff have GRACE to set up a second factor. Somebody who has an account already keeps it, with its password. Raises BadRegistration.
    """
    check_short_name(slug)
    _check(name, time_zone, owner_email)
    owner = User.objects.filter(email__iexact=owner_email).first()
    owner = owner or User.objects.create_user(owner_email, password)
    clinic = Clinic.objects.create(
        slug=slug,
        name=name.strip(),
        time_zone=time_zone,
        email=owner_email,
        second_factor_from=now + GRACE,
    )
    BookingPolicy.objects.create(clinic=clinic)
    Membership.objects.create(clinic=clinic, user=owner, role=Membership.Role.OWNER)
    return clinic


def check_short_name(slug: str, besides: Clinic | None = None) -> None:
    """Whether a clinic, or the one that is named, may have this in its public addresses. Raises BadRegistration."""
    longest = Clinic._meta.get_field("slug").max_length or 0
    if not SLUG.fullmatch(slug) or len(slug) > longest:
        raise BadRegistration(_("Use small letters, digits and single hyphens."), field="slug")
    taken = Clinic.objects.filter(slug=slug)
    if (taken.exclude(pk=besides.pk) if besides else taken).exists():
        raise BadRegistration(_("Another clinic has this short name."), field="slug")


def _check(name: str, time_zone: str, owner_email: str) -> None:
    if not name.strip() or len(name) > (Clinic._meta.get_field("name").max_length or 0):
        raise BadRegistration(_("Give the clinic a name of at most 120 letters."), field="name")
    if time_zone not in available_timezones():
        raise BadRegistration(
            _("This is not a time zone; use a name such as America/New_York."), field="time_zone"
        )
    try:
        validate_email(owner_email)
    except ValidationError as error:
        raise BadRegistration(" ".join(error.messages), field="owner_email") from error
