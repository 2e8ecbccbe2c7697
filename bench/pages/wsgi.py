"""The product's own WSGI application, with the cost of every answer in its headers."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from typing import Any

from django.db import connection

from doorway.config.wsgi import application as doorway

HEADER = "X-Doorway-Cost"


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """Answer as the product does; ``X-Doorway-Cost`` says milliseconds, milliseconds in the database, queries."""
    queries, in_database = 0, 0.0

    def count(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        nonlocal queries, in_database
        begun = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            queries += not sql.startswith("BEGIN")  # SQLite is told of a transaction as of a question
            in_database += time.perf_counter() - begun

    begun = time.perf_counter()

    def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        # Django calls this when the answer is complete and squeezed; sending it is the network's time.
        spent = time.perf_counter() - begun
        cost = f"{spent * 1000:.3f} {in_database * 1000:.3f} {queries}"
        return start_response(status, [*headers, (HEADER, cost)], *rest)

    with connection.execute_wrapper(count):
        return doorway(environ, start)
