from django.db import migrations

OLD = "('offer_hidden', 'offer_restored')"


class Migration(migrations.Migration):
    """News of a hiding is news of a decision from now on; what was told before was told."""

    dependencies = [("members", "0003_notifications")]
    operations = [
        migrations.RunSQL(
            f"DELETE FROM {table} WHERE kind IN {OLD}",  # noqa: S608 (our own words)
            migrations.RunSQL.noop,
        )
        for table in ("members_notification", "members_noticepreference")
    ]
