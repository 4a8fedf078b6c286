"""What PostgreSQL's own catalogue says about isolation, table by table."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.db import connection, models

from core.isolation import POLICY, StateModel
from tests.isolation.tables import SHARED, same_state_keys, tenant_models

ROLE = settings.DATABASES["default"]["USER"]
TENANT = tenant_models()
IDS = [model._meta.db_table for model in TENANT]
DEFINERS = {"core_audit_chain"}
"""Functions that run with their owner's rights: only the audit chain, which checks the state itself."""


def rows(sql: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


@pytest.mark.parametrize("table", IDS)
def test_row_level_security_is_on_forced_and_has_the_one_policy(db, table):
    security = rows(
        "SELECT relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner) <> %s FROM pg_class"
        " WHERE relname = %s AND relnamespace = 'public'::regnamespace",
        ROLE,
        table,
    )
    assert security == [(True, True, True)]
    policies = rows("SELECT cmd, permissive, qual, with_check FROM pg_policies WHERE tablename = %s", table)
    canonical = "(state_id = (current_setting('app.state'::text))::bigint)"
    assert policies == [("ALL", "PERMISSIVE", canonical, canonical)]
    assert POLICY == "state_id = current_setting('app.state')::bigint"


def test_every_table_without_a_state_is_on_the_short_list(db):
    tables = {name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    assert tables - set(IDS) <= SHARED


def test_a_table_with_a_state_is_isolated(db):
    found = rows(
        "SELECT table_name FROM information_schema.columns WHERE column_name = 'state_id' AND table_schema = 'public'"
    )
    assert {name for (name,) in found} - {"core_hostname"} == set(IDS)


@pytest.mark.parametrize("model", TENANT, ids=IDS)
def test_every_key_between_two_tables_of_a_state_is_held_within_the_state(db, model):
    to_tenants = [
        field
        for field in model._meta.local_fields
        if isinstance(field, models.ForeignKey) and issubclass(field.related_model, StateModel)
    ]
    assert {field.name for field in to_tenants} == set(same_state_keys(model))
    for field in to_tenants:
        keys = rows(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'"
            " AND confrelid = %s::regclass",
            model._meta.db_table,
            field.related_model._meta.db_table,
        )
        assert any(f"(state_id, {field.column})" in definition for (definition,) in keys)


@pytest.mark.parametrize("table", IDS)
def test_every_unique_index_starts_with_the_state(db, table):
    """A unique key over all states would tell one that another has the same value. The surrogate key says nothing."""
    indexes = rows(
        "SELECT pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE indrelid = %s::regclass AND indisunique AND NOT indisprimary",
        table,
    )
    assert [definition for (definition,) in indexes if "(state_id" not in definition] == []


def test_no_view_looks_past_the_policy(db):
    assert rows("SELECT matviewname FROM pg_matviews") == []
    views = rows(
        "SELECT c.relname, coalesce(c.reloptions::text, '') FROM pg_class c WHERE c.relkind = 'v'"
        " AND c.relnamespace = 'public'::regnamespace"
    )
    assert [name for name, options in views if "security_invoker=true" not in options] == []


def test_functions_with_their_owners_rights_are_listed(db):
    found = rows("SELECT proname FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace")
    assert {name for (name,) in found} == DEFINERS


def test_the_role_owns_nothing_and_cannot_bypass(db):
    ((is_super, bypasses, creates),) = rows(
        "SELECT rolsuper, rolbypassrls, rolcreaterole FROM pg_roles WHERE rolname = current_user"
    )
    assert (is_super, bypasses, creates) == (False, False, False)
    assert rows("SELECT current_user") == [(ROLE,)]
    assert rows("SELECT tablename FROM pg_tables WHERE tableowner = current_user") == []
    truncating = rows(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND has_table_privilege(current_user,"
        " format('%%I.%%I', schemaname, tablename), 'TRUNCATE')"
    )
    assert truncating == []


def test_the_sweeper_may_read_the_job_table_and_nothing_else(db):
    sweeper = settings.DATABASES["sweeper"]["USER"]
    readable = rows(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        " AND has_table_privilege(%s, format('%%I.%%I', schemaname, tablename), 'SELECT')",
        sweeper,
    )
    assert readable == [("core_job",)]
