"""What is published never changes: said by the database, whoever asks."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION courses_version_is_published(wanted bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM courses_courseversion WHERE id = wanted AND published_at IS NOT NULL)
$$;

CREATE FUNCTION courses_keep_published() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    touched bigint[] := '{}';
    version bigint;
    row_data record;
BEGIN
    -- Both the version a row leaves and the one it enters.
    FOR row_data IN
        SELECT CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) END AS data
        UNION ALL SELECT CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) END
    LOOP
        CONTINUE WHEN row_data.data IS NULL;
        IF TG_ARGV[0] = 'version' THEN
            touched := touched || (row_data.data->>'version_id')::bigint;
        ELSIF TG_ARGV[0] = 'assessment' THEN
            SELECT a.version_id INTO version FROM courses_assessment a
                WHERE a.id = (row_data.data->>'assessment_id')::bigint;
            touched := touched || version;
        ELSE
            SELECT a.version_id INTO version FROM courses_section s
                JOIN courses_assessment a ON a.id = s.assessment_id
                WHERE s.id = (row_data.data->>'section_id')::bigint;
            touched := touched || version;
        END IF;
    END LOOP;
    FOREACH version IN ARRAY touched LOOP
        IF courses_version_is_published(version) THEN
            RAISE EXCEPTION 'course version % is published and never changes (% on %)',
                version, TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
        END IF;
    END LOOP;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION courses_keep_published_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.published_at IS NOT NULL THEN
        RAISE EXCEPTION 'course version % is published and never changes (% on %)',
            OLD.id, TG_OP, TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION courses_keep_item_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (OLD.item_id, OLD.number, OLD.type, OLD.body, OLD.content_hash)
        IS DISTINCT FROM (NEW.item_id, NEW.number, NEW.type, NEW.body, NEW.content_hash) THEN
        RAISE EXCEPTION 'item version % never changes: a correction is a new version', OLD.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER courses_courseversion_immutable BEFORE UPDATE OR DELETE ON courses_courseversion
    FOR EACH ROW EXECUTE FUNCTION courses_keep_published_version();
CREATE TRIGGER courses_itemversion_immutable BEFORE UPDATE ON courses_itemversion
    FOR EACH ROW EXECUTE FUNCTION courses_keep_item_version();
"""
# By which column a row belongs to its version.
TABLES = {
    "courses_module": "version",
    "courses_lesson": "version",
    "courses_courseskill": "version",
    "courses_courseasset": "version",
    "courses_assessment": "version",
    "courses_section": "assessment",
    "courses_sectionitem": "section",
}
TRIGGERS = "".join(
    f"CREATE TRIGGER {table}_immutable BEFORE INSERT OR UPDATE OR DELETE ON {table} "
    f"FOR EACH ROW EXECUTE FUNCTION courses_keep_published('{through}');\n"
    for table, through in TABLES.items()
)
ALLOW = (
    "".join(f"DROP TRIGGER {table}_immutable ON {table};\n" for table in TABLES)
    + """
DROP TRIGGER courses_courseversion_immutable ON courses_courseversion;
DROP TRIGGER courses_itemversion_immutable ON courses_itemversion;
DROP FUNCTION courses_keep_item_version();
DROP FUNCTION courses_keep_published_version();
DROP FUNCTION courses_keep_published();
DROP FUNCTION courses_version_is_published(bigint);
"""
)


class Migration(migrations.Migration):
    dependencies = [("courses", "0003_learner_side")]

    operations = [migrations.RunSQL(REFUSE + TRIGGERS, ALLOW)]
