"""How our own pieces appear in the OpenAPI document, and the document's own views."""

from typing import Any

from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiJsonRenderer2, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from bookings.api.problems import MEDIA_TYPE

PROBLEM = {
    "type": "object",
    "description": "RFC 9457",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["field", "code", "detail"],
                "properties": {name: {"type": "string"} for name in ("field", "code", "detail")},
            },
        },
        "alternatives": {"type": "array", "items": {"$ref": "#/components/schemas/Slot"}},
    },
}
ONCE = {
    "in": "header",
    "name": "Idempotency-Key",
    "schema": {"type": "string", "pattern": "^[!-~]{1,200}$"},
    "description": "The same key with the same request gets the same answer and has one effect.",
}
IF_MATCH = {
    "in": "header",
    "name": "If-Match",
    "schema": {"type": "string"},
    "description": "The ETag that was seen last; 412 if it is no longer the present one.",
}


class ApiKeyScheme(OpenApiAuthenticationExtension):
    target_class = "bookings.api.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer"}


class StaffSessionScheme(SessionScheme):
    target_class = "bookings.api.authentication.StaffSession"


def describe_refusals(result: Any, generator: Any, request: Any, public: bool) -> Any:
    """Every operation may answer with a problem; writes take the headers that make them safe to repeat."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    answer = {
        "description": "A problem",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for operations in result["paths"].values():
        for method, operation in operations.items():
            operation["responses"]["default"] = answer
            if method == "post":
                operation.setdefault("parameters", []).append(ONCE)
            if method in ("post", "patch", "delete"):
                operation.setdefault("parameters", []).append(IF_MATCH)
    return result


class SchemaView(SpectacularAPIView):
    """The OpenAPI document, as JSON unless YAML is asked for by Accept; open to everybody."""

    authentication_classes = []
    permission_classes = []
    metadata_class = None
    renderer_classes = [OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer]


class DocsView(SpectacularSwaggerSplitView):
    """The document as a page to try things out."""

    authentication_classes = []
    permission_classes = []
    metadata_class = None
    url_name = "api:schema"
