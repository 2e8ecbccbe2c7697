from typing import Any

from django.db import migrations, models


def moments_of_before(apps: Any, schema: Any) -> None:
    """When the letters that are down were taken down: the first of the last forms in which they are so, as kept."""
    letters = apps.get_model("announcements", "Announcement")
    forms = apps.get_model("announcements", "HistoricalAnnouncement")
    for letter in letters.objects.filter(status="withdrawn"):
        moment = letter.changed_at
        for status, kept_at in forms.objects.filter(id=letter.pk).order_by("-history_date").values_list("status", "history_date"):
            if status != "withdrawn":
                break
            moment = kept_at
        letters.objects.filter(pk=letter.pk).update(
            taken_down_at=moment, published_at=letter.published_at or letter.created_at
        )


def nothing(apps: Any, schema: Any) -> None:
    """The fields go."""


class Migration(migrations.Migration):
    dependencies = [
        ("announcements", "0009_the_rest_of_a_sending"),
    ]

    operations = [
        migrations.AddField("announcement", "taken_down_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("announcement", "published_again_at", models.DateTimeField(blank=True, null=True)),
        migrations.RunPython(moments_of_before, nothing),
    ]
