from django.db import migrations


def note_years(apps, schema_editor):
    """Rosters of before are taken to have been of the school year in which they came."""
    District, ImportRun = apps.get_model('accounts', 'District'), apps.get_model('roster', 'ImportRun')
    for district in District.objects.filter(grades_of=None):
        runs = ImportRun.objects.filter(district=district, kind='roster', status='applied', applied_at__isnull=False)
        last = runs.order_by('-applied_at').values_list('applied_at', flat=True).first()
        if last is not None:
            district.grades_of = last.year + (last.month >= 7)
            district.save(update_fields=['grades_of'])


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_grades_of'),
        ('roster', '0005_of_which_year_grades_are'),
    ]

    operations = [
        migrations.RunPython(note_years, migrations.RunPython.noop),
    ]
