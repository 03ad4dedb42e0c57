"""How names and addresses are looked up, so that an index answers, whatever the language the database sorts in.

Not here: what may be typed, and who may find whom.
"""

from typing import Any

from django.contrib.postgres.search import SearchVectorField
from django.db import models


class Words(models.Func):
    """The words of a text column, for an index and for `begins`."""

    template = "array_to_tsvector(array_remove(string_to_array(%(expressions)s, ' '), ''))"
    output_field = SearchVectorField()


@SearchVectorField.register_lookup
class Begins(models.Lookup):
    """Whether one of the words begins so: `words__begins="byr"`. Letter by letter, nothing is taken for a stop word."""

    lookup_name = "begins"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        words, params = self.process_lhs(compiler, connection)
        quoted = str(self.rhs).replace("\\", "\\\\").replace("'", "''")
        return f"{words} @@ %s::tsquery", (*params, f"'{quoted}':*")


@models.EmailField.register_lookup
class SameAddress(models.Lookup):
    """`email__iexact`: Django would compare what UPPER says, and the indexes are on LOWER."""

    lookup_name = "iexact"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        ours, params = self.process_lhs(compiler, connection)
        theirs, more = self.process_rhs(compiler, connection)
        return f"LOWER({ours}) = LOWER({theirs})", (*params, *more)
