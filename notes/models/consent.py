"""Consent to treatment, as somebody gave it outside of a booking, and a clinic's own words of it."""

import pgtrigger
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bookings.models import Clinic, Patient, User
from bookings.models.encryption import EncryptedTextField
from bookings.models.identity import PublicModel


class Consent(PublicModel):
    """Who agreed to be treated, how and when; a booking over the portal keeps its own. Withdrawn, never removed.

    What was signed on the screen keeps its evidence: the whole text as it stood there, its version, language and
    fingerprint (SHA-256 of the text in UTF-8), the name and, if one was drawn, the strokes of the signature.
    """

    class Kind(models.TextChoices):
        """What was agreed to. The areas that `notes.body` calls sensitive need a consent of their own, in writing [N1]."""

        TREATMENT = "treatment", _("Treatment")
        SENSITIVE = "sensitive", _("Treatment of sensitive areas")

    class Method(models.TextChoices):
        WRITTEN = "written", _("In writing")
        SPOKEN = "spoken", _("Spoken")
        SIGNED = "signed", _("Signed on the screen")

    # What staff may write down; a signature on the screen is given by the patient alone.
    BY_STAFF = (Method.WRITTEN, Method.SPOKEN)
    IN_WRITING = (Method.WRITTEN, Method.SIGNED)

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="+")
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="consents", db_constraint=False)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.TREATMENT)
    method = models.CharField(max_length=8, choices=Method, default=Method.WRITTEN)
    given_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    text = EncryptedTextField(aad="consent.text", blank=True, default="")
    text_version = models.CharField(max_length=20, blank=True, default="")
    text_language = models.CharField(max_length=8, blank=True, default="")
    text_sha256 = models.CharField(max_length=64, blank=True, default="")
    signed_name = EncryptedTextField(aad="consent.signed_name", blank=True, default="")
    strokes = EncryptedTextField(aad="consent.strokes", blank=True, default="")

    class Meta:
        ordering = ["-given_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(method="signed") | Q(text_sha256__regex="^[0-9a-f]{64}$"),
                name="consent_signed_has_text",
            )
        ]
        triggers = [
            pgtrigger.Protect(
                name="consent_is_what_was_given",
                operation=pgtrigger.UpdateOf(
                    "kind", "method", "given_at", "recorded_by_id", "text", "text_version", "text_language",
                    "text_sha256", "signed_name", "strokes",
                ),
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.public_id


class ConsentWording(PublicModel):
    """A version of what a clinic's patients read before they sign, in every language. The highest number counts.

    `texts` maps a language to its title and body, with `{clinic}` for the clinic's name. Never changed: a signature
    names the version that it was given to.
    """

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="consent_wordings")
    kind = models.CharField(max_length=12, choices=Consent.Kind)
    number = models.PositiveSmallIntegerField()
    texts = models.JSONField()
    written_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "kind", "number"], name="consent_wording_once")
        ]
        triggers = [
            pgtrigger.Protect(name="consent_wording_is_kept", operation=pgtrigger.Update | pgtrigger.Delete)
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"
