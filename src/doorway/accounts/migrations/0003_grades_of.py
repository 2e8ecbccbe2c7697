from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_requirements_mark'),
    ]

    operations = [
        migrations.AddField(
            model_name='district',
            name='grades_of',
            field=models.PositiveSmallIntegerField(blank=True, editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name='district',
            constraint=models.CheckConstraint(condition=models.Q(('grades_of', None), ('grades_of__range', (2000, 2200)), _connector='OR'), name='grades_of_is_a_school_year'),
        ),
    ]
