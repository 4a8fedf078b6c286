"""The audit trail's own rules: numbered, stamped, chained, and only ever inserted."""

from django.conf import settings
from django.db import migrations

CHAIN = """
CREATE FUNCTION core_audit_hash(prev bytea, state_id bigint, seq bigint, at timestamptz, actor_id bigint, actor text,
    deed text, target_type text, target_id text, target text, details jsonb, request_id text, address text)
RETURNS bytea LANGUAGE sql STABLE AS $$
    SELECT sha256(prev || convert_to(jsonb_build_array(state_id, seq, extract(epoch FROM at)::text, actor_id, actor, deed,
        target_type, target_id, target, details, request_id, address)::text, 'UTF8'))
$$;

CREATE FUNCTION core_audit_chain() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, public AS $$
DECLARE last public.core_audithead%ROWTYPE;
BEGIN
    IF NEW.state_id <> current_setting('app.state')::bigint THEN
        RAISE EXCEPTION 'an audit line belongs to the state in scope' USING errcode = '42501';
    END IF;
    INSERT INTO public.core_audithead (state_id, seq, hash) VALUES (NEW.state_id, 0, ''::bytea) ON CONFLICT (state_id) DO NOTHING;
    SELECT * INTO last FROM public.core_audithead WHERE state_id = NEW.state_id FOR UPDATE;
    NEW.seq := last.seq + 1;
    NEW.at := clock_timestamp();
    NEW.prev := last.hash;
    NEW.hash := public.core_audit_hash(NEW.prev, NEW.state_id, NEW.seq, NEW.at, NEW.actor_id, NEW.actor, NEW.deed,
        NEW.target_type, NEW.target_id, NEW.target, NEW.details, NEW.request_id, NEW.address);
    UPDATE public.core_audithead SET seq = NEW.seq, hash = NEW.hash WHERE state_id = NEW.state_id;
    RETURN NEW;
END $$;

CREATE TRIGGER core_audit_chain BEFORE INSERT ON core_auditevent FOR EACH ROW EXECUTE FUNCTION core_audit_chain();

CREATE FUNCTION core_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit trail is only ever added to' USING errcode = '42501'; END $$;
CREATE TRIGGER core_audit_no_change BEFORE UPDATE OR DELETE ON core_auditevent
    FOR EACH ROW EXECUTE FUNCTION core_audit_refuse();
CREATE TRIGGER core_audit_no_truncate BEFORE TRUNCATE ON core_auditevent
    FOR EACH STATEMENT EXECUTE FUNCTION core_audit_refuse();
"""

UNCHAIN = """
DROP TRIGGER core_audit_no_truncate ON core_auditevent; DROP TRIGGER core_audit_no_change ON core_auditevent;
DROP TRIGGER core_audit_chain ON core_auditevent; DROP FUNCTION core_audit_refuse(); DROP FUNCTION core_audit_chain();
DROP FUNCTION core_audit_hash(bytea, bigint, bigint, timestamptz, bigint, text, text, text, text, text, jsonb, text, text);
"""


def take_rights(apps, schema_editor):
    """The role that the product runs as may add lines and read them, and only read where the trail ends."""
    role = schema_editor.quote_name(settings.DATABASES["default"]["USER"])
    schema_editor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON core_auditevent FROM {role}")
    schema_editor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON core_audithead FROM {role}")
    sweeper = schema_editor.quote_name(settings.DATABASES["sweeper"]["USER"])
    schema_editor.execute(f"GRANT SELECT ON core_job TO {sweeper}")


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]

    operations = [
        migrations.RunSQL(CHAIN, UNCHAIN),
        migrations.RunPython(take_rights, migrations.RunPython.noop),
    ]
