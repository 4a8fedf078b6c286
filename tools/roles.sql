-- The database's roles. Run as a superuser, in the product's database; safe to run again.
-- Passwords are set apart (ALTER ROLE … PASSWORD …): docs/operations.md.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'roundtable_owner') THEN
        CREATE ROLE roundtable_owner NOLOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'roundtable_migrate') THEN
        CREATE ROLE roundtable_migrate LOGIN BYPASSRLS IN ROLE roundtable_owner;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'roundtable_app') THEN
        CREATE ROLE roundtable_app LOGIN NOBYPASSRLS;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'roundtable_sweeper') THEN
        CREATE ROLE roundtable_sweeper LOGIN BYPASSRLS;
    END IF;
END $$;
ALTER ROLE roundtable_app SET statement_timeout = '15s';
ALTER ROLE roundtable_app SET lock_timeout = '3s';
ALTER ROLE roundtable_app SET idle_in_transaction_session_timeout = '30s';
ALTER ROLE roundtable_sweeper SET statement_timeout = '15s';
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT CREATE, USAGE ON SCHEMA public TO roundtable_migrate;
GRANT USAGE ON SCHEMA public TO roundtable_app, roundtable_sweeper;
ALTER DEFAULT PRIVILEGES FOR ROLE roundtable_migrate IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO roundtable_app;
ALTER DEFAULT PRIVILEGES FOR ROLE roundtable_migrate IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO roundtable_app;
