"""What somebody wants to be told, when, and how."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


def muted_kinds_field() -> "ArrayField[Any, Any]":
    """Kinds of messages that somebody has asked not to get."""
    return ArrayField(models.CharField(max_length=20), default=list, blank=True)


class MessageWishes(models.Model):
    """A patient's own wishes. Quiet hours are minutes after midnight on their wall; unset, the clinic's apply."""

    muted_kinds = muted_kinds_field()
    text_messages = models.BooleanField(default=False)
    quiet_from_minute = models.PositiveSmallIntegerField(null=True, blank=True)
    quiet_to_minute = models.PositiveSmallIntegerField(null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def quiet_check(name: str) -> models.CheckConstraint:
        """Both bounds or neither, each a minute of the day."""
        both = Q(quiet_from_minute__lt=1440, quiet_to_minute__lt=1440)
        neither = Q(quiet_from_minute__isnull=True, quiet_to_minute__isnull=True)
        return models.CheckConstraint(condition=both | neither, name=name)
