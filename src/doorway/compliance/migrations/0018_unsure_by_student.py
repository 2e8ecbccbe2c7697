from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("compliance", "0017_a_try_entered_by_mistake"),
    ]

    operations = [
        # Days that were kept before say of a whole grade whether something was not known.
        migrations.AddField("keptfigures", "by_student", models.BooleanField(default=False)),
    ]
