from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("announcements", "0011_a_letter_that_is_down_has_its_moments"),
    ]

    operations = [
        # How many people a sending was written for: whether anybody has it, the outbox alone says.
        migrations.RemoveField("announcement", "mail_count"),
    ]
