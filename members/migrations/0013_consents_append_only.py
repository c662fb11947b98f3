from django.db import migrations

# What was said is said: rows are added, and go with the account, but never change.
REFUSE = """
CREATE FUNCTION members_consent_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A consent never changes.' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER members_consent_append_only BEFORE UPDATE ON members_consent
FOR EACH ROW EXECUTE FUNCTION members_consent_refuse()
"""
ALLOW = """
DROP TRIGGER members_consent_append_only ON members_consent;
DROP FUNCTION members_consent_refuse()
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0012_consents")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
