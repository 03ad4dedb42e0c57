"""Lists come in pages: {count, next, previous, results}."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers
from rest_framework.pagination import PageNumberPagination

MOST = 200


class PageQuery(serializers.Serializer[Any]):
    """What every list may be asked. More than 200 a page is answered with 200."""

    page = serializers.IntegerField(required=False, min_value=1, max_value=1_000_000)
    page_size = serializers.IntegerField(required=False, min_value=1, max_value=1_000_000)


class OnePageSerializer(serializers.Serializer[Any]):
    """A list that is never longer than a page; a subclass says of what its `results` are."""

    count = serializers.IntegerField()
    next, previous = serializers.CharField(allow_null=True), serializers.CharField(allow_null=True)


def one_page(results: Sequence[Any]) -> dict[str, Any]:
    """The body of such a list."""
    return {"count": len(results), "next": None, "previous": None, "results": results}


class Pages(PageNumberPagination):
    page_size_query_param = "page_size"
    max_page_size = MOST
