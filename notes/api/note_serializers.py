"""Session notes as JSON, and what is said to change them."""

import json
from typing import Any

from rest_framework import serializers

from bookings.api.pages import PageQuery
from bookings.api.serializers.fields import IdField, IdOf
from notes.models import Addendum, SoapNote
from notes.soap.addend import LONGEST_REASON
from notes.soap.content import is_what_was_signed
from notes.soap.draft import LONGEST_SECTION, MOST_DELAY_HOURS
from notes.soap.opening import CARRIABLE

TYPED = (
    "subjective", "objective", "assessment", "next_step", "patient_summary", "nrs_before", "nrs_after",
    "nrs_missing_reason", "health_status_confirmed", "consent_today", "summary_delay_hours", "summary_delay_reason",
)  # fmt: skip


class NoteQuery(PageQuery):
    patient = IdField(required=False)
    appointment = IdField(required=False)
    status = serializers.ChoiceField(choices=SoapNote.Status.choices, required=False)


class AddendumSerializer(serializers.ModelSerializer[Addendum]):
    id = serializers.CharField(source="public_id", read_only=True)
    author = IdOf()

    class Meta:
        model = Addendum
        fields = ["id", "kind", "reason", "text", "author", "at"]
        read_only_fields = fields


class NoteSerializer(serializers.ModelSerializer[SoapNote]):
    """`findings` are areas, palpation, movements, techniques and the rest; what was left empty is not in them."""

    id = serializers.CharField(source="public_id", read_only=True)
    appointment = IdOf()
    patient = IdOf()
    plan = IdOf()
    author = IdOf()
    signed_by = IdOf()
    cosigned_by = IdOf()
    findings = serializers.SerializerMethodField()
    addenda = serializers.SerializerMethodField()
    is_intact = serializers.SerializerMethodField()
    entered_in_error = serializers.SerializerMethodField()

    class Meta:
        model = SoapNote
        fields = [
            "id", "appointment", "patient", "plan", "author", "status", "version", *TYPED, "findings", "carried",
            "saved_at", "signed_at", "signed_by", "confirmed_with", "cosigned_at",
            "cosigned_by", "content_hash", "is_intact", "entered_in_error", "addenda",
        ]  # fmt: skip
        read_only_fields = fields

    def get_findings(self, note: SoapNote) -> dict[str, Any]:
        return dict(json.loads(note.findings)) if note.findings else {}

    def get_addenda(self, note: SoapNote) -> list[dict[str, Any]]:
        return [dict(AddendumSerializer(one).data) for one in note.addenda.all()]

    def get_is_intact(self, note: SoapNote) -> bool:
        return note.is_draft or is_what_was_signed(note)

    def get_entered_in_error(self, note: SoapNote) -> bool:
        return hasattr(note, "retraction")


class SummarySerializer(serializers.ModelSerializer[SoapNote]):
    """What a patient reads of a signed note."""

    id = serializers.CharField(source="public_id", read_only=True)
    appointment = IdOf()
    patient = IdOf()
    author = IdOf()

    class Meta:
        model = SoapNote
        fields = [
            "id",
            "appointment",
            "patient",
            "author",
            "nrs_before",
            "nrs_after",
            "patient_summary",
            "signed_at",
        ]
        read_only_fields = fields


class NewNote(serializers.Serializer[Any]):
    appointment = IdField()


class NoteChange(serializers.Serializer[Any]):
    """What is given replaces what was there; of `findings`, the names that are given."""

    subjective = serializers.CharField(max_length=LONGEST_SECTION, allow_blank=True, trim_whitespace=False)
    objective = serializers.CharField(max_length=LONGEST_SECTION, allow_blank=True, trim_whitespace=False)
    assessment = serializers.CharField(max_length=LONGEST_SECTION, allow_blank=True, trim_whitespace=False)
    next_step = serializers.CharField(max_length=LONGEST_SECTION, allow_blank=True, trim_whitespace=False)
    patient_summary = serializers.CharField(
        max_length=LONGEST_SECTION, allow_blank=True, trim_whitespace=False
    )
    nrs_before = serializers.IntegerField(min_value=0, max_value=10, allow_null=True)
    nrs_after = serializers.IntegerField(min_value=0, max_value=10, allow_null=True)
    nrs_missing_reason = serializers.ChoiceField(choices=SoapNote.MissingPain.choices, allow_blank=True)
    health_status_confirmed = serializers.BooleanField()
    consent_today = serializers.BooleanField()
    summary_delay_hours = serializers.IntegerField(min_value=0, max_value=MOST_DELAY_HOURS)
    summary_delay_reason = serializers.CharField(max_length=LONGEST_REASON, allow_blank=True)
    carried = serializers.ListField(
        child=serializers.ChoiceField(choices=CARRIABLE), max_length=len(CARRIABLE)
    )
    findings = serializers.DictField()

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        for field in fields.values():
            field.required = False
        return fields


class NewAddendum(serializers.Serializer[Any]):
    kind = serializers.ChoiceField(choices=Addendum.Kind.choices)
    reason = serializers.CharField(max_length=LONGEST_REASON)
    text = serializers.CharField(max_length=LONGEST_SECTION)


class Signature(serializers.Serializer[Any]):
    """The signer's password: needed from a browser's session in which it was not given lately."""

    password = serializers.CharField(required=False, allow_blank=True, trim_whitespace=False, write_only=True)


class Remark(serializers.Serializer[Any]):
    text = serializers.CharField(max_length=LONGEST_SECTION)


class Retraction(serializers.Serializer[Any]):
    reason = serializers.CharField(max_length=LONGEST_REASON)
