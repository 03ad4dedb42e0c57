"""What patients read and sign, in the clinic's own words: to change, to look at first, and every version that was."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from bookings.models import Membership
from bookings.web import DressedForm, StaffRequest, show_refusal, staff_required
from notes.models import Consent
from notes.plans.consent_wording import (
    LONGEST_BODY,
    LONGEST_TITLE,
    BadWording,
    SameWording,
    Words,
    built_in_words,
    keep_wording,
    languages,
    shown,
    versions_of,
    words_now,
)
from notes.plans.signed_consent import text_of

OWNER = Membership.Role.OWNER


class WordingForm(DressedForm):
    """A title and a text for every language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in languages():
            spoken = {"lang": language, "class": "control"}
            self.fields[f"title-{language}"] = forms.CharField(
                label=_("Title"), required=False, max_length=2 * LONGEST_TITLE, widget=forms.TextInput(attrs=spoken)
            )  # fmt: skip
            self.fields[f"body-{language}"] = forms.CharField(
                label=_("Text"), required=False, max_length=2 * LONGEST_BODY,
                widget=forms.Textarea(attrs={**spoken, "rows": 14}),
                help_text=_("An empty line begins a new paragraph. {clinic} becomes your clinic’s name."),
            )  # fmt: skip
        for field in self.fields.values():
            field.is_needed = True  # type: ignore[attr-defined]
        self.names = dict(settings.LANGUAGES)

    @classmethod
    def showing(cls, words: Mapping[str, Words]) -> "WordingForm":
        initial = {f"title-{one}": said.title for one, said in words.items()}
        return cls(initial={**initial, **{f"body-{one}": said.body for one, said in words.items()}})

    def words(self) -> dict[str, Words]:
        data = self.cleaned_data
        return {one: Words(data.get(f"title-{one}", ""), data.get(f"body-{one}", "")) for one in languages()}

    def parts(self) -> list[tuple[str, Any, Any, Any]]:
        return [(one, self.names[one], self[f"title-{one}"], self[f"body-{one}"]) for one in languages()]


@require_safe
@staff_required(OWNER)
def all_texts(request: StaffRequest) -> HttpResponse:
    found = [(kind, label, text_of(kind, request.clinic)) for kind, label in Consent.Kind.choices]
    return render(request, "notes/consent_texts.html", {"section": "settings", "texts": found})


@require_http_methods(["GET", "HEAD", "POST"])
@staff_required(OWNER)
def edit(request: StaffRequest, kind: str) -> HttpResponse:
    """GET with `ours` brings our own words back into the form; POST shows what is typed, or keeps it."""
    if kind not in Consent.Kind.values:
        raise Http404
    if request.method != "POST":
        words = built_in_words(kind) if "ours" in request.GET else words_now(request.clinic, kind)
        return _page(request, kind, WordingForm.showing(words), words)
    form = WordingForm(request.POST)
    if not form.is_valid():
        return _page(request, kind, form, words_now(request.clinic, kind), status=422)
    words = form.words()
    if request.POST.get("then") == "preview":
        return _page(request, kind, form, words)
    try:
        kept = keep_wording(
            clinic=request.clinic, kind=kind, given=words, user=request.staff.user, now=timezone.now()
        )
    except BadWording as refusal:
        for (language, part), sentence in refusal.details["errors"].items():
            form.add_error(f"{part}-{language}", sentence)
        return _page(request, kind, form, words, status=422)
    except SameWording as refusal:
        show_refusal(request, refusal)
        return redirect("packs:consent", kind)
    messages.success(
        request, _("Kept as version %(number)s. Patients read it from now on.") % {"number": kept.number}
    )
    return redirect("packs:consent", kind)


def _page(
    request: StaffRequest, kind: str, form: WordingForm, words: Mapping[str, Words], status: int = 200
) -> HttpResponse:
    context = {
        "section": "settings",
        "kind": kind,
        "label": Consent.Kind(kind).label,
        "form": form,
        "previews": [
            (form.names[one], shown(said, kind, one, request.clinic)) for one, said in words.items()
        ],
        "versions": versions_of(request.clinic, kind),
        "zone": request.clinic.time_zone,
    }
    return render(request, "notes/consent_text.html", context, status=status)
