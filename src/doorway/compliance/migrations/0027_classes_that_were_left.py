from django.db import migrations

# A class that the student has left (mark W) is not taken as planned: what was kept before is counted anew after the
# migration, by the very expressions that keep it from then on (``recount_where_missing``).
COUNT_ANEW = "DELETE FROM compliance_standing"


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0026_time_of_past_years_is_taken_back"),
    ]

    operations = [
        migrations.RunSQL(COUNT_ANEW, migrations.RunSQL.noop),
    ]
