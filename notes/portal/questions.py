"""A patient answers questions behind a link. Nothing of the record is shown; GET shows, POST keeps, once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from bookings.errors import DomainError
from bookings.web import sent
from notes.outcomes.ask import LinkClosed, activities_of, open_questionnaire
from notes.outcomes.packs import BUILT_IN, packs_of
from notes.outcomes.record import SUPPORT
from notes.outcomes.words import PHQ2_SUPPORT
from notes.plans.answer import answer_questionnaire
from notes.web import MeasureForm


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    try:
        asked = open_questionnaire(token, now)
    except LinkClosed:
        return render(request, "notes/portal/closed.html", {"clinic": None}, status=404)
    packs = packs_of(asked.clinic, asked.clinic.date_at(now))
    form = MeasureForm(
        sent(request),
        codes=[code for code in asked.codes if code in (*BUILT_IN, SUPPORT) or code in packs],
        activities=activities_of(asked),
        packs=packs,
    )
    context = {"clinic": asked.clinic, "form": form, "packs": packs}
    if request.method == "POST" and form.is_valid():
        try:
            kept = answer_questionnaire(questionnaire=asked, given=form.given(), now=now)
        except LinkClosed:
            return render(request, "notes/portal/closed.html", {"clinic": asked.clinic}, status=409)
        except DomainError as refusal:
            form.refuse(refusal)
        else:
            support = PHQ2_SUPPORT if any(one.code == "phq2" for one in kept) else ""
            return render(request, "notes/portal/thanks.html", {"clinic": asked.clinic, "support": support})
    return render(request, "notes/portal/questions.html", context, status=422 if form.errors else 200)
