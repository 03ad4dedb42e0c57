"""What is offered and where."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from bookings.models.identity import PublicModel
from bookings.models.people import Clinic, Therapist


class Location(PublicModel):
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="locations")
    name = models.CharField(max_length=120)
    address = models.CharField(max_length=250, blank=True)
    time_zone = models.CharField(max_length=64)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["id", "clinic"], name="location_in_clinic")]

    def __str__(self) -> str:
        return self.name


class Room(PublicModel):
    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="rooms")
    location = models.ForeignKey(Location, models.PROTECT, related_name="rooms")
    name = models.CharField(max_length=80)
    kinds = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["name", "id"]
        constraints = [models.UniqueConstraint(fields=["id", "clinic"], name="room_in_clinic")]

    def __str__(self) -> str:
        return self.name


class Service(PublicModel):
    """A treatment on offer. Buffers are the therapist's and the room's, never shown to the patient."""

    class Modality(models.TextChoices):
        THERAPEUTIC = "mod-ther", _("General therapeutic")
        SWEDISH = "mod-swe", _("Swedish")
        DEEP = "mod-deep", _("Deep tissue")
        SPORT = "mod-sport", _("Sports")
        HEAT = "mod-heat", _("Heat")

    class BookingMode(models.TextChoices):
        INSTANT = "instant", _("Booked at once")
        REQUEST = "request", _("The clinic confirms")
        PHONE = "phone", _("By phone only")

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("Everyone")
        NEW = "new", _("First visits only")
        RETURNING = "returning", _("Patients who have been here")

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="services")
    name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    modality = models.CharField(max_length=20, choices=Modality, default=Modality.THERAPEUTIC)
    booking_mode = models.CharField(max_length=8, choices=BookingMode, default=BookingMode.INSTANT)
    audience = models.CharField(max_length=10, choices=Audience, default=Audience.EVERYONE)
    buffer_before_minutes = models.PositiveSmallIntegerField(default=0)
    buffer_after_minutes = models.PositiveSmallIntegerField(default=0)
    room_kind = models.CharField(max_length=40, null=True, blank=True)
    therapists = models.ManyToManyField(Therapist, related_name="services", blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "name", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def asks_clinic(self) -> bool:
        """Whether a booking by anybody but staff is a request.

        It is, too, where the clinic has to look whether somebody has been here before: no answer may tell.
        """
        is_for_known = self.audience == self.Audience.RETURNING
        return self.booking_mode == self.BookingMode.REQUEST or is_for_known


class ServiceOption(PublicModel):
    """A length and a price of a service: what is booked."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="options")
    service = models.ForeignKey(Service, models.PROTECT, related_name="options")
    minutes = models.PositiveSmallIntegerField(validators=[MinValueValidator(5)])
    price = models.DecimalField(max_digits=9, decimal_places=2)
    currency = models.CharField(max_length=3, default="USD")
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["minutes", "id"]
        constraints = [
            models.UniqueConstraint(fields=["id", "clinic"], name="option_in_clinic"),
            models.CheckConstraint(
                condition=models.Q(minutes__gte=5, minutes__lte=720), name="option_minutes_sane"
            ),
            models.CheckConstraint(condition=models.Q(price__gte=0), name="option_price_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.service}, {self.minutes} min"
