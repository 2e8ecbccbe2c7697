# Everything before the first release; what it replaces is named for installations of that time.

import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('compliance', '0001_initial'), ('compliance', '0002_standing'), ('compliance', '0003_registration'), ('compliance', '0004_school_exceptions'), ('compliance', '0005_service_and_trend')]

    initial = True

    dependencies = [
        ('accounts', '0001_first_version'),
        ('accounts', '__first__'),
        ('roster', '0001_first_version'),
    ]

    operations = [
        migrations.CreateModel(
            name='BoardPolicy',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('status', models.CharField(choices=[('draft', 'Draft'), ('adopted', 'Adopted')], default='draft', max_length=10)),
                ('citation', models.CharField(blank=True, max_length=300)),
                ('starts_on', models.DateField(blank=True, null=True)),
                ('adopted_on', models.DateField(blank=True, null=True)),
                ('review_on', models.DateField(blank=True, null=True)),
                ('created_at', models.DateTimeField()),
                ('changed_at', models.DateTimeField()),
                ('adopted_at', models.DateTimeField(blank=True, null=True)),
                ('adopted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
            ],
            options={
                'verbose_name_plural': 'board policies',
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('district', 'number'), name='one_policy_per_number'), models.UniqueConstraint(condition=models.Q(('status', 'draft')), fields=('district',), name='one_draft_of_a_policy_at_a_time'), models.UniqueConstraint(condition=models.Q(('status', 'adopted')), fields=('district', 'starts_on'), name='one_policy_starts_on_a_day'), models.CheckConstraint(condition=models.Q(models.Q(('status', 'adopted'), _negated=True), models.Q(('adopted_at__isnull', False), ('adopted_on__isnull', False), ('starts_on__isnull', False)), _connector='OR'), name='adopted_policy_has_its_dates')],
            },
        ),
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('group', models.CharField(choices=[('staff', 'School personnel'), ('parents', 'Parents'), ('councils', 'School community councils'), ('others', 'Others')], max_length=10)),
                ('held_on', models.DateField()),
                ('how', models.CharField(max_length=200)),
                ('comments', models.PositiveIntegerField(default=0)),
                ('summary', models.TextField(blank=True)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consultations', to='compliance.boardpolicy')),
            ],
            options={
                'ordering': ['held_on', 'group', 'id'],
            },
        ),
        migrations.CreateModel(
            name='ContactTry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('how', models.CharField(choices=[('call', 'Called'), ('letter', 'Wrote'), ('visit', 'Visited')], max_length=10)),
                ('outcome', models.CharField(choices=[('no_answer', 'No answer'), ('message', 'Left a message'), ('reached', 'Talked, they will come'), ('declined', 'Talked, they do not want to come')], max_length=10)),
                ('note', models.CharField(blank=True, max_length=200)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
                ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
            ],
            options={
                'verbose_name_plural': 'contact tries',
                'ordering': ['-at', 'id'],
                'indexes': [models.Index(fields=['student', '-at'], name='compliance__student_d51ea0_idx')],
            },
        ),
        migrations.CreateModel(
            name='GroupConference',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('held_at', models.DateTimeField()),
                ('topic', models.CharField(max_length=200)),
                ('led_by', models.CharField(max_length=200)),
                ('created_at', models.DateTimeField()),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.school')),
            ],
            options={
                'ordering': ['-held_at', 'id'],
            },
        ),
        migrations.CreateModel(
            name='GroupGuest',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('conference', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guests', to='compliance.groupconference')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
                ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('conference', 'student'), name='one_line_per_family_at_a_group_conference')],
            },
        ),
        migrations.CreateModel(
            name='KeptFigures',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('grade', models.CharField(max_length=5)),
                ('policy_number', models.PositiveSmallIntegerField()),
                ('groups', models.BooleanField()),
                ('registration', models.BooleanField()),
                ('students', models.PositiveIntegerField()),
                ('met', models.PositiveIntegerField()),
                ('individual', models.PositiveIntegerField()),
                ('group', models.PositiveIntegerField()),
                ('plan', models.PositiveIntegerField()),
                ('involved', models.PositiveIntegerField()),
                ('signed', models.PositiveIntegerField()),
                ('registered', models.PositiveIntegerField()),
                ('done', models.PositiveIntegerField()),
                ('overdue', models.PositiveIntegerField()),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.school')),
            ],
            options={
                'verbose_name_plural': 'kept figures',
                'ordering': ['on', 'grade'],
                'indexes': [models.Index(fields=['district', 'on'], name='compliance__distric_3aa81c_idx')],
                'constraints': [models.UniqueConstraint(fields=('district', 'school', 'grade', 'on'), name='figures_of_a_grade_are_kept_once_a_day')],
            },
        ),
        migrations.CreateModel(
            name='PolicyRule',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('first_grade', models.SmallIntegerField()),
                ('last_grade', models.SmallIntegerField()),
                ('kind', models.CharField(max_length=20)),
                ('individual', models.PositiveSmallIntegerField(default=1)),
                ('group', models.PositiveSmallIntegerField(default=0)),
                ('span', models.CharField(choices=[('year', 'every school year'), ('band', 'once in all of these grades together')], default='year', max_length=4)),
                ('with_counselor', models.BooleanField(default=False)),
                ('takes_part', models.JSONField(default=list)),
                ('sections', models.JSONField(default=list)),
                ('signatures', models.JSONField(default=list)),
                ('due_month', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('due_day', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('newcomer_days', models.PositiveSmallIntegerField(default=0)),
                ('registration', models.BooleanField(default=False)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rules', to='compliance.boardpolicy')),
            ],
            options={
                'ordering': ['first_grade', 'last_grade', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('first_grade__gte', -1), ('last_grade__gte', models.F('first_grade')), ('last_grade__lte', 12)), name='policy_rule_is_for_a_run_of_grades'), models.CheckConstraint(condition=models.Q(('group__lte', 3), ('individual__lte', 3)), name='policy_rule_asks_for_three_conferences_at_most'), models.CheckConstraint(condition=models.Q(models.Q(('due_day__isnull', True), ('due_month__isnull', True)), models.Q(('due_day__range', (1, 31)), ('due_month__range', (1, 12))), _connector='OR'), name='policy_rule_is_due_on_a_day')],
            },
        ),
        migrations.CreateModel(
            name='PolicyText',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('language', models.CharField(max_length=5)),
                ('title', models.CharField(max_length=200)),
                ('body', models.TextField()),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
                ('policy', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='compliance.boardpolicy')),
            ],
            options={
                'ordering': ['language'],
                'constraints': [models.UniqueConstraint(fields=('policy', 'language'), name='one_policy_text_per_language')],
            },
        ),
        migrations.CreateModel(
            name='SchoolException',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('first_grade', models.SmallIntegerField()),
                ('last_grade', models.SmallIntegerField()),
                ('individual', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('group', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('with_counselor', models.BooleanField(blank=True, null=True)),
                ('signatures', models.JSONField(blank=True, null=True)),
                ('due_month', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('due_day', models.PositiveSmallIntegerField(blank=True, null=True)),
                ('reason', models.TextField()),
                ('approved_on', models.DateField()),
                ('minutes', models.CharField(max_length=200)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('written_at', models.DateTimeField()),
                ('withdrawn_on', models.DateField(blank=True, null=True)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.school')),
                ('withdrawn_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-starts_on', 'first_grade', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('first_grade__gte', -1), ('last_grade__gte', models.F('first_grade')), ('last_grade__lte', 12)), name='exception_is_for_a_run_of_grades'), models.CheckConstraint(condition=models.Q(models.Q(('individual', None), ('individual__lte', 3), _connector='OR'), models.Q(('group', None), ('group__lte', 3), _connector='OR')), name='exception_asks_for_three_conferences_at_most'), models.CheckConstraint(condition=models.Q(models.Q(('due_day', None), ('due_month', None)), models.Q(('due_day__range', (1, 31)), ('due_month__range', (1, 12))), _connector='OR'), name='exception_is_due_on_a_day'), models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='exception_ends_after_it_starts'), models.CheckConstraint(condition=models.Q(('starts_on__gte', models.F('approved_on'))), name='exception_starts_after_its_approval'), models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), _negated=True), models.Q(('minutes', ''), _negated=True)), name='exception_says_why_and_where_it_is_written'), models.CheckConstraint(condition=models.Q(models.Q(('withdrawn_by', None), ('withdrawn_on', None)), models.Q(('withdrawn_by__isnull', False), ('withdrawn_on__isnull', False)), _connector='OR'), name='who_withdrew_an_exception_is_known')],
            },
        ),
        migrations.CreateModel(
            name='ServiceTime',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('on', models.DateField()),
                ('kind', models.CharField(choices=[('student', 'With one student'), ('group', 'With a group or a class'), ('family', 'With a family, or for one student with others'), ('program', 'Planning and running the program'), ('other', 'Other duties')], max_length=10)),
                ('minutes', models.PositiveSmallIntegerField()),
                ('note', models.CharField(blank=True, max_length=120)),
                ('written_at', models.DateTimeField()),
                ('counselor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='roster.person')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
            ],
            options={
                'verbose_name_plural': 'service times',
                'ordering': ['-on', '-written_at'],
                'indexes': [models.Index(fields=['district', 'counselor', 'on'], name='compliance__distric_26b509_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('minutes__gte', 1), ('minutes__lte', 960)), name='service_time_fits_into_a_day')],
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('membership', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='+', serialize=False, to='roster.membership')),
                ('grade', models.CharField(blank=True, max_length=5)),
                ('is_active', models.BooleanField()),
                ('is_primary', models.BooleanField()),
                ('contested', models.BooleanField(default=False)),
                ('begins_on', models.DateField(null=True)),
                ('ends_on', models.DateField(null=True)),
                ('came_on', models.DateField(null=True)),
                ('met_1', models.DateTimeField(null=True)),
                ('met_2', models.DateTimeField(null=True)),
                ('met_3', models.DateTimeField(null=True)),
                ('counselor_1', models.DateTimeField(null=True)),
                ('counselor_2', models.DateTimeField(null=True)),
                ('counselor_3', models.DateTimeField(null=True)),
                ('group_1', models.DateTimeField(null=True)),
                ('group_2', models.DateTimeField(null=True)),
                ('group_3', models.DateTimeField(null=True)),
                ('shared_at', models.DateTimeField(null=True)),
                ('guardian_signed_at', models.DateTimeField(null=True)),
                ('student_signed_at', models.DateTimeField(null=True)),
                ('involved_at', models.DateTimeField(null=True)),
                ('tried_at', models.DateTimeField(null=True)),
                ('as_planned_1', models.PositiveSmallIntegerField(null=True)),
                ('as_planned_2', models.PositiveSmallIntegerField(null=True)),
                ('district', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.district')),
                ('school', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='roster.school')),
                ('student', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='roster.person')),
            ],
            options={
                'indexes': [models.Index(fields=['district', 'grade', 'school', 'is_active', 'begins_on', 'ends_on', 'contested', 'shared_at', 'met_1', 'met_2', 'met_3', 'counselor_1', 'counselor_2', 'counselor_3', 'group_1', 'group_2', 'group_3', 'involved_at', 'guardian_signed_at', 'student_signed_at', 'as_planned_1', 'as_planned_2', 'came_on', 'is_primary', 'student', 'membership'], name='compliance_standing_counted'), models.Index(fields=['school', 'grade'], name='compliance__school__200b64_idx'), models.Index(condition=models.Q(('contested', True)), fields=['district'], name='compliance_standing_contested')],
            },
        ),
    ]
