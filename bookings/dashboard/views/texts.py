"""The clinic's own words for its messages: all of them, one to change, and how it will look."""

import uuid
from urllib.parse import urlencode

from csp.constants import SELF
from csp.decorators import csp_update
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bookings.dashboard.forms import status_of
from bookings.dashboard.text_forms import AliasForm, TextsForm, in_order, label_of
from bookings.dashboard.views.inbox import MAIL_POLICY
from bookings.languages import named_languages
from bookings.models import Membership
from bookings.notifications import templates
from bookings.notifications.channels.email import Connection
from bookings.notifications.channels.line import NotSent
from bookings.notifications.letters import LETTERS
from bookings.notifications.names import alias_of
from bookings.notifications.own_texts import own_texts
from bookings.notifications.samples import lit, sample, sample_mail
from bookings.web import StaffRequest, is_below, staff_required

OWNER = Membership.Role.OWNER
TESTS_AN_HOUR = 20


@require_safe
@staff_required(OWNER)
def texts(request: StaffRequest) -> HttpResponse:
    return _texts_page(request, AliasForm(initial={"alias": request.clinic.policy.message_alias}))


def _texts_page(request: StaffRequest, alias_form: AliasForm) -> HttpResponse:
    language = request.GET.get("language", request.clinic.language)
    if language not in templates.languages():
        language = templates.languages()[0]
    shown = own_texts(clinic=request.clinic, language=language, letters=in_order())
    context = {
        "section": "messages",
        "lines": [(letter, label_of(letter), one) for letter, one in shown.items()],
        "edited": language,
        "languages": named_languages(),
        "alias": alias_form,
        "sender": alias_of(request.clinic),
    }
    return render(request, "dashboard/texts.html", context, status=status_of(alias_form))


@require_POST
@staff_required(OWNER)
def alias(request: StaffRequest) -> HttpResponse:
    form = AliasForm(request.POST)
    if form.is_valid():
        typed = form.cleaned_data["alias"]
        try:
            templates.set_alias(
                clinic=request.clinic, alias=typed, user=request.staff.user, now=timezone.now()
            )
        except templates.BadTexts as refusal:
            form.refuse(refusal)
        else:
            said = _("Saved. Messages now come from %(name)s.") % {"name": alias_of(request.clinic)}
            messages.success(request, said)
            return redirect("dashboard:texts")
    return _texts_page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
@staff_required(OWNER)
def edit(request: StaffRequest, language: str, letter: str) -> HttpResponse:
    _known(language, letter)
    if request.method != "POST":
        return _editor(request, language, letter)
    form = TextsForm(request.POST)
    try:
        templates.save_template(
            clinic=request.clinic, letter=letter, language=language, given=form.given(),
            user=request.staff.user, now=timezone.now(),
        )  # fmt: skip
    except templates.BadTexts as refusal:
        form.is_valid()
        form.refuse_texts(refusal)
        return _editor(request, language, letter, form=form, status=400)
    messages.success(request, _("Saved. Messages that leave from now on say this."))
    return redirect("dashboard:texts_edit", language, letter)


@require_POST
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
@staff_required(OWNER)
def preview(request: StaffRequest, language: str, letter: str) -> HttpResponse:
    """What is typed, as it would arrive: a fragment for htmx, else the whole page."""
    _known(language, letter)
    form = TextsForm(request.POST)
    form.is_valid()
    if not request.htmx:  # type: ignore[attr-defined]
        return _editor(request, language, letter, form=form)
    context = _seen(request, language, letter, form)
    return render(request, "dashboard/_texts_preview.html", context)


@require_safe
@xframe_options_sameorigin
@staff_required(OWNER)
def page(request: StaffRequest, language: str, letter: str) -> HttpResponse:
    """The HTML part by itself, for a frame. What is typed and not saved comes in the query."""
    _known(language, letter)
    try:
        own = templates.own_words(request.clinic, letter, language, request.GET.dict())
    except templates.BadTexts as refusal:
        return HttpResponse(str(refusal.message), content_type="text/plain; charset=utf-8", status=400)
    written = sample(request.clinic, letter, language, own, now=timezone.now())
    shown = lit(written.html, is_dark=request.GET.get("look") == "dark")
    return HttpResponse(shown, headers={"Content-Security-Policy": MAIL_POLICY})


@require_POST
@csp_update({"frame-src": [SELF]})  # type: ignore[arg-type]
@staff_required(OWNER)
def send_test(request: StaffRequest, language: str, letter: str) -> HttpResponse:
    """To whoever asks, never to a patient. It is no message of the outbox: nothing is planned, nothing tried again."""
    _known(language, letter)
    form = TextsForm(request.POST)
    form.is_valid()
    try:
        own = templates.own_words(request.clinic, letter, language, form.given())
    except templates.BadTexts as refusal:
        form.refuse_texts(refusal)
        return _editor(request, language, letter, form=form, status=400)
    if not is_below(TESTS_AN_HOUR, f"test-mails:{request.staff.user.pk}", seconds=3600):
        messages.error(request, _("That were many tests. Please wait an hour."))
        return _editor(request, language, letter, form=form, status=429)
    mail = sample_mail(
        request.clinic, letter, language, own, to=request.staff.user.email,
        message_id=f"<{uuid.uuid4()}@test.tend>", now=timezone.now(),
    )  # fmt: skip
    try:
        with Connection() as line:
            line.send(mail)
    except NotSent:
        messages.error(request, _("The mail server did not take it. Please try again later."))
    else:
        messages.success(
            request, _("A test is on its way to %(email)s.") % {"email": request.staff.user.email}
        )
    return _editor(request, language, letter, form=form)


@require_POST
@staff_required(OWNER)
def reset(request: StaffRequest, language: str, letter: str) -> HttpResponse:
    _known(language, letter)
    templates.reset_template(
        clinic=request.clinic, letter=letter, language=language, user=request.staff.user, now=timezone.now()
    )
    messages.success(request, _("The built-in words are back."))
    return redirect("dashboard:texts_edit", language, letter)


def _known(language: str, letter: str) -> None:
    if letter not in LETTERS or language not in templates.languages():
        raise Http404


def _editor(
    request: StaffRequest, language: str, letter: str, *, form: TextsForm | None = None, status: int = 200
) -> HttpResponse:
    editing = own_texts(clinic=request.clinic, language=language, letters=[letter])[letter]
    form = form or TextsForm(initial=editing.shown)
    context = {
        "section": "messages",
        "form": form,
        "letter": letter,
        "label": label_of(letter),
        "edited": language,
        "languages": named_languages(),
        "language_name": dict(named_languages())[language],
        "editing": editing,
        "placeholders": [f"{{{name}}}" for name in templates.placeholders_of(letter)],
        **_seen(request, language, letter, form),
    }
    return render(request, "dashboard/texts_edit.html", context, status=status)


def _seen(request: StaffRequest, language: str, letter: str, form: TextsForm) -> dict[str, object]:
    """The preview: the letter, or what is wrong with it beside what it cannot show."""
    given = form.given() if form.is_bound else {str(k): str(v) for k, v in form.initial.items()}
    try:
        own = templates.own_words(request.clinic, letter, language, given)
    except templates.BadTexts as refusal:
        fields = {name: form.fields[name].label for name in refusal.details["sentences"]}
        said = [
            (fields[name], text) for name, texts in refusal.details["sentences"].items() for text in texts
        ]
        return {"objections": said, "letter": letter, "edited": language}
    written = sample(request.clinic, letter, language, own, now=timezone.now())
    draft = {name: text for name, text in own.items() if text}
    return {
        "written": written,
        "letter": letter,
        "edited": language,
        "by_day": urlencode({**draft, "look": "light"}),
        "by_night": urlencode({**draft, "look": "dark"}),
    }
