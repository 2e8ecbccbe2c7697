import django.db.models.deletion
from django.db import migrations, models


def the_one_whose_conference_it_is(apps, _schema_editor):
    """Until now that one asked, and of an answer that was given before nobody knows another."""
    conference = apps.get_model("conferences", "Conference").objects.filter(pk=models.OuterRef("conference"))
    for name in ("SurveyInvitation", "SurveyAnswer"):
        rows = apps.get_model("compliance", name).objects
        rows.update(school=models.Subquery(conference.values("school")[:1]))


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0022_contested_by_grade'),
        ('conferences', '0005_earlier_conferences_name_their_school'),
        ('roster', '0007_who_has_a_mailbox'),
    ]

    operations = [
        migrations.AddField(
            model_name='surveyanswer',
            name='school',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.school'),
        ),
        migrations.AddField(
            model_name='surveyinvitation',
            name='school',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.school'),
        ),
        migrations.RunPython(the_one_whose_conference_it_is, migrations.RunPython.noop),
    ]
