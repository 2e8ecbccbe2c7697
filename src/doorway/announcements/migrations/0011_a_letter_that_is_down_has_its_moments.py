from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("announcements", "0010_when_a_letter_was_taken_down"),
    ]

    operations = [
        migrations.AddConstraint(
            "announcement",
            models.CheckConstraint(
                condition=~Q(status="withdrawn") | Q(taken_down_at__isnull=False, published_at__isnull=False),
                name="announcement_taken_down_has_its_moments",
            ),
        ),
    ]
