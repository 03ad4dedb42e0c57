"""Session notes: one draft an appointment, saved with If-Match, signed, co-signed, and from then on only added to."""

from dataclasses import replace
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.problems import MEDIA_TYPE, problem
from bookings.api.views.base import check_if_match, etag_of, tagged
from bookings.models import ApiKey, Therapist
from notes import access
from notes.api import note_serializers as shapes
from notes.api.door import PlanDoor
from notes.models import Addendum, SoapNote
from notes.signature import PasswordNeeded, TooManyTries, confirm
from notes.soap.addend import BadAddendum, add_addendum
from notes.soap.cosign import cosign_note, send_back
from notes.soap.draft import BadNote, Contraindicated, NoteContent, open_note, save_draft
from notes.soap.findings import BadFindings, plain, read
from notes.soap.retract import retract_note
from notes.soap.sign import NotSignable, sign_note
from notes.soap.summaries import released_notes


def note_rows() -> QuerySet[SoapNote]:
    return SoapNote.objects.select_related(
        "clinic", "appointment", "patient__clinic", "plan", "author", "signed_by", "cosigned_by", "retraction"
    ).prefetch_related(Prefetch("addenda", Addendum.objects.select_related("author")))


def tag_of(note: SoapNote) -> str:
    return etag_of([note.public_id, note.version, note.status])


class NoteDoor(PlanDoor):
    """The author's drafts and the notes of treated patients; patients read released summaries of their own."""

    def handle_exception(self, error: Exception) -> Response:
        if isinstance(error, Contraindicated):
            rows = [{"row": number, "detail": str(why)} for number, why in error.details["rows"].items()]
            return Response(problem(409, error.code, error.message, rows=rows), 409, content_type=MEDIA_TYPE)
        if isinstance(error, NotSignable):
            missing = [{"field": name, "detail": str(why)} for name, why in error.details["errors"].items()]
            body = problem(409, error.code, error.message, missing=missing)
            return Response(body, 409, content_type=MEDIA_TYPE)
        if isinstance(error, PasswordNeeded | TooManyTries):
            status = 403 if isinstance(error, PasswordNeeded) else 429
            return Response(problem(status, error.code, error.message), status, content_type=MEDIA_TYPE)
        if isinstance(error, BadNote | BadAddendum):
            error = serializers.ValidationError(
                {name: [str(why)] for name, why in error.details["errors"].items()}
            )
        return super().handle_exception(error)

    def told(self, note: SoapNote) -> dict[str, Any]:
        return dict(shapes.NoteSerializer(note_rows().get(pk=note.pk)).data)

    def answered(self, note: SoapNote, status: int = 200) -> Response:
        return tagged(self.told(note), tag_of(note), status)

    def confirmed(self) -> str:
        """How the signer was confirmed. Raises PasswordNeeded, TooManyTries."""
        said = self.read(shapes.Signature)
        by_key = isinstance(self.request.auth, ApiKey)
        return confirm(self.request._request, self.user, said.get("password", ""), self.now, by_key=by_key)

    def to_change(self, id: str) -> access.Seen[SoapNote]:
        seen = self.seen(access.note_for, id, access.EDITED)
        check_if_match(self.request, tag_of(seen.row))
        return seen


class NotesView(NoteDoor):
    queries = {"get": shapes.NoteQuery}

    @extend_schema(
        parameters=[shapes.NoteQuery], responses=shapes.NoteSerializer(many=True), operation_id="notes_list"
    )
    def get(self, request: Request) -> Response:
        """Notes of the caller's patients and the caller's own drafts, the newest first; a patient's summaries."""
        shape: type[serializers.ModelSerializer[SoapNote]] = shapes.NoteSerializer
        if self.is_patient:
            rows, shape = released_notes(self.own_patients(), self.now), shapes.SummarySerializer
        else:
            read = Q(status=SoapNote.Status.SIGNED) | Q(author__user=self.user)
            supervised = Q(author__in=self._supervised())
            rows = note_rows().filter(Q(patient__in=self.patients()) & read | supervised)
        asked = self.rows_asked(rows, appointment="appointment__public_id", status="status")
        return self.listed(asked.order_by("-id"), "notes", lambda page: shape(page, many=True).data)

    def _supervised(self) -> QuerySet[Therapist]:
        """Whose notes the caller co-signs: read whatever their state."""
        clinic = self.acting.clinic if self.acting else None
        return access.supervised_by(self.user, clinic)

    @extend_schema(
        request=shapes.NewNote, responses={201: shapes.NoteSerializer}, operation_id="notes_create"
    )
    def post(self, request: Request) -> Response:
        """The note of an appointment: a new draft, or the one there is."""
        said = self.read(shapes.NewNote)
        seen = self.seen(access.visit_for, said["appointment"], access.EDITED)
        is_new = not SoapNote.objects.filter(appointment=seen.row).exists()
        note = open_note(appointment=seen.row, therapist=seen.therapist, now=self.now)
        return self.answered(note, 201 if is_new else 200)


class NoteView(NoteDoor):
    @extend_schema(responses=shapes.NoteSerializer, operation_id="notes_retrieve")
    def get(self, request: Request, id: str) -> Response:
        if not self.is_patient:
            return self.answered(self.seen(access.note_for, id).row)
        own = get_object_or_404(released_notes(self.own_patients(), self.now), public_id=id)
        self.note_look(own.patient, access.VIEWED, "note", own.public_id)
        return tagged(dict(shapes.SummarySerializer(own).data), tag_of(own))

    @extend_schema(
        request=shapes.NoteChange, responses=shapes.NoteSerializer, operation_id="notes_partial_update"
    )
    def patch(self, request: Request, id: str) -> Response:
        """Save the draft. A technique that something speaks against is refused unless its row says why."""
        seen = self.to_change(id)
        said = self.read(shapes.NoteChange)
        content = NoteContent.of(seen.row)
        if "findings" in said:
            said["findings"] = self._findings({**plain(content.findings), **said["findings"]})
        if "carried" in said:
            said["carried"] = tuple(said["carried"])
        note = save_draft(
            note=seen.row, content=replace(content, **said), expected_version=seen.row.version, now=self.now
        )
        return self.answered(note)

    def _findings(self, said: dict[str, Any]) -> Any:
        try:
            return read(said)
        except BadFindings as bad:
            errors = {f"findings.{path}": [what] for path, what in bad.errors.items()}
            raise serializers.ValidationError(errors) from bad


class SignNoteView(NoteDoor):
    @extend_schema(request=shapes.Signature, responses=shapes.NoteSerializer, operation_id="notes_sign")
    def post(self, request: Request, id: str) -> Response:
        """Fix the note as it stands. 409 `note_incomplete` names what is missing; 403 `password_needed`.

        A key is the signer's own secret and signs by itself. A session signs if the password was given lately; else
        it is sent along. Under supervision the note is `awaiting` until it is co-signed.
        """
        seen = self.to_change(id)
        note = sign_note(
            note=seen.row,
            therapist=seen.therapist,
            expected_version=seen.row.version,
            confirmed_with=self.confirmed(),
            now=self.now,
        )
        return self.answered(note)


class CosignNoteView(NoteDoor):
    @extend_schema(request=shapes.Signature, responses=shapes.NoteSerializer, operation_id="notes_cosign")
    def post(self, request: Request, id: str) -> Response:
        """The supervisor's signature makes the note final. 409 `not_awaiting`; 403 `password_needed`."""
        seen = self.seen(access.note_to_cosign, id, access.EDITED)
        check_if_match(request, tag_of(seen.row))
        self.confirmed()
        return self.answered(cosign_note(note=seen.row, supervisor=seen.therapist, now=self.now))


class SendBackNoteView(NoteDoor):
    @extend_schema(request=shapes.Remark, responses=shapes.NoteSerializer, operation_id="notes_send_back")
    def post(self, request: Request, id: str) -> Response:
        """Not co-signed, for a reason: the note is its author's draft again."""
        said = self.read(shapes.Remark)
        seen = self.seen(access.note_to_cosign, id, access.EDITED)
        check_if_match(request, tag_of(seen.row))
        send_back(note=seen.row, supervisor=seen.therapist, text=said["text"], now=self.now)
        return self.answered(seen.row)


class AddendaView(NoteDoor):
    @extend_schema(
        request=shapes.NewAddendum, responses={201: shapes.AddendumSerializer}, operation_id="notes_add"
    )
    def post(self, request: Request, id: str) -> Response:
        """Say something more about a signed note, which stays as it is."""
        said = self.read(shapes.NewAddendum)
        seen = self.seen(access.note_for, id, access.EDITED)
        once = self.own_once_for(lambda one: dict(shapes.AddendumSerializer(one).data))
        addendum = add_addendum(note=seen.row, therapist=seen.therapist, once=once, now=self.now, **said)
        return Response(shapes.AddendumSerializer(addendum).data, 201)


class RetractNoteView(NoteDoor):
    @extend_schema(request=shapes.Retraction, responses=shapes.NoteSerializer, operation_id="notes_retract")
    def post(self, request: Request, id: str) -> Response:
        """Declare a signed note to be entered in error. It stays readable."""
        said = self.read(shapes.Retraction)
        seen = self.seen(access.note_for, id, access.EDITED)
        retract_note(note=seen.row, therapist=seen.therapist, reason=said["reason"], now=self.now)
        return self.answered(seen.row)
