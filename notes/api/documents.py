"""Files of a record, and papers as data or as PDF: for the treating therapist, and the patient for what is theirs."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import PermissionDenied
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.idempotency import Once, fingerprint_of
from bookings.models import Patient
from notes import access
from notes.api import document_serializers as shapes
from notes.api.door import PlanDoor
from notes.api.serializers import OfPatientQuery
from notes.documents.checking import BadFile, check_file
from notes.documents.filing import BadDocument, Filing, file_document, write_letter
from notes.documents.parts import Paper, as_data
from notes.documents.plan_papers import Addressed, NoSuchPaper, discharge_paper, plan_paper
from notes.documents.queries import document_rows, download_name
from notes.documents.visit_summary import summary_paper
from notes.models import Document, NoteRetraction
from notes.soap.summaries import released_notes
from notes.web import handed, handed_paper

PDF = {(200, "application/pdf"): OpenApiTypes.BINARY}
MAKERS = {"plan": plan_paper, "discharge": discharge_paper}


def document_json(document: Document) -> dict[str, Any]:
    return dict(shapes.DocumentSerializer(document).data)


class DocumentDoor(PlanDoor):
    def handle_exception(self, error: Exception) -> Response:
        if isinstance(error, BadFile | BadDocument):
            error = serializers.ValidationError({error.field: [str(error.message)]}, code=error.code)
        elif isinstance(error, NoSuchPaper):
            error = Http404()
        return super().handle_exception(error)

    def asked_patient(self, public_id: str | None, action: str) -> Patient:
        """The caller's own record, or one that the therapist may file into. Raises Http404."""
        own = self.own_patients()
        mine = own.filter(public_id=public_id).first() if public_id else own.first()
        if mine is not None:
            self.note_look(mine, action, "documents", mine.public_id)
            return mine
        if not public_id:
            if self.is_patient:
                raise Http404
            raise serializers.ValidationError({"patient": ["Say whose."]})
        patient: Patient = self.seen(access.documents_of, public_id, action).row
        return patient

    def found(self, public_id: str, action: str) -> Document:
        mine = document_rows(self.own_patients()).filter(public_id=public_id).first()
        if mine is not None:
            self.note_look(mine.patient, action, "document", mine.public_id)
            return mine
        document: Document = self.seen(access.document_for, public_id, action).row
        return document

    def told(self, paper: Paper) -> Response | HttpResponse:
        return handed_paper(paper) if self.asked["as"] == "pdf" else Response(as_data(paper))


class DocumentsView(DocumentDoor):
    queries = {"get": OfPatientQuery}
    parser_classes = [MultiPartParser]

    @extend_schema(
        parameters=[OfPatientQuery],
        responses=shapes.DocumentSerializer(many=True),
        operation_id="documents_list",
    )
    def get(self, request: Request) -> Response:
        """The files of a record, the newest first."""
        patient = self.asked_patient(self.asked.get("patient"), access.VIEWED)
        rows = document_rows(patient.family_of_records()).select_related("patient", "plan", "added_by")
        return self.paged(rows, shapes.DocumentSerializer)

    @extend_schema(
        request={"multipart/form-data": shapes.NewDocument},
        responses={201: shapes.DocumentSerializer},
        operation_id="documents_create",
    )
    def post(self, request: Request) -> Response:
        """File something. It is judged by its content; pictures are drawn anew, without what is hidden in them."""
        said = self.read(shapes.NewDocument)
        patient = self.asked_patient(said["patient"], access.EDITED)
        checked = check_file(said["file"].read())
        filing = Filing(said["kind"], said["title"] or said["file"].name)
        document = file_document(
            patient=patient, filing=filing, checked=checked, user=self.user, now=self.now,
            once=self._once(filing, checked.sha256, patient),
        )  # fmt: skip
        return Response(document_json(document), 201)

    def _once(self, filing: Filing, sha256: str, patient: Patient) -> Once | None:
        if self.idempotency_key is None:
            return None
        asked = {"patient": patient.public_id, "kind": filing.kind, "title": filing.title, "sha256": sha256}
        fingerprint = fingerprint_of("POST", self.request.path, asked)
        scope = f"user:{self.user.pk}"
        return Once(scope, self.idempotency_key, fingerprint, lambda made: (201, document_json(made)))


class DocumentView(DocumentDoor):
    @extend_schema(responses=shapes.DocumentSerializer, operation_id="documents_retrieve")
    def get(self, request: Request, id: str) -> Response:
        return Response(document_json(self.found(id, access.VIEWED)))


class DocumentContentView(DocumentDoor):
    @extend_schema(
        responses={**PDF, (200, "image/png"): OpenApiTypes.BINARY}, operation_id="documents_content"
    )
    def get(self, request: Request, id: str) -> HttpResponse:
        """The file itself, always as an attachment."""
        document = self.found(id, access.EXPORTED)
        return handed(document.content, document.media_type, download_name(document))


class PlanPaperView(DocumentDoor):
    queries = {"get": shapes.PaperQuery}

    @extend_schema(
        parameters=[shapes.PaperQuery],
        responses={(200, "application/json"): shapes.PaperSerializer, **PDF},
        operation_id="plans_paper",
    )
    def get(self, request: Request, id: str, kind: str) -> Response | HttpResponse:
        """`plan`, or `discharge` once it has ended: what the patient takes home, as data or as PDF."""
        make = MAKERS.get(kind)
        if make is None:
            raise Http404
        return self.told(make(self.fetch_plan(id, access.EXPORTED), self.now))


class PlanLettersView(DocumentDoor):
    @extend_schema(
        request=shapes.NewLetter,
        responses={201: shapes.DocumentSerializer},
        operation_id="plans_write_letter",
    )
    def post(self, request: Request, id: str) -> Response:
        """A letter to a physician with the charts of the plan; kept among the documents."""
        if self.is_patient:
            raise PermissionDenied
        said = self.read(shapes.NewLetter)
        seen = self.seen(access.plan_for, id, access.EDITED)
        letter = write_letter(
            plan=seen.row, addressed=Addressed(**said), therapist=seen.therapist, user=self.user,
            now=self.now, once=self.own_once_for(document_json),
        )  # fmt: skip
        return Response(document_json(letter), 201)


class NoteSummaryView(DocumentDoor):
    queries = {"get": shapes.PaperQuery}

    @extend_schema(
        parameters=[shapes.PaperQuery],
        responses={(200, "application/json"): shapes.PaperSerializer, **PDF},
        operation_id="notes_summary",
    )
    def get(self, request: Request, id: str) -> Response | HttpResponse:
        """What the patient takes home of a visit; to the patient once it is released."""
        if self.is_patient:
            note = get_object_or_404(released_notes(self.own_patients(), self.now), public_id=id)
            self.note_look(note.patient, access.EXPORTED, "summary", note.public_id)
        else:
            note = self.seen(access.note_for, id, access.EXPORTED).row
            if not note.is_signed or NoteRetraction.objects.filter(note=note).exists():
                raise Http404
        return self.told(summary_paper(note, self.now))
