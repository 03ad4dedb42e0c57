"""Work that takes longer than an answer may: how far it is, who does it, and whether it is to stop."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from bookings.models.identity import PublicModel
from bookings.models.people import Clinic, User


class LongWork(PublicModel):
    """One long work of a clinic. A worker holds it until `lease_until` and renews that with each batch.

    `done` of `total` are the pieces behind it, committed together with what they did: whoever takes over goes on there.
    """

    class Kind(models.TextChoices):
        IMPORT_CHECK = "import_check", _("Looking at the file")
        IMPORT_RUN = "import_run", _("Bringing it in")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting to begin")
        RUNNING = "running", _("In progress")
        DONE = "done", _("Finished")
        STOPPED = "stopped", _("Stopped")
        FAILED = "failed", _("Failed")

    OVER = (State.DONE, State.STOPPED, State.FAILED)

    clinic = models.ForeignKey(Clinic, models.PROTECT, related_name="long_works")
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=Kind)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    stop_asked_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(
                fields=["lease_until"], name="long_work_open", condition=Q(state__in=["waiting", "running"])
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(done__lte=F("total")), name="long_work_within_total"),
            # Two files at once would each find the same person missing.
            models.UniqueConstraint(
                fields=["clinic"],
                name="long_work_one_import",
                condition=Q(kind="import_run", state__in=["waiting", "running"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.done}/{self.total}"

    @property
    def is_over(self) -> bool:
        return self.state in self.OVER

    @property
    def is_stopping(self) -> bool:
        return self.stop_asked_at is not None and not self.is_over

    def is_idle(self, now: datetime) -> bool:
        """Nobody works on it: it has not begun, or whoever did has gone."""
        return not self.is_over and (self.lease_until is None or self.lease_until < now)
