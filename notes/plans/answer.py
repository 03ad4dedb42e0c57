"""A patient answers the questions behind a link: kept, scored and judged in one act, once."""

from collections.abc import Sequence
from datetime import datetime

from bookings.transactions import action
from notes.access import write_down
from notes.models import MeasureResponse, Questionnaire
from notes.outcomes.ask import LinkClosed, take_mail_back
from notes.outcomes.record import Given
from notes.plans.measure import keep_and_judge


@action
def answer_questionnaire(
    *, questionnaire: Questionnaire, given: Sequence[Given], now: datetime
) -> list[MeasureResponse]:
    """Raises LinkClosed for one that was answered meanwhile or ran out, and BadAnswer."""
    rows = Questionnaire.objects.select_for_update(of=("self",), no_key=True)
    asked = rows.select_related("patient__clinic", "plan").get(pk=questionnaire.pk)
    if asked.completed_at is not None or asked.expires_at <= now:
        raise LinkClosed
    wanted = [one for one in given if one.code in asked.codes]
    kept = keep_and_judge(asked.patient, wanted, user=None, now=now, plan=asked.plan, questionnaire=asked)
    asked.completed_at = now
    asked.save(update_fields=["completed_at"])
    take_mail_back(asked)
    write_down(asked, None, "answered", "questionnaire", now)
    return kept
