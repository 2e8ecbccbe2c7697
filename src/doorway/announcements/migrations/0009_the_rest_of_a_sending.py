from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("announcements", "0008_forms_of_a_sending"),
    ]

    operations = [
        migrations.AddField("announcement", "mail_rest", models.PositiveSmallIntegerField(default=0)),
    ]
