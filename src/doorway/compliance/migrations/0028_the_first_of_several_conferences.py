from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0027_classes_that_were_left"),
    ]

    operations = [
        migrations.AddField("policyrule", "first_due_month", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddField("policyrule", "first_due_day", models.PositiveSmallIntegerField(blank=True, null=True)),
        migrations.AddConstraint(
            "policyrule",
            models.CheckConstraint(
                condition=models.Q(first_due_month__isnull=True, first_due_day__isnull=True)
                | models.Q(first_due_month__range=(1, 12), first_due_day__range=(1, 31)),
                name="first_conference_of_policy_rule_is_due_on_a_day",
            ),
        ),
    ]
