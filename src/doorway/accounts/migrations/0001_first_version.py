# Everything before the first release; what it replaces is named for installations of that time.

import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('accounts', '0001_initial'), ('accounts', '0002_tally')]

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='District',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=200)),
                ('short_name', models.CharField(blank=True, max_length=80)),
                ('state_pack', models.CharField(default='utah', max_length=80)),
                ('time_zone', models.CharField(default='America/Denver', max_length=60)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('vanish_limit_percent', models.PositiveSmallIntegerField(blank=True, null=True)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Tally',
            fields=[
                ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('began_at', models.DateTimeField(db_index=True)),
            ],
            options={
                'verbose_name_plural': 'tallies',
            },
        ),
        migrations.CreateModel(
            name='User',
            fields=[
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                ('is_active', models.BooleanField(default=True)),
                ('password', models.CharField(default='!', editable=False, max_length=128)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('password__startswith', '!')), name='nobody_has_a_password')],
            },
        ),
    ]
