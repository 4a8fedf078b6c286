"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError

from core.access import public
from core.isolation import NoStateScope
from core.models import Member


@public
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers. Nothing else is asked."""
    return JsonResponse({"status": "ok"})


@public
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Database, broker, migrations and the isolation self-check.

    Without a broker the product still takes work into the ledger: ready, but degraded.
    """
    checks = {"database": _database(), "isolation": _isolation(), "migrations": _migrations(), "broker": _broker()}
    needed = all(checks[name] == "ok" for name in ("database", "isolation", "migrations"))
    status = ("ok" if checks["broker"] == "ok" else "degraded") if needed else "unavailable"
    return JsonResponse({"status": status, "checks": checks}, status=200 if needed else 503)


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "unreachable"
    return "ok"


def _isolation() -> str:
    """A query without a state must raise, in Python and in the database."""
    try:
        Member.objects.exists()
        return "python lets a query without a state through"
    except NoStateScope:
        pass
    try:
        Member._base_manager.exists()
        return "the database lets a query without a state through"
    except DatabaseError:
        return "ok"


def _migrations() -> str:
    try:
        executor = MigrationExecutor(connection)
        behind = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return "unknown"
    return f"{len(behind)} not applied" if behind else "ok"


def _broker() -> str:
    try:
        cache.get("health")
    except (RedisError, OSError):
        return "unreachable"
    return "ok"
