"""PostgreSQL's COPY, fed from a stream: rows go by in batches and are never held whole."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

BATCH = 2000


def column_of(model: type[models.Model], name: str) -> str:
    """The column of a field."""
    field: Any = model._meta.get_field(name)
    return str(field.column)


class Pipe:
    """Rows as CSV text, a batch each time somebody reads. What goes wrong in a row is kept in `error`."""

    def __init__(self, rows: Iterator[Sequence[object]]) -> None:
        self.rows = rows
        self.count = 0
        self.error: BaseException | None = None

    def read(self, size: int = -1) -> str:
        """The next batch, whatever its size; empty when there are no more rows."""
        text = io.StringIO()
        try:
            batch = list(islice(self.rows, BATCH))
            csv.writer(text, lineterminator="\n").writerows(batch)
        except BaseException as error:
            self.error = error
            raise
        self.count += len(batch)
        return text.getvalue()


def copy(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[object]]) -> int:
    """Insert rows by COPY; gives their number. None becomes null; a text may be empty.

    Whoever makes the rows may not ask the database meanwhile: the connection is busy with the COPY.
    Raises whatever the rows raise while they are made.
    """
    quote = connection.ops.quote_name
    fields = [model._meta.get_field(name) for name in columns]
    names = ", ".join(quote(column_of(model, name)) for name in columns)
    texts = [quote(str(f.column)) for f in fields if not f.null and isinstance(f, models.CharField)]
    force = f", FORCE_NOT_NULL ({', '.join(texts)})" if texts else ""
    table = quote(model._meta.db_table)
    pipe = Pipe(iter(rows))
    try:
        with connection.wrap_database_errors, connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table} ({names}) FROM STDIN WITH (FORMAT csv{force})", pipe)
    except Exception:
        if pipe.error is not None:
            raise pipe.error from None
        raise
    return pipe.count
