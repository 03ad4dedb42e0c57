"""A clinic's own words for its messages."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from bookings.api.serializers.resources import Resource
from bookings.languages import named_languages
from bookings.models import MessageTemplate
from bookings.notifications.letters import LETTERS
from bookings.notifications.templates import BadTexts, own_words
from bookings.notifications.texts import FIELDS, LONGEST


def _text(name: str) -> Any:
    """Judged as a whole, after the shape: what a text may hold depends on the letter and the clinic."""
    return serializers.CharField(
        required=False, allow_blank=True, trim_whitespace=False, max_length=LONGEST[name]
    )


class MessageTemplateSerializer(Resource):
    """An empty text is the built-in one; a text that equals it is kept empty."""

    kind = serializers.ChoiceField(choices=sorted(LETTERS))
    language = serializers.ChoiceField(choices=named_languages())
    subject = _text("subject")
    heading = _text("heading")
    lead = _text("lead")
    button = _text("button")
    closing = _text("closing")
    changed_at = serializers.DateTimeField(read_only=True)

    class Meta:
        model = MessageTemplate
        fields = ["id", "kind", "language", *FIELDS, "changed_at"]

    def validate(self, given: dict[str, Any]) -> dict[str, Any]:
        fixed = ("kind", "language") if self.instance else ()
        if wrong := [name for name in fixed if name in given and given[name] != getattr(self.instance, name)]:
            raise serializers.ValidationError(
                dict.fromkeys(wrong, _("This cannot be changed: make another one.")), code="fixed"
            )
        texts = {name: self.together(given, name) or "" for name in FIELDS}
        kind, language = self.together(given, "kind"), self.together(given, "language")
        try:
            return {**given, **own_words(self.context["clinic"], kind, language, texts)}
        except BadTexts as refusal:
            raise serializers.ValidationError(refusal.details["sentences"], code=refusal.code) from refusal
