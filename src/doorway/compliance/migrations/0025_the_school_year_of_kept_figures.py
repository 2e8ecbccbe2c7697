import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0024_each_school_asks_once'),
        ('roster', '0007_who_has_a_mailbox'),
    ]

    operations = [
        migrations.AddField(
            model_name='keptfigures',
            name='school_year',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.schoolyear'),
        ),
    ]
