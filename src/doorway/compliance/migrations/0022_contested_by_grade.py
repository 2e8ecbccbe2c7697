from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_grades_of'),
        ('compliance', '0021_who_withdrew_an_exception'),
        ('roster', '0006_the_year_of_the_grades'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='standing',
            name='compliance_standing_contested',
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(condition=models.Q(('contested', True)), fields=['district', 'grade'], name='compliance_standing_contested'),
        ),
    ]
