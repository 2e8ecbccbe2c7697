from django.db import migrations

# Whether a counselor was there is a question of that day: what was kept before is counted anew after the migration,
# by the very expressions that keep it from then on (``recount_where_missing``).
COUNT_ANEW = "DELETE FROM compliance_standing"


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0015_minutes_of_group_conferences"),
    ]

    operations = [
        migrations.RunSQL(COUNT_ANEW, migrations.RunSQL.noop),
    ]
