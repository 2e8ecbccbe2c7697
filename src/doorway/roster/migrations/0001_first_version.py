# Everything before the first release; what it replaces is named for installations of that time.

import django.db.models.deletion
import simple_history.models
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    replaces = [('roster', '0001_initial'), ('roster', '0002_closing'), ('roster', '0003_courses_and_transcripts'), ('roster', '0004_homes')]

    initial = True

    dependencies = [
        ('accounts', '0001_first_version'),
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('roster', 'Roster'), ('scores', 'Scores'), ('courses', 'Course catalog'), ('transcript', 'Transcripts')], max_length=10)),
                ('status', models.CharField(choices=[('previewed', 'Looked at, not yet made'), ('applied', 'Made'), ('refused', 'Refused')], max_length=10)),
                ('source_name', models.CharField(max_length=255)),
                ('sha256', models.CharField(max_length=64)),
                ('options', models.JSONField(default=dict)),
                ('counts', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField()),
                ('applied_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
            ],
            options={
                'ordering': ['-created_at'],
            },
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sourced_id', models.CharField(blank=True, max_length=255)),
                ('given_name', models.CharField(max_length=100)),
                ('middle_name', models.CharField(blank=True, max_length=100)),
                ('family_name', models.CharField(max_length=100)),
                ('preferred_given_name', models.CharField(blank=True, max_length=100)),
                ('email', models.EmailField(blank=True, max_length=254)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('sms', models.CharField(blank=True, max_length=40)),
                ('language', models.CharField(choices=[('en', 'English'), ('es', 'Spanish')], default='en', max_length=5)),
                ('language_is_own', models.BooleanField(default=False)),
                ('identifier', models.CharField(blank=True, max_length=80, verbose_name='local id')),
                ('state_id', models.CharField(blank=True, max_length=80, verbose_name='state id')),
                ('grade', models.CharField(blank=True, max_length=5, verbose_name='grade')),
                ('birth_date', models.DateField(blank=True, null=True)),
                ('is_active', models.BooleanField(default=True)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='persons', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name_plural': 'people',
                'ordering': ['family_name', 'given_name', 'id'],
                'indexes': [models.Index(fields=['district', 'identifier'], name='roster_pers_distric_54cd3f_idx'), models.Index(fields=['district', 'family_name', 'given_name'], name='roster_pers_distric_1bfc93_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('sourced_id', ''), _negated=True), fields=('district', 'sourced_id'), name='one_person_per_sourced_id'), models.UniqueConstraint(condition=models.Q(('state_id', ''), _negated=True), fields=('district', 'state_id'), name='one_person_per_state_id')],
            },
        ),
        migrations.CreateModel(
            name='HomeChange',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('home_before', models.PositiveSmallIntegerField()),
                ('home_after', models.PositiveSmallIntegerField()),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
                ('guardian', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='roster.person')),
                ('student', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='home_changes', to='roster.person')),
            ],
            options={
                'ordering': ['-changed_at', 'guardian'],
            },
        ),
        migrations.CreateModel(
            name='HistoricalAccessMark',
            fields=[
                ('id', models.UUIDField(db_index=True, default=uuid.uuid4, editable=False)),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('order', models.CharField(blank=True, max_length=300)),
                ('set_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('lift_reason', models.CharField(blank=True, max_length=300)),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.CharField(max_length=100, null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('district', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='accounts.district')),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lifted_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('set_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='roster.person')),
                ('student', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='roster.person')),
            ],
            options={
                'verbose_name': 'historical access mark',
                'verbose_name_plural': 'historical access marks',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.CreateModel(
            name='Guardianship',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('relationship', models.CharField(blank=True, max_length=30)),
                ('household', models.PositiveSmallIntegerField(default=1)),
                ('is_active', models.BooleanField(default=True)),
                ('source', models.CharField(choices=[('roster', 'Roster'), ('local', 'Entered here')], default='roster', max_length=10)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
                ('guardian', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='wards', to='roster.person')),
                ('student', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='guardianships', to='roster.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'student', 'guardian'), name='one_guardianship_per_pair'), models.CheckConstraint(condition=models.Q(('student', models.F('guardian')), _negated=True), name='nobody_is_their_own_guardian')],
            },
        ),
        migrations.CreateModel(
            name='AccessMark',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('order', models.CharField(blank=True, max_length=300)),
                ('set_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('lift_reason', models.CharField(blank=True, max_length=300)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
                ('lifted_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('set_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='roster.person')),
                ('student', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='access_marks', to='roster.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('district', 'student', 'person'), name='one_open_mark_per_pair')],
            },
        ),
        migrations.CreateModel(
            name='RecordLook',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('reason', models.CharField(max_length=30)),
                ('page', models.CharField(max_length=80)),
                ('at', models.DateTimeField()),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
                ('student', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='looks', to='roster.person')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at'],
                'indexes': [models.Index(fields=['student', '-at'], name='roster_reco_student_1150d1_idx')],
            },
        ),
        migrations.CreateModel(
            name='School',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sourced_id', models.CharField(blank=True, max_length=255)),
                ('name', models.CharField(max_length=200)),
                ('slug', models.SlugField(max_length=80)),
                ('identifier', models.CharField(blank=True, max_length=80)),
                ('grades', models.CharField(blank=True, max_length=120)),
                ('phone', models.CharField(blank=True, max_length=40)),
                ('address', models.CharField(blank=True, max_length=200)),
                ('is_active', models.BooleanField(default=True)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('district', 'slug'), name='one_school_per_slug'), models.UniqueConstraint(condition=models.Q(('sourced_id', ''), _negated=True), fields=('district', 'sourced_id'), name='one_school_per_sourced_id')],
            },
        ),
        migrations.CreateModel(
            name='Room',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rooms', to='roster.school')),
            ],
            options={
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(fields=('district', 'school', 'name'), name='one_room_per_name')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('role', models.CharField(choices=[('student', 'Student'), ('guardian', 'Guardian'), ('teacher', 'Teacher'), ('counselor', 'Counselor'), ('principal', 'Principal'), ('office', 'School office'), ('aide', 'Aide'), ('interpreter', 'Interpreter'), ('district', 'District office'), ('data', 'Data person')], max_length=20)),
                ('is_primary', models.BooleanField(default=True)),
                ('begins_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('source', models.CharField(choices=[('roster', 'Roster'), ('local', 'Entered here')], default='roster', max_length=10)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='roster.person')),
                ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='roster.school')),
            ],
            options={
                'indexes': [models.Index(fields=['district', 'school', 'role'], name='roster_memb_distric_6b846a_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('school__isnull', False)), fields=('district', 'person', 'school', 'role'), name='one_membership_per_role_and_school'), models.UniqueConstraint(condition=models.Q(('school__isnull', True)), fields=('district', 'person', 'role'), name='one_membership_per_role_in_district')],
            },
        ),
        migrations.CreateModel(
            name='DayOff',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('date', models.DateField()),
                ('reason', models.CharField(max_length=120)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
                ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='days_off', to='roster.school')),
            ],
            options={
                'ordering': ['date'],
                'constraints': [models.UniqueConstraint(fields=('district', 'school', 'date'), name='one_day_off_per_school_and_date'), models.UniqueConstraint(condition=models.Q(('school', None)), fields=('district', 'date'), name='one_day_off_per_district_and_date')],
            },
        ),
        migrations.CreateModel(
            name='Course',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sourced_id', models.CharField(max_length=255)),
                ('title', models.CharField(max_length=200)),
                ('code', models.CharField(blank=True, max_length=80)),
                ('grades', models.CharField(blank=True, max_length=120)),
                ('subjects', models.CharField(blank=True, max_length=300)),
                ('subject_codes', models.CharField(blank=True, max_length=300)),
                ('is_active', models.BooleanField(default=True)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
                ('school', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='courses', to='roster.school')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'sourced_id'), name='one_course_per_sourced_id')],
            },
        ),
        migrations.CreateModel(
            name='SchoolClass',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sourced_id', models.CharField(max_length=255)),
                ('title', models.CharField(max_length=200)),
                ('code', models.CharField(blank=True, max_length=80)),
                ('kind', models.CharField(choices=[('homeroom', 'Homeroom'), ('scheduled', 'Scheduled')], max_length=12)),
                ('grades', models.CharField(blank=True, max_length=120)),
                ('subjects', models.CharField(blank=True, max_length=300)),
                ('location', models.CharField(blank=True, max_length=80)),
                ('is_active', models.BooleanField(default=True)),
                ('course', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='classes', to='roster.course')),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
                ('school', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='classes', to='roster.school')),
            ],
            options={
                'verbose_name_plural': 'school classes',
                'ordering': ['title'],
            },
        ),
        migrations.CreateModel(
            name='Enrollment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sourced_id', models.CharField(blank=True, max_length=255)),
                ('role', models.CharField(choices=[('student', 'Student'), ('teacher', 'Teacher'), ('aide', 'Aide')], max_length=10)),
                ('is_primary', models.BooleanField(default=False)),
                ('begins_on', models.DateField(blank=True, null=True)),
                ('ends_on', models.DateField(blank=True, null=True)),
                ('is_active', models.BooleanField(default=True)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enrollments', to='roster.person')),
                ('school_class', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='enrollments', to='roster.schoolclass')),
            ],
            options={
                'indexes': [models.Index(fields=['school_class', 'role'], name='roster_enro_school__25d7ff_idx'), models.Index(fields=['person', 'role'], name='roster_enro_person__ce3623_idx')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('sourced_id', ''), _negated=True), fields=('district', 'sourced_id'), name='one_enrollment_per_sourced_id')],
            },
        ),
        migrations.CreateModel(
            name='SchoolYear',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=9)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
            ],
            options={
                'ordering': ['-starts_on'],
                'constraints': [models.UniqueConstraint(fields=('district', 'name'), name='one_school_year_per_name'), models.CheckConstraint(condition=models.Q(('ends_on__gt', models.F('starts_on'))), name='school_year_ends_after_it_starts')],
            },
        ),
        migrations.AddField(
            model_name='schoolclass',
            name='school_year',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='classes', to='roster.schoolyear'),
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sourced_id', models.CharField(max_length=255)),
                ('title', models.CharField(max_length=200)),
                ('kind', models.CharField(max_length=20)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('is_active', models.BooleanField(default=True)),
                ('district', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.district')),
                ('school_year', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='roster.schoolyear')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('district', 'sourced_id'), name='one_session_per_sourced_id')],
            },
        ),
        migrations.CreateModel(
            name='ImportLine',
            fields=[
                ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ('verdict', models.CharField(choices=[('created', 'New'), ('changed', 'Changed'), ('refused', 'Refused'), ('forgiven', 'Forgiven'), ('vanished', 'No longer listed')], max_length=10)),
                ('file', models.CharField(blank=True, max_length=80)),
                ('row', models.PositiveIntegerField(blank=True, null=True)),
                ('field', models.CharField(blank=True, max_length=80)),
                ('key', models.CharField(blank=True, max_length=255)),
                ('label', models.CharField(blank=True, max_length=255)),
                ('code', models.CharField(blank=True, max_length=60)),
                ('params', models.JSONField(default=dict)),
                ('changes', models.JSONField(default=dict)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lines', to='roster.importrun')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['run', 'verdict', 'id'], name='roster_impo_run_id_941b85_idx')],
            },
        ),
        migrations.AddConstraint(
            model_name='schoolclass',
            constraint=models.UniqueConstraint(fields=('district', 'sourced_id'), name='one_class_per_sourced_id'),
        ),
    ]
