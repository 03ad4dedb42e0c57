"""Who saw or changed what in the clinic: for its owner, to read."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from bookings.api.acting import OWNER, IsStaff, require_role
from bookings.api.pages import PageQuery, Pages
from bookings.api.serializers.audit import AuditLineSerializer
from bookings.api.serializers.fields import IdField, InstantField
from bookings.api.views.base import StaffDoor
from bookings.models import AccessRecord

AuditQuery = type(
    "AuditQuery",
    (PageQuery,),
    {
        "from": InstantField(required=False),
        "to": InstantField(required=False),
        "patient": IdField(required=False),
        "action": serializers.CharField(required=False, max_length=40),
    },
)
FILTERS = {"from": "at__gte", "to": "at__lt", "patient": "patient__public_id", "action": "action"}


class AuditView(StaffDoor):
    permission_classes = [IsAuthenticated, IsStaff]
    pagination_class = Pages  # told by the document
    queries = {"get": AuditQuery}

    @extend_schema(
        parameters=[AuditQuery], responses=AuditLineSerializer(many=True), operation_id="audit_list"
    )
    def get(self, request: Request) -> Response:
        """The latest first; `from` is included, `to` is not."""
        clinic = require_role(self.acting, OWNER).clinic
        wanted: dict[str, Any] = {FILTERS[name]: self.asked[name] for name in FILTERS if name in self.asked}
        rows = AccessRecord.objects.filter(clinic=clinic, **wanted).select_related("user", "patient")
        pages = Pages()
        page = pages.paginate_queryset(rows, request, view=self)
        return pages.get_paginated_response(AuditLineSerializer(page, many=True).data)
