from django.db import migrations, models

# What the triggers set from now on, for the students who were there before.
UNSAID = """
UPDATE compliance_standing SET unsaid_group = (
    SELECT MAX(c.held_at) FROM compliance_groupguest g JOIN compliance_groupconference c ON c.id = g.conference_id
    WHERE g.student_id = compliance_standing.student_id AND c.taken_back_at IS NULL
    AND NOT EXISTS (SELECT 1 FROM compliance_grouphost h WHERE h.conference_id = c.id)
)
"""


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_first_version'),
        ('compliance', '0010_which_parts_are_filled'),
        ('roster', '0001_first_version'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='standing',
            name='compliance_standing_counted',
        ),
        migrations.AddField(
            model_name='keptfigures',
            name='unsure',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='standing',
            name='unsaid_group',
            field=models.DateTimeField(null=True),
        ),
        migrations.RunSQL(UNSAID, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(fields=['district', 'grade', 'school', 'is_active', 'begins_on', 'ends_on', 'contested', 'shared_at', 'met_1', 'met_2', 'met_3', 'counselor_1', 'counselor_2', 'counselor_3', 'group_1', 'group_2', 'group_3', 'group_counselor_1', 'group_counselor_2', 'group_counselor_3', 'unsaid_group', 'involved_at', 'guardian_signed_at', 'student_signed_at', 'as_planned_1', 'as_planned_2', 'filled', 'came_on', 'is_primary', 'student', 'membership'], name='compliance_standing_counted'),
        ),
    ]
