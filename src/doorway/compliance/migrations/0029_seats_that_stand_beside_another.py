from django.db import migrations

# Who had a seat at a school before is looked at alone no more: only whose seats can stand beside each other on a day, or
# in the last weeks (45 days, here as months of 31) of a school year. Who is not looked at alone now was not before,
# so these rows stay as they are; a recount of everything would take ten times as long.
BESIDE = """
EXISTS (
    SELECT 1 FROM roster_membership m
    WHERE m.person_id = compliance_standing.student_id AND m.role = 'student' AND m.school_id IS NOT NULL
    AND m.id <> compliance_standing.membership_id
    AND (m.begins_on IS NULL OR m.ends_on IS NULL OR m.begins_on <= m.ends_on)
    AND (
        compliance_standing.begins_on IS NULL OR compliance_standing.ends_on IS NULL
        OR compliance_standing.begins_on <= compliance_standing.ends_on
    )
    AND (
        (
            (
                m.begins_on IS NULL OR compliance_standing.ends_on IS NULL
                OR m.begins_on <= compliance_standing.ends_on
            ) AND (
                compliance_standing.begins_on IS NULL OR m.ends_on IS NULL
                OR compliance_standing.begins_on <= m.ends_on
            )
        ) OR EXISTS (
            SELECT 1 FROM roster_schoolyear y WHERE y.district_id = compliance_standing.district_id
            AND (m.begins_on IS NULL OR m.begins_on <= y.ends_on)
            AND (m.ends_on IS NULL OR {m_ends} >= {year_ends} - 49)
            AND (compliance_standing.begins_on IS NULL OR compliance_standing.begins_on <= y.ends_on)
            AND (compliance_standing.ends_on IS NULL OR {ends} >= {year_ends} - 49)
        )
    )
)
"""


def number(day):
    parts = ((1, 4), (6, 2), (9, 2))
    year, month, of_month = (
        f"CAST(SUBSTR(CAST({day} AS VARCHAR(10)), {place}, {size}) AS INTEGER)" for place, size in parts
    )
    return f"({year} * 372 + {month} * 31 + {of_month})"


NO_MORE = (
    "UPDATE compliance_standing SET contested = FALSE WHERE contested AND NOT "
    + BESIDE.format(
        m_ends=number("m.ends_on"), year_ends=number("y.ends_on"), ends=number("compliance_standing.ends_on")
    )
    + " AND NOT EXISTS (SELECT 1 FROM roster_earliergrade e "
    "WHERE e.student_id = compliance_standing.student_id AND e.taken_back_at IS NULL)"
)


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0028_the_first_of_several_conferences"),
        ("roster", "0007_who_has_a_mailbox"),
    ]

    operations = [
        # To an older version nobody is counted twice for it either.
        migrations.RunSQL(NO_MORE, migrations.RunSQL.noop),
    ]
