"""Clinics and the people of a clinic."""

import unicodedata
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Coalesce, Lower, Now
from django.utils.translation import gettext_lazy as _

from bookings.models.identity import PublicModel
from bookings.models.querysets import PatientQuerySet
from bookings.models.searching import Words
from bookings.models.wishes import MessageWishes, muted_kinds_field


def search_key(text: str) -> str:
    """Text as it is compared and searched: without accents, case and double spaces."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())


def feed_token_field() -> "models.CharField[str | None, str | None]":
    """The secret of the address at which a calendar may be read; none until it is asked for."""
    return models.CharField(max_length=40, unique=True, null=True, blank=True, editable=False)


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **extra: Any) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **extra: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **extra)

    def get_by_natural_key(self, email: str | None) -> "User":
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """Somebody who can sign in. What they may do is in their memberships; `is_staff` is the platform's."""

    email = models.EmailField(_("e-mail"))
    first_name = models.CharField(_("first name"), max_length=80, blank=True)
    last_name = models.CharField(_("last name"), max_length=80, blank=True)
    language = models.CharField(max_length=8, blank=True)
    is_staff = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)
    date_joined = models.DateTimeField(db_default=Now())

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_unique")]

    def __str__(self) -> str:
        return self.get_full_name() or self.email

    def get_full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    def get_short_name(self) -> str:
        return self.first_name or self.email


class Clinic(PublicModel):
    """The tenant. Everything else belongs to exactly one."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64)
    country = models.CharField(max_length=2, default="US")
    region = models.CharField(max_length=10, blank=True, help_text=_("For public holidays."))
    language = models.CharField(max_length=8, default="en")
    currency = models.CharField(max_length=3, default="USD")
    phone = models.CharField(max_length=40, blank=True)
    email = models.EmailField(blank=True)
    about = models.TextField(blank=True)
    accent = models.CharField(max_length=7, default="#2f6f5e", help_text=_("A colour, as #rrggbb."))
    emergency_number = models.CharField(max_length=20, default="911")
    second_factor_from = models.DateTimeField(
        null=True, blank=True, help_text=_("From when on staff need a second factor; empty: they do not.")
    )
    embed_origins = ArrayField(
        models.CharField(max_length=200),
        default=list,
        blank=True,
        help_text=_("Web addresses that may show the booking page inside a page of theirs; empty: none."),
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return self.name

    def date_at(self, at: datetime) -> date:
        """The day that it is on the clinic's wall at an instant: today, asked of the present one."""
        return at.astimezone(ZoneInfo(self.time_zone)).date()


class Membership(models.Model):
    """What a user is in a clinic. Somebody who is two things has two."""

    class Role(models.TextChoices):
        OWNER = "owner", _("Owner")
        THERAPIST = "therapist", _("Therapist")
        RECEPTION = "reception", _("Reception")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="memberships")
    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role)
    muted_kinds = muted_kinds_field()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["clinic", "user", "role"], name="membership_once")]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


class Therapist(PublicModel):
    """Somebody whose time can be booked. With a user, they can sign in."""

    class OfferPolicy(models.TextChoices):
        ALL = "all", _("Every free time")
        ADJACENT = "adjacent", _("Only times next to other bookings, once the day has one")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="therapists")
    user = models.ForeignKey(User, models.PROTECT, related_name="therapists", null=True, blank=True)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    bio = models.TextField(blank=True)
    offer_policy = models.CharField(max_length=10, choices=OfferPolicy, default=OfferPolicy.ALL)
    max_hands_on_minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("The most minutes of treatment a day; empty: no limit.")
    )
    max_deep_in_a_row = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text=_("The most deep-pressure treatments in a row; empty: no limit.")
    )
    is_active = models.BooleanField(default=True)
    feed_token = feed_token_field()

    class Meta:
        ordering = ["first_name", "last_name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "clinic"], name="therapist_in_clinic"),
            models.UniqueConstraint(fields=["clinic", "user"], name="therapist_user_once"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


class Patient(MessageWishes, PublicModel):
    """Somebody who is treated. Several may share an e-mail; a guardian books for a child.

    Once the record's time is over the row stays without anything in it (`emptied_at`): the access log names it.
    """

    class Sex(models.TextChoices):
        UNKNOWN = "", _("Not said")
        FEMALE = "female", _("Female")
        MALE = "male", _("Male")
        OTHER = "other", _("Other")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="patients")
    user = models.ForeignKey(User, models.SET_NULL, related_name="patients", null=True, blank=True)
    guardian = models.ForeignKey("self", models.PROTECT, related_name="dependants", null=True, blank=True)
    first_name = models.CharField(_("first name"), max_length=80)
    last_name = models.CharField(_("last name"), max_length=80)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    sex = models.CharField(max_length=6, choices=Sex, blank=True, default=Sex.UNKNOWN)
    language = models.CharField(max_length=8, blank=True)
    merged_into = models.ForeignKey(
        "self", models.PROTECT, related_name="merged_from", null=True, blank=True, editable=False
    )
    search_name = models.CharField(max_length=200, editable=False, db_default="")
    phone_digits = models.CharField(max_length=20, editable=False, db_default="")
    feed_token = feed_token_field()
    emptied_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = PatientQuerySet.as_manager()

    class Meta:
        ordering = ["last_name", "first_name", "id"]
        indexes = [
            models.Index(fields=["clinic", "search_name"], name="patient_by_name"),
            GinIndex(Words("search_name"), name="patient_by_words"),
            models.Index(Coalesce("merged_into", "id"), name="patient_by_person"),
            # In the order of letters, not of a language: only so are beginnings found by them.
            models.Index("clinic", OpClass(Lower("email"), "text_pattern_ops"), name="patient_by_address"),
            models.Index("clinic", OpClass("phone_digits", "varchar_pattern_ops"), name="patient_by_digits"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["id", "clinic"], name="patient_in_clinic"),
            MessageWishes.quiet_check("patient_quiet_hours"),
        ]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def is_kept(self) -> bool:
        """Neither merged into another record nor emptied: as `objects.kept()` says it of many."""
        return self.merged_into_id is None and self.emptied_at is None

    @property
    def backward_digits(self) -> str:
        """The last digits of the phone, the last first: as it is searched."""
        return "".join(c for c in self.phone if c.isdigit())[::-1][:20]

    def family_of_records(self) -> PatientQuerySet:
        """The record that is kept of this person and every one that was merged into it, to select rows by.

        What was signed stays with the record that it was signed for: read by all of these.
        """
        return records_of(self.merged_into_id or self.pk)

    def set_search_columns(self) -> None:
        """Keep the columns that searches use in step; the last digits of a phone are searched backwards."""
        self.search_name = search_key(f"{self.last_name} {self.first_name}")
        self.phone_digits = self.backward_digits

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_search_columns()
        super().save(*args, **kwargs)


def records_of(kept: Any) -> PatientQuerySet:
    """Every record of the person of whom `kept`, a key or an OuterRef, is the record that is kept."""
    return Patient.objects.filter(models.Q(pk=kept) | models.Q(merged_into=kept)).order_by()
