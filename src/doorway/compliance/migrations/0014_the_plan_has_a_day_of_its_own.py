from django.db import migrations, models

# What the triggers set from now on, for the students who were there before: the first day of the unbroken stay. A month
# is 31 days, and whoever was away for four at most never left.
CAME_ON = """
UPDATE compliance_standing SET came_on = (
    SELECT MAX(m.begins_on) FROM roster_membership m
    WHERE m.person_id = compliance_standing.student_id AND m.role = 'student' AND m.school_id IS NOT NULL
    AND m.begins_on <= compliance_standing.begins_on AND NOT EXISTS (
        SELECT 1 FROM roster_membership b
        WHERE b.person_id = m.person_id AND b.role = 'student' AND b.school_id IS NOT NULL
        AND (b.begins_on IS NULL OR b.begins_on < m.begins_on)
        AND (b.ends_on IS NULL OR (
            CAST(SUBSTR(CAST(m.begins_on AS VARCHAR(10)), 1, 4) AS INTEGER) * 372
            + CAST(SUBSTR(CAST(m.begins_on AS VARCHAR(10)), 6, 2) AS INTEGER) * 31
            + CAST(SUBSTR(CAST(m.begins_on AS VARCHAR(10)), 9, 2) AS INTEGER)
        ) <= (
            CAST(SUBSTR(CAST(b.ends_on AS VARCHAR(10)), 1, 4) AS INTEGER) * 372
            + CAST(SUBSTR(CAST(b.ends_on AS VARCHAR(10)), 6, 2) AS INTEGER) * 31
            + CAST(SUBSTR(CAST(b.ends_on AS VARCHAR(10)), 9, 2) AS INTEGER)
        ) + 124)
    )
)
"""


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0013_evidence_of_several_years"),
    ]

    operations = [
        migrations.AddField("policyrule", "plan_due_month", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField("policyrule", "plan_due_day", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField("policyrule", "plan_newcomer_days", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("policyrule", "plan_years", models.PositiveSmallIntegerField(default=0)),
        migrations.AddConstraint(
            "policyrule",
            models.CheckConstraint(
                condition=models.Q(plan_due_month__isnull=True, plan_due_day__isnull=True)
                | models.Q(plan_due_month__range=(1, 12), plan_due_day__range=(1, 31)),
                name="plan_of_policy_rule_is_due_on_a_day",
            ),
        ),
        migrations.RunSQL(CAME_ON, migrations.RunSQL.noop),
    ]
