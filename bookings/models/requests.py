"""Requests that may come twice, and the keys that programs knock with."""

import hashlib

from django.db import models
from django.db.models.functions import Now

from bookings.models.encryption import EncryptedTextField
from bookings.models.people import Clinic, User


class IdempotentRequest(models.Model):
    """An Idempotency-Key that was used, what was asked with it, and the answer that was given.

    `answer` is JSON, encrypted as text: answers about notes and checks are clinical.
    """

    scope = models.CharField(max_length=80)
    key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = EncryptedTextField(aad="idempotentrequest.answer", blank=True, default="")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="idempotent_once")]
        indexes = [models.Index(fields=["created_at"], name="idempotent_by_age")]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"


class ApiKey(models.Model):
    """A program's way in, on behalf of a user in one clinic. Only the hash of the key is kept."""

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="api_keys")
    user = models.ForeignKey(User, models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=80)
    key_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now())
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name

    @staticmethod
    def hash_of(key: str) -> str:
        """Keys are 192 random bits, so a plain hash is enough: there is nothing to guess."""
        return hashlib.sha256(key.encode()).hexdigest()
