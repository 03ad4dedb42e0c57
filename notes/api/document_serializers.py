"""Files of a record and papers as JSON."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers

from bookings.api.serializers.fields import IdField, IdOf
from notes.documents.filing import LONGEST_ADDRESS, LONGEST_LETTER, SENT
from notes.models import Document


class DocumentSerializer(serializers.ModelSerializer[Document]):
    """A file; its content is at `documents/{id}/content/`. `size` in bytes."""

    id = serializers.CharField(source="public_id", read_only=True)
    patient, plan = IdOf(), IdOf(allow_null=True)
    added_by = serializers.CharField(read_only=True)

    class Meta:
        model = Document
        fields = [
            "id",
            "patient",
            "plan",
            "kind",
            "title",
            "media_type",
            "size",
            "sha256",
            "added_by",
            "added_at",
        ]
        read_only_fields = fields


class NewDocument(serializers.Serializer[Any]):
    """Sent as multipart/form-data. PDF, JPEG or PNG, at most 10 MB; pictures are kept as PNG."""

    patient = IdField()
    kind = serializers.ChoiceField(choices=[(one.value, one.label) for one in SENT])
    title = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    file = serializers.FileField(max_length=400)


class NewLetter(serializers.Serializer[Any]):
    to = serializers.CharField(max_length=LONGEST_ADDRESS)
    text = serializers.CharField(max_length=LONGEST_LETTER)


class PaperQuery(serializers.Serializer[Any]):
    """As data, or set in type."""

    def get_fields(self) -> dict[str, serializers.Field[Any, Any, Any, Any]]:
        shape = serializers.ChoiceField(
            choices=["json", "pdf"], default="json", help_text=_("`pdf` answers with the file.")
        )
        return {"as": shape}


class PairSerializer(serializers.Serializer[Any]):
    label = serializers.CharField()  # type: ignore[assignment]  # a field, as it is called outside
    text = serializers.CharField()


class PaperClinicSerializer(serializers.Serializer[Any]):
    name = serializers.CharField()
    address = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)


class PaperSectionSerializer(serializers.Serializer[Any]):
    """`code` is the same in every language; a part has a `type`: words, facts, points, table or picture."""

    code = serializers.CharField()
    title = serializers.CharField(allow_blank=True)
    parts = serializers.ListField(child=serializers.DictField())


class PaperSerializer(serializers.Serializer[Any]):
    """A letter as data, in the language that it would be printed in."""

    kind = serializers.CharField()
    title = serializers.CharField()
    language = serializers.CharField()
    made_on = serializers.DateField()
    clinic = PaperClinicSerializer()
    to = serializers.CharField(allow_blank=True)
    about = PairSerializer(many=True)
    sections = PaperSectionSerializer(many=True)
    signed = serializers.ListField(child=serializers.CharField())
