"""How patients sign in: a link by mail, for ten minutes, once.

Asking answers the same whether the address is known or not, and writes the same row. Whoever works in a clinic signs
in with their password instead, so that a mailbox alone never opens the dashboard.
"""

from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from bookings.audit import record_access
from bookings.errors import DomainError
from bookings.models import Clinic, Patient, SignIn, User
from bookings.models.sign_in import sign_in_of_key
from bookings.notifications.sign_in import plan_sign_in
from bookings.transactions import action

GOOD_FOR = timedelta(minutes=10)
# More letters to one address within this time are asked for in vain.
WINDOW, MOST_LETTERS = timedelta(minutes=15), 3


class LinkSpent(DomainError):
    code = "link_spent"
    message = _("This link was used before, or its ten minutes are over.")


@action
def ask_to_sign_in(*, clinic: Clinic, email: str, now: datetime) -> None:
    """Send a link to `email` if a patient of the clinic has it; silent about everything else."""
    address = email.strip().lower()
    lately = SignIn.objects.filter(clinic=clinic, email=address, asked_at__gt=now - WINDOW).count()
    asked = SignIn.objects.create(clinic=clinic, email=address, asked_at=now, expires_at=now + GOOD_FOR)
    patient = _patients_at(clinic, address).select_related("clinic__policy", "guardian").first()
    if patient is not None and lately < MOST_LETTERS and not _is_staff(address):
        plan_sign_in(asked, patient)


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
    asked = open_link(key, now)
    if not SignIn.objects.filter(pk=asked.pk, used_at=None).update(used_at=now):
        raise LinkSpent
    patients = list(_patients_at(asked.clinic, asked.email))
    if not patients or _is_staff(asked.email):
        raise LinkSpent
    user = _account(asked.email)
    Patient.objects.filter(pk__in=[patient.pk for patient in patients]).update(user=user)
    for patient in patients:
        record_access(
            clinic=asked.clinic, user=user, patient=patient, action="signed_in", object_kind="patient",
            object_id=patient.public_id, now=now,
        )  # fmt: skip
    return user, patients[0]


def patients_of(user: User) -> QuerySet[Patient]:
    """The records that somebody signed in may see as a patient: their own, and those they answer for."""
    mine = Q(user=user) | Q(guardian__user=user, guardian__merged_into=None)
    rows = Patient.objects.kept().filter(mine)
    return rows.select_related("clinic__policy", "guardian").order_by("guardian_id", "pk")


def forget_old_links(now: datetime) -> int:
    """Drop what was asked for more than a day ago; returns how many."""
    return SignIn.objects.filter(asked_at__lt=now - timedelta(days=1)).delete()[0]


def _patients_at(clinic: Clinic, address: str) -> QuerySet[Patient]:
    return Patient.objects.kept().filter(clinic=clinic, email__iexact=address).order_by("pk")


def _is_staff(address: str) -> bool:
    works = Q(memberships__isnull=False) | Q(is_staff=True) | Q(is_superuser=True) | Q(is_active=False)
    return User.objects.filter(works, email__iexact=address).exists()


def _account(address: str) -> User:
    user = User.objects.filter(email__iexact=address).first()
    if user is None:
        user = User(email=address)
        user.set_unusable_password()
        user.save()
    return user
