from django.db import migrations, models

# Whether a counselor was there is a question of that day, and the student of a conference is recorded as away: what was
# kept before is counted anew after the migration, by the very expressions that keep it from then on
# (``recount_where_missing``).
COUNT_ANEW = "DELETE FROM compliance_standing"
COUNTED = [
    "district", "grade", "school", "is_active", "begins_on", "ends_on", "contested", "shared_at", "met_1", "met_2",
    "met_3", "with_student_1", "with_student_2", "with_student_3", "counselor_1", "counselor_2", "counselor_3", "group_1",
    "group_2", "group_3", "group_counselor_1", "group_counselor_2", "group_counselor_3", "unsaid_group", "involved_at",
    "guardian_signed_at", "student_signed_at", "as_planned_1", "as_planned_2", "filled", "came_on", "student",
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0015_minutes_of_group_conferences"),
    ]

    operations = [
        migrations.RunSQL(COUNT_ANEW, migrations.RunSQL.noop),
        migrations.RemoveIndex("standing", "compliance_standing_counted"),
        *(
            migrations.AddField("standing", f"with_student_{place}", models.DateTimeField(null=True))
            for place in (1, 2, 3)
        ),
        migrations.AddIndex("standing", models.Index(fields=COUNTED, name="compliance_standing_counted")),
    ]
