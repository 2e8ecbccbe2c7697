from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0025_the_school_year_of_kept_figures'),
    ]

    operations = [
        migrations.AddField(
            model_name='servicetime',
            name='taken_back_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='servicetime',
            name='taken_back_why',
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddConstraint(
            model_name='servicetime',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('taken_back_at', None), ('taken_back_why', '')), models.Q(('taken_back_at__isnull', False), models.Q(('taken_back_why', ''), _negated=True)), _connector='OR'), name='service_time_is_taken_back_with_why'),
        ),
    ]
