import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0023_which_school_asks'),
    ]

    operations = [
        migrations.AlterField(
            model_name='surveyanswer',
            name='school',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.school'),
        ),
        migrations.AlterField(
            model_name='surveyinvitation',
            name='school',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.school'),
        ),
        migrations.RemoveConstraint(
            model_name='surveyinvitation',
            name='asked_once_about_a_conference',
        ),
        migrations.AddConstraint(
            model_name='surveyinvitation',
            constraint=models.UniqueConstraint(fields=('conference', 'school', 'person'), name='asked_once_about_a_conference'),
        ),
    ]
