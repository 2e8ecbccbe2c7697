from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("assessments", "0002_indexes_that_are_asked"),
    ]

    operations = [
        migrations.AddField(
            model_name=name,
            name="accommodations",
            field=models.CharField(blank=True, default="", max_length=400),
            preserve_default=False,
        )
        for name in ("historicalscore", "score", "waitingscore")
    ]
