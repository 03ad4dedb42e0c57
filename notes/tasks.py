"""The clock's door to the notes. Each task may run twice, late or never."""

from celery import shared_task
from django.utils import timezone

from notes.plans import waiting


@shared_task(name="notes.tasks.refresh_plan_gaps", ignore_result=True)
def refresh_plan_gaps() -> None:
    """Tell the waiting list whose plan is behind."""
    waiting.refresh_plan_gaps(now=timezone.now())
