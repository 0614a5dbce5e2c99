"""What was awarded, issued or worded does not change: the database refuses, whoever asks."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION credentials_keep_credential() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- What may still change after the award, and of that what may still change after the issue.
    status_columns constant text[] :=
        ARRAY['suspended_at', 'revoked_at', 'revoked_by_id', 'revocation_reason', 'superseded_by_id'];
    issue_columns constant text[] :=
        ARRAY['issued_at', 'document', 'signing_key_id', 'status_list_id', 'status_index'];
    open_columns text[] := status_columns;
BEGIN
    IF TG_OP = 'DELETE' THEN
        IF OLD.issued_at IS NOT NULL THEN
            RAISE EXCEPTION 'credential % is issued and is never deleted', OLD.uuid
                USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credential_issued_is_kept';
        END IF;
        RETURN OLD;
    END IF;
    IF OLD.issued_at IS NULL THEN
        open_columns := status_columns || issue_columns;
    END IF;
    IF (to_jsonb(NEW) - open_columns) IS DISTINCT FROM (to_jsonb(OLD) - open_columns) THEN
        RAISE EXCEPTION 'credential %: only its status may change', OLD.uuid
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credential_is_immutable';
    END IF;
    IF OLD.revoked_at IS NOT NULL AND ROW(NEW.revoked_at, NEW.revoked_by_id, NEW.revocation_reason)
        IS DISTINCT FROM ROW(OLD.revoked_at, OLD.revoked_by_id, OLD.revocation_reason) THEN
        RAISE EXCEPTION 'credential %: a revocation is for ever', OLD.uuid
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credential_revocation_is_final';
    END IF;
    IF OLD.superseded_by_id IS NOT NULL AND NEW.superseded_by_id IS DISTINCT FROM OLD.superseded_by_id THEN
        RAISE EXCEPTION 'credential %: it has its successor', OLD.uuid
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'credential_successor_is_final';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER credential_is_immutable BEFORE UPDATE OR DELETE ON credentials_credential
    FOR EACH ROW EXECUTE FUNCTION credentials_keep_credential();

CREATE FUNCTION credentials_keep_wording() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% % is immutable: make a new version', TG_TABLE_NAME, OLD.id
        USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'achievement_version_is_immutable';
END $$;
CREATE TRIGGER achievement_version_is_immutable BEFORE UPDATE OR DELETE ON credentials_achievementversion
    FOR EACH ROW EXECUTE FUNCTION credentials_keep_wording();
CREATE TRIGGER achievement_skill_is_immutable BEFORE UPDATE OR DELETE ON credentials_achievementskill
    FOR EACH ROW EXECUTE FUNCTION credentials_keep_wording();

-- Skills join a version while it is being made: before it is current, awarded or followed by another.
CREATE FUNCTION credentials_keep_skills() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM credentials_achievement WHERE current_version_id = NEW.version_id)
        OR EXISTS (SELECT 1 FROM credentials_credential WHERE achievement_version_id = NEW.version_id)
        OR EXISTS (
            SELECT 1 FROM credentials_achievementversion later
            JOIN credentials_achievementversion own ON own.achievement_id = later.achievement_id
            WHERE own.id = NEW.version_id AND later.number > own.number
        ) THEN
        RAISE EXCEPTION 'achievement version % is published: its skills are immutable', NEW.version_id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'achievement_skills_are_immutable';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER achievement_skills_are_immutable BEFORE INSERT ON credentials_achievementskill
    FOR EACH ROW EXECUTE FUNCTION credentials_keep_skills();
"""

BACKWARD = """
DROP TRIGGER achievement_skills_are_immutable ON credentials_achievementskill;
DROP TRIGGER achievement_skill_is_immutable ON credentials_achievementskill;
DROP TRIGGER achievement_version_is_immutable ON credentials_achievementversion;
DROP TRIGGER credential_is_immutable ON credentials_credential;
DROP FUNCTION credentials_keep_skills();
DROP FUNCTION credentials_keep_wording();
DROP FUNCTION credentials_keep_credential();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('credentials', '0003_stackrule_open_ended'),
    ]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
