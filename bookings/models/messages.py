"""A clinic's own words for its messages."""

from django.db import models
from django.db.models.functions import Now

from bookings.models.identity import PublicModel
from bookings.models.people import Clinic, User


class MessageTemplate(PublicModel):
    """What a clinic says instead of the built-in words, for one kind of letter in one language.

    An empty text is the built-in one. Texts are plain; `{day}` and the like stand for values.
    """

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="message_templates")
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=8)
    subject = models.CharField(max_length=120, blank=True)
    heading = models.CharField(max_length=80, blank=True)
    lead = models.CharField(max_length=600, blank=True)
    button = models.CharField(max_length=40, blank=True)
    closing = models.CharField(max_length=300, blank=True)
    changed_by = models.ForeignKey(User, models.SET_NULL, null=True, blank=True, related_name="+")
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["kind", "language", "id"]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "kind", "language"], name="message_template_once")
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language})"
