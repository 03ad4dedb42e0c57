"""What a therapist types and taps about a visit."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bookings.web import DressedForm
from notes.models import Addendum, SoapNote
from notes.soap.addend import LONGEST_REASON
from notes.soap.draft import CARRIABLE, LONGEST_SECTION, Editor, NoteContent

UNRATED = ("", _("Not rated"))
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


class NoteForm(DressedForm):
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
    carried = forms.MultipleChoiceField(required=False, choices=[(name, name) for name in CARRIABLE])
    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
    editor = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)
    editor_step = forms.IntegerField(
        required=False, min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput
    )

    @classmethod
    def showing(cls, content: NoteContent, version: int) -> "NoteForm":
        names = (*cls.base_fields,)
        shown = {name: getattr(content, name) for name in names if hasattr(content, name)}
        return cls(initial={**shown, "carried": list(content.carried), "version": version})

    def content(self) -> NoteContent:
        data = self.cleaned_data
        texts = {name: data[name] for name in NoteContent.__dataclass_fields__ if name != "carried"}
        return NoteContent(**texts, carried=tuple(data["carried"]))

    def window(self) -> Editor:
        return Editor(self.cleaned_data["editor"], self.cleaned_data["editor_step"] or 0)

    def refuse_all(self, errors: dict[str, Any]) -> None:
        for name, sentence in errors.items():
            self.add_error(name if name in self.fields else None, str(sentence))


class AddendumForm(DressedForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Addendum.Kind)
    reason = forms.CharField(label=_("Why?"), max_length=LONGEST_REASON)
    text = forms.CharField(
        label=_("Text"), max_length=LONGEST_SECTION, widget=forms.Textarea(attrs={"rows": 4})
    )

    def refuse_all(self, errors: dict[str, Any]) -> None:
        for name, sentence in errors.items():
            self.add_error(name if name in self.fields else None, str(sentence))
