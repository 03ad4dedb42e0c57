"""Lists come in pages: {count, next, previous, results}.

`count` is exact up to COUNTED and says one more of every longer list: to count all that a clinic has ever done would
take longer than to answer. `next` leads on to the end all the same.
"""

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from django.core.paginator import EmptyPage, Page, Paginator
from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.pagination import PageNumberPagination

MOST = 200
COUNTED = 100_000


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


def counted(rows: QuerySet[Any]) -> int:
    """How many there are; COUNTED + 1 if there are more than COUNTED."""
    return rows.order_by().values("pk")[: COUNTED + 1].count()


class _LongPaginator(Paginator):
    """Of a list that is too long to be counted, a page is there if it has a row."""

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        return counted(rows) if isinstance(rows, QuerySet) else len(rows)

    def is_beyond(self, number: int) -> bool:
        """Whether this page is there although nobody counted so far."""
        at = (number - 1) * self.per_page
        return self.count > COUNTED and number > 0 and bool(self.object_list[at : at + 1])

    def validate_number(self, number: Any) -> int:
        try:
            return super().validate_number(number)
        except EmptyPage:
            if self.is_beyond(int(number)):
                return int(number)
            raise

    def page(self, number: Any) -> "_LongPage":
        number = self.validate_number(number)
        at = (number - 1) * self.per_page
        return _LongPage(self.object_list[at : at + self.per_page], number, self)


class _LongPage(Page):
    paginator: _LongPaginator

    def has_next(self) -> bool:
        return super().has_next() or self.paginator.is_beyond(self.number + 1)


class Pages(PageNumberPagination):
    django_paginator_class = _LongPaginator
    page_size_query_param = "page_size"
    max_page_size = MOST
