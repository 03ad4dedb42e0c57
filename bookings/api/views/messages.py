"""What a clinic's messages say: read by its staff, worded by its owner."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from bookings.api.acting import Acting
from bookings.api.serializers.messages import MessageTemplateSerializer
from bookings.api.views.resources import ResourceViewSet, list_of
from bookings.errors import DomainError
from bookings.models import MessageTemplate
from bookings.notifications.templates import write_down

CALLED = {"added": "made", "changed": "saved", "removed": "reset"}


class TemplateExists(DomainError):
    code = "template_exists"
    message = _("There are words for this message in this language already. Change those.")


@list_of()
class MessageTemplateViewSet(ResourceViewSet):
    """Without a row, a message says its built-in words; taking a row away brings them back."""

    queryset = MessageTemplate.objects.all()
    serializer_class = MessageTemplateSerializer

    def check_new(self, given: dict[str, Any]) -> None:
        given |= {"changed_by": self.staff.user, "changed_at": self.now}
        same = MessageTemplate.objects.filter(
            clinic=self.staff.clinic, kind=given.get("kind"), language=given.get("language")
        )
        if self.action == "create" and same.exists():
            raise TemplateExists

    def log(self, acting: Acting, row: MessageTemplate, done: str) -> None:
        write_down(row, f"message_text_{CALLED[done]}", acting.user, self.now)
