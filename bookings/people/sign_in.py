"""How patients sign in: a link by mail, for ten minutes, once; or the six digits beside it, where they asked.

Asking answers the same whether the address is known or not, and writes the same row. Whoever works in a clinic signs
in with their password instead, so that a mailbox alone never opens the dashboard.
"""

from datetime import datetime, timedelta

from django.db.models import QuerySet, Sum
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from bookings.audit import record_access
from bookings.errors import DomainError
from bookings.models import Clinic, Patient, SignIn, User
from bookings.models.sign_in import sign_in_code, sign_in_of_key
from bookings.notifications.sign_in import plan_sign_in, was_sent
from bookings.people.accounts import are_closed_to_mail
from bookings.transactions import action

GOOD_FOR = timedelta(minutes=10)
# More letters to one address within this time are asked for in vain.
WINDOW, MOST_LETTERS = timedelta(minutes=15), 3


# How often digits may be typed for one letter, and for one address within a day.
MOST_TRIES, MOST_TRIES_A_DAY = 5, 25


class LinkSpent(DomainError):
    code = "link_spent"
    message = _("This link was used before, or its ten minutes are over.")


class WrongCode(DomainError):
    """One of the five tries is used up."""

    code = "wrong_code"
    message = _("This is not the code of the last message. Please look once more.")
    field = "code"


class CodeSpent(DomainError):
    """Too late, used before, or typed wrong too often."""

    code = "code_spent"
    message = _("This code does not work any more. Please ask for a new message.")
    field = "code"


@action
def ask_to_sign_in(*, clinic: Clinic, email: str, now: datetime) -> SignIn:
    """Send a link and a code to `email` if a patient of the clinic has it; silent about everything else."""
    address = email.strip().lower()
    lately = SignIn.objects.filter(clinic=clinic, email=address, asked_at__gt=now - WINDOW).count()
    asked = SignIn.objects.create(clinic=clinic, email=address, asked_at=now, expires_at=now + GOOD_FOR)
    patient = _patients_at(clinic, address).select_related("clinic__policy", "guardian").first()
    if patient is not None and lately < MOST_LETTERS and not are_closed_to_mail(_accounts_at(address)):
        plan_sign_in(asked, patient)
    return asked


def open_link(key: str, now: datetime) -> SignIn:
    """What the link of a letter opens, without using it up. Raises LinkSpent."""
    asked = SignIn.objects.select_related("clinic").filter(public_id=sign_in_of_key(key)).first()
    if asked is None or asked.used_at is not None or now >= asked.expires_at:
        raise LinkSpent
    return asked


@action
def use_link(*, key: str, now: datetime) -> tuple[User, Patient]:
    """Use the link up; returns who is signed in, and as which patient first. Raises LinkSpent.

    The records that have the address are tied to the account, as those of their dependants are through them.
    """
    if (entered := _enter(open_link(key, now), now)) is None:
        raise LinkSpent
    return entered


def use_code(*, asked: str, typed: str, now: datetime) -> tuple[User, Patient]:
    """The same by the six digits, where `asked` names the asking: the door says it is the same browser.

    Every try counts. Digits beside which no letter went out open nothing. Raises WrongCode, CodeSpent.
    """
    if (entered := _use_code(asked=asked, typed=typed, now=now)) is None:
        raise WrongCode
    return entered


@action
def _use_code(*, asked: str, typed: str, now: datetime) -> tuple[User, Patient] | None:
    """None for a wrong one, not an error: the try that was used up outlives it."""
    rows = SignIn.objects.select_for_update(of=("self",), no_key=True).select_related("clinic")
    row = rows.filter(public_id=asked, used_at=None, expires_at__gt=now).first()
    if row is None or row.code_tries >= MOST_TRIES or _tries_today(row, now) >= MOST_TRIES_A_DAY:
        raise CodeSpent
    row.code_tries += 1
    row.save(update_fields=["code_tries"])
    is_right = constant_time_compare(typed, sign_in_code(row.public_id))
    return _enter(row, now) if is_right and was_sent(row) else None


def _tries_today(asked: SignIn, now: datetime) -> int:
    """However many letters were asked for: several askings are not several lots of tries."""
    rows = SignIn.objects.filter(
        clinic=asked.clinic_id, email=asked.email, asked_at__gt=now - timedelta(days=1)
    )
    return rows.aggregate(tries=Sum("code_tries"))["tries"] or 0


def _enter(asked: SignIn, now: datetime) -> tuple[User, Patient] | None:
    """Use it up and tie the records to the account; None if that is not possible any more."""
    patients = list(_patients_at(asked.clinic, asked.email))
    accounts = _accounts_at(asked.email)
    if not patients or are_closed_to_mail(accounts):
        return None
    if not SignIn.objects.filter(pk=asked.pk, used_at=None).update(used_at=now):
        return None
    user = accounts.first() or User.objects.create_user(asked.email)
    Patient.objects.filter(pk__in=[patient.pk for patient in patients]).update(user=user)
    for patient in patients:
        record_access(
            clinic=asked.clinic, user=user, patient=patient, action="signed_in", object_kind="patient",
            object_id=patient.public_id, now=now,
        )  # fmt: skip
    return user, patients[0]


def patients_of(user: User) -> QuerySet[Patient]:
    """The records that somebody signed in may see as a patient: their own, and those they answer for."""
    own = Patient.objects.filter(user=user).order_by()
    # Two questions that an index answers, where one with an "or" would look at everybody.
    wards = Patient.objects.filter(guardian__in=own.filter(merged_into=None)).order_by()
    rows = Patient.objects.kept().filter(pk__in=own.values("pk").union(wards.values("pk")))
    return rows.select_related("clinic__policy", "guardian").order_by("guardian_id", "pk")


def forget_old_links(now: datetime) -> int:
    """Drop what was asked for more than a day ago; returns how many."""
    return SignIn.objects.filter(asked_at__lt=now - timedelta(days=1)).delete()[0]


def _patients_at(clinic: Clinic, address: str) -> QuerySet[Patient]:
    return Patient.objects.kept().filter(clinic=clinic, email__iexact=address).order_by("pk")


def _accounts_at(address: str) -> QuerySet[User]:
    return User.objects.filter(email__iexact=address)
