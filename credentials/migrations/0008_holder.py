"""Credentials are found by the name on them."""

import django.contrib.postgres.indexes
from django.contrib.postgres.operations import TrigramExtension
import django.db.models.fields.json
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


# As in 0004, but for columns that the database computes from claims after the trigger has run.
KEEP_CREDENTIAL = """
CREATE OR REPLACE FUNCTION credentials_keep_credential() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    -- What may still change after the award, and of that what may still change after the issue.
    status_columns constant text[] :=
        ARRAY[{computed}'suspended_at', 'revoked_at', 'revoked_by_id', 'revocation_reason', 'superseded_by_id'];
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
"""
FORWARD = KEEP_CREDENTIAL.replace("{computed}", "'holder', ")
BACKWARD = KEEP_CREDENTIAL.replace("{computed}", "")


class Migration(migrations.Migration):

    dependencies = [
        ('credentials', '0007_guess_pass_limit'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.AddField(
            model_name='credential',
            name='holder',
            field=models.GeneratedField(db_persist=True, expression=django.db.models.fields.json.KeyTextTransform('name', django.db.models.fields.json.KeyTransform('learner', 'claims')), null=True, output_field=models.TextField()),
        ),
        migrations.AddIndex(
            model_name='credential',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Upper('holder'), name='gin_trgm_ops'), name='credential_holder'),
        ),
    ]
