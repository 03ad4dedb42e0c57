"""What a therapist types and taps about a visit."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.web import DressedForm
from notes.dashboard import findings_form
from notes.dashboard.findings_form import AreaChoice, FormRow
from notes.models import Addendum, Consent, SoapNote
from notes.soap.addend import LONGEST_REASON
from notes.soap.draft import LONGEST_SECTION, Editor, NoteContent
from notes.soap.findings import EMPTY, BadFindings, Findings, plain, read
from notes.soap.opening import CARRIABLE

UNRATED = ("", _("Not rated"))
DELAYS = [
    (0, _("On signing")),
    (24, _("After a day")),
    (48, _("After two days")),
    (72, _("After three days")),
]
PAIN = [UNRATED, *((str(n), str(n)) for n in range(11))]


class SectionField(forms.CharField):
    """A long text, kept as typed but for the line ends that browsers send."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(required=False, strip=False, max_length=LONGEST_SECTION, **kwargs)
        self.widget.attrs["rows"] = rows

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class PainField(forms.TypedChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            choices=PAIN, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect, **kwargs
        )


class WindowForm(DressedForm):
    """What is written in a window says which version it goes on from, which window it is, and its how manieth save."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    editor = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    editor_step = forms.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput
    )

    def window(self) -> Editor:
        return Editor(self.cleaned_data["editor"], self.cleaned_data["editor_step"] or 0)


class NoteForm(WindowForm):
    subjective = SectionField(
        label=_("Subjective"), help_text=_("What the patient tells: pain, sleep, since last time")
    )
    objective = SectionField(label=_("Objective"), help_text=_("What you find: posture, palpation, movement"))
    assessment = SectionField(
        label=_("Assessment"), help_text=_("How it goes and how it was tolerated. No diagnosis")
    )
    next_step = SectionField(label=_("Plan"), help_text=_("What was done, home care, the next step"))
    patient_summary = SectionField(
        label=_("Summary for the patient"), rows=3, help_text=_("In plain words; the patient may read it")
    )
    nrs_before = PainField(label=_("Pain before"))
    nrs_after = PainField(label=_("Pain after"))
    nrs_missing_reason = forms.ChoiceField(
        label=_("If pain was not rated: why?"),
        required=False,
        choices=[("", "-"), *SoapNote.MissingPain.choices],
    )
    health_status_confirmed = forms.BooleanField(
        label=_("I asked about changes in health today"), required=False
    )
    consent_today = forms.BooleanField(label=_("The patient agreed to today's treatment"), required=False)
    summary_delay_hours = forms.TypedChoiceField(
        label=_("The patient may read it"), choices=DELAYS, coerce=int, empty_value="0", required=False
    )
    summary_delay_reason = forms.CharField(label=_("Why later?"), required=False, max_length=LONGEST_REASON)
    # Findings as they were sent, in one piece: what a page that compares versions carries along.
    findings = forms.CharField(required=False, max_length=100_000, widget=forms.HiddenInput)
    password = forms.CharField(
        label=_("Your password, to sign"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    carried = forms.MultipleChoiceField(required=False, choices=[(name, name) for name in CARRIABLE])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        every = {**type(self).base_fields, **findings_form.single_fields()}
        self.base_fields = every  # type: ignore[misc]  # copied for this form alone by Django
        self.row_errors: dict[str, dict[int, str]] = {}
        self.group_errors: dict[str, str] = {}
        super().__init__(*args, **kwargs)

    @classmethod
    def showing(cls, content: NoteContent, version: int) -> "NoteForm":
        shown = {name: getattr(content, name) for name in cls.base_fields if hasattr(content, name)}
        form = cls(
            initial={
                **shown,
                **findings_form.single_values(content.findings),
                "carried": list(content.carried),
                "findings": json.dumps(plain(content.findings)),
                "version": version,
            }
        )
        form.shown_findings = content.findings
        return form

    shown_findings: Findings = EMPTY

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        try:
            if sent := data.get("findings"):
                data["findings"] = read(json.loads(sent))
            else:
                data["findings"] = read(self._sent_findings(data))
        except BadFindings as bad:
            self._refuse_findings(bad.errors)
        except ValueError:
            self.add_error(None, _("What was sent cannot be read."))
        return data

    def content(self) -> NoteContent:
        data = self.cleaned_data
        texts = {name: data[name] for name in NoteContent.__dataclass_fields__ if name != "carried"}
        texts["summary_delay_hours"] = int(data["summary_delay_hours"])
        return NoteContent(**texts, carried=tuple(data["carried"]))

    @property
    def techniques_error(self) -> str:
        return self.group_errors.get("techniques", "")

    @property
    def areas_error(self) -> str:
        return self.group_errors.get("areas", "")

    def rows(self) -> dict[str, list[FormRow]]:
        """The numbered rows, as sent or as they stand."""
        found = findings_form.sent_rows(self.data) if self.is_bound else self._standing_rows()
        names = findings_form.SPARE
        return {
            name: list(findings_form.shown_rows(name, found[name], self.row_errors.get(name, {})))
            for name in names
        }

    def areas(self) -> list[tuple[str, list[AreaChoice]]]:
        found = findings_form.sent_rows(self.data) if self.is_bound else self._standing_rows()
        return findings_form.area_choices(found[findings_form.AREAS])

    def mark_rows(self, name: str, errors: dict[int, str]) -> None:
        """Say beside rows what is wrong with them; the numbers are those that were sent."""
        self.row_errors.setdefault(name, {}).update(errors)

    def _standing_rows(self) -> dict[str, list[dict[str, Any]]]:
        return findings_form.as_rows(self.shown_findings)

    def _sent_findings(self, data: dict[str, Any]) -> dict[str, Any]:
        single = {name: data.get(name) for name in findings_form.single_fields()}
        for name in ("event_date", "injured_on"):
            if day := single.get(name):
                single[name] = day.isoformat()
        words = str(single["pain_checks"] or "").replace(",", " ").split()
        single["pain_checks"] = [int(word) if word.isdecimal() and len(word) < 4 else word for word in words]
        return {**single, **findings_form.sent_rows(self.data)}

    def _refuse_findings(self, errors: dict[str, str]) -> None:
        for path, what in errors.items():
            group, _dot, rest = path.partition(".")
            if rest:
                self.mark_rows(group, {int(rest.split(".")[0]): str(_("Please look at this row."))})
                self.add_error(None, _("A row holds something that cannot be kept."))
            else:
                self.add_error(group if group in self.fields else None, what)

    def refuse_all(self, errors: dict[str, Any]) -> None:
        for name, sentence in errors.items():
            if name in ("techniques", "areas"):
                self.group_errors[name] = str(sentence)
            self.add_error(name if name in self.fields else None, str(sentence))


class RemarkForm(DressedForm):
    text = forms.CharField(
        label=_("What should be looked at again?"),
        max_length=LONGEST_SECTION,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class WorkingForm(WindowForm):
    text = SectionField(label=_("Reminders"), rows=8)


class ConsentForm(DressedForm):
    kind = forms.ChoiceField(label=_("What for?"), choices=Consent.Kind)
    method = forms.ChoiceField(label=_("How?"), choices=[(one.value, one.label) for one in Consent.BY_STAFF])


class RetractForm(DressedForm):
    reason = forms.CharField(label=_("Why was it an error?"), max_length=LONGEST_REASON)


class AddendumForm(DressedForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Addendum.Kind)
    reason = forms.CharField(label=_("Why?"), max_length=LONGEST_REASON)
    text = forms.CharField(
        label=_("Text"), max_length=LONGEST_SECTION, widget=forms.Textarea(attrs={"rows": 4})
    )
