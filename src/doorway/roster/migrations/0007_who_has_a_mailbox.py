from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_grades_of'),
        ('roster', '0006_the_year_of_the_grades'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('user__isnull', False)), fields=['user'], name='persons_with_a_mailbox'),
        ),
    ]
