from django.db import migrations, models


def say_what_runs_tell(apps, schema_editor):
    """Percentiles on file get how many of those compared are of other districts, where the run of their year says it.

    A run keeps its groups by subject, grade and years before, with their size; one without a word of others is older
    than the first comparison with others, so there were none. What no run tells stays empty: the pages say so.
    """
    Percentile = apps.get_model("assessments", "GrowthPercentile")
    runs = apps.get_model("assessments", "GrowthRun").objects.filter(status="done").order_by("ended_at")
    last = {(run.district_id, run.school_year): run for run in runs.iterator()}
    for (district, year), run in last.items():
        rows = Percentile.objects.filter(district_id=district, school_year=year)
        for group in run.cohorts:
            same = rows.filter(
                subject=group["subject"], years_before=group["before"], cohort_size=group["students"],
                score__grade={0: "KG"}.get(group["grade"], "%02d" % group["grade"]),
            )
            same.update(cohort_others=group.get("others", 0))


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_requirements_mark'),
        ('assessments', '0005_scores_by_email'),
        ('roster', '0001_first_version'),
    ]

    operations = [
        migrations.AddField(
            model_name='growthpercentile',
            name='cohort_others',
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.AddConstraint(
            model_name='growthpercentile',
            constraint=models.CheckConstraint(condition=models.Q(('cohort_others__lt', models.F('cohort_size'))), name='own_percentile_compares_its_student'),
        ),
        migrations.RunPython(say_what_runs_tell, migrations.RunPython.noop),
    ]
