from django.db import migrations, models

# Until now every sending had one form.
ONE_FORM_EACH = "UPDATE announcements_announcement SET mail_first = mail_number"


class Migration(migrations.Migration):
    dependencies = [
        ("announcements", "0007_what_families_were_sent"),
    ]

    operations = [
        migrations.AddField("announcement", "mail_first", models.PositiveSmallIntegerField(default=1)),
        migrations.AddField("historicalannouncement", "mail_first", models.PositiveSmallIntegerField(default=1)),
        migrations.RunSQL(ONE_FORM_EACH, migrations.RunSQL.noop),
    ]
