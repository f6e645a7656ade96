import django.db.models.deletion
import greendesk.calendars.zones
import greendesk.kit.facts
import greendesk.kit.texts
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agreements', '0001_initial'),
        ('atlas', '0001_initial'),
        ('calendars', '0001_initial'),
        ('desks', '0001_initial'),
        ('desks', '__first__'),
        ('directory', '0001_initial'),
        ('matchmaking', '0001_initial'),
        ('projects', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='MeetingDay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sharing', models.PositiveSmallIntegerField(choices=[(0, 'only us'), (10, 'that it exists'), (20, 'a summary'), (30, 'everything')], default=10, verbose_name='other desks see')),
                ('source', models.CharField(blank=True, help_text='Who said so, and where.', max_length=300, verbose_name='source')),
                ('source_url', models.URLField(blank=True, max_length=500, verbose_name='address of the source')),
                ('source_on', greendesk.kit.facts.PartialDateField(blank=True, default='', max_length=40, verbose_name='date of the source')),
                ('is_invented', models.BooleanField(default=False, verbose_name='invented for the demonstration')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now=True)),
                ('revision', models.PositiveIntegerField(default=1, editable=False)),
                ('name', greendesk.kit.texts.TextsField(default=greendesk.kit.texts.Texts, verbose_name='name')),
                ('starts_on', models.DateField(verbose_name='first day')),
                ('ends_on', models.DateField(verbose_name='last day')),
                ('time_zone', models.CharField(choices=greendesk.calendars.zones.zone_choices, default='Asia/Shanghai', max_length=40, verbose_name='time zone')),
                ('slot_min', models.PositiveSmallIntegerField(default=25, verbose_name='minutes of a meeting')),
                ('pause_min', models.PositiveSmallIntegerField(default=5, verbose_name='minutes between meetings')),
                ('venue', models.CharField(blank=True, max_length=200, verbose_name='venue')),
                ('tables', models.PositiveSmallIntegerField(default=10, verbose_name='tables')),
                ('hold_days', models.PositiveSmallIntegerField(default=5, verbose_name='days until an unanswered request lapses')),
                ('is_self_booking', models.BooleanField(default=False, verbose_name='parties choose their slots themselves')),
                ('agreements', models.ManyToManyField(blank=True, related_name='meeting_days', to='agreements.agreement', verbose_name='agreements')),
                ('co_desks', models.ManyToManyField(blank=True, related_name='+', to='desks.desk', verbose_name='co-owning desks')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desks.desk', verbose_name='desk')),
                ('interpreters', models.ManyToManyField(blank=True, related_name='meeting_days', to='calendars.resource', verbose_name='interpreters')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='atlas.place', verbose_name='place')),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meeting_days', to='projects.project', verbose_name='project')),
                ('themes', models.ManyToManyField(blank=True, related_name='+', to='atlas.theme', verbose_name='themes')),
            ],
            options={
                'verbose_name': 'meeting day',
                'verbose_name_plural': 'meeting days',
                'ordering': ['-starts_on', '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='meeting_day_ends_after_it_starts', violation_error_message='The last day cannot be before the first.'), models.CheckConstraint(condition=models.Q(('tables__gte', 1)), name='meeting_day_has_a_table'), models.CheckConstraint(condition=models.Q(('slot_min__gte', 5)), name='meeting_lasts_five_minutes_or_more')],
            },
        ),
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_host_side', models.BooleanField(default=False, verbose_name="on the hosts' side")),
                ('languages', models.JSONField(blank=True, default=list, verbose_name='languages')),
                ('absent_slots', models.JSONField(blank=True, default=list, verbose_name='cannot come to slots')),
                ('travel_min', models.PositiveSmallIntegerField(default=30, help_text="For meetings at the host's own place.", verbose_name='minutes from the venue to their own place')),
                ('goal', greendesk.kit.texts.TextsField(blank=True, default=greendesk.kit.texts.Texts, verbose_name='goal')),
                ('pitch', greendesk.kit.texts.TextsField(blank=True, default=greendesk.kit.texts.Texts, verbose_name='pitch')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='directory.organisation', verbose_name='organisation')),
                ('people', models.ManyToManyField(blank=True, related_name='attendances', to='directory.person', verbose_name='people')),
                ('day', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='attendances', to='meetings.meetingday')),
            ],
            options={
                'ordering': ['is_host_side', 'organisation__name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('day', 'organisation'), name='attends_a_day_once')],
            },
        ),
        migrations.CreateModel(
            name='MeetingRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('klass', models.CharField(choices=[('must', 'must'), ('wish', 'wish'), ('reserve', 'waiting list')], default='wish', max_length=8, verbose_name='weight')),
                ('value', models.PositiveSmallIntegerField(default=50, verbose_name='value')),
                ('state', models.CharField(choices=[('asked', 'asked'), ('accepted', 'accepted by both'), ('declined', 'declined'), ('lapsed', 'lapsed')], default='asked', max_length=10, verbose_name='state')),
                ('holds_until', models.DateTimeField(verbose_name='answer wanted until')),
                ('on_behalf', models.BooleanField(default=False, verbose_name='the desk answered for them')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('at_host', models.BooleanField(default=False, verbose_name="at the host's own place")),
                ('day', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests', to='meetings.meetingday')),
                ('guest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests_as_guest', to='meetings.attendance', verbose_name='guest')),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='requests_as_host', to='meetings.attendance', verbose_name='host')),
                ('others', models.ManyToManyField(blank=True, related_name='requests_as_other', to='meetings.attendance', verbose_name='others at the table')),
                ('suggestion', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='requests', to='matchmaking.suggestion')),
            ],
            options={
                'verbose_name': 'wished meeting',
                'verbose_name_plural': 'wished meetings',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('day', 'guest', 'host'), name='two_parties_ask_once_a_day'), models.CheckConstraint(condition=models.Q(('guest', models.F('host')), _negated=True), name='nobody_meets_themselves'), models.CheckConstraint(condition=models.Q(('value__range', (1, 100))), name='request_value_from_1_to_100')],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slot', models.PositiveSmallIntegerField(verbose_name='slot')),
                ('table', models.PositiveSmallIntegerField(verbose_name='table')),
                ('starts_at', models.DateTimeField(verbose_name='starts')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('state', models.CharField(choices=[('placed', 'placed'), ('published', 'published'), ('held', 'held'), ('no_show', 'somebody did not come'), ('replaced', 'replaced'), ('cancelled', 'cancelled')], default='placed', max_length=10, verbose_name='state')),
                ('sequence', models.PositiveIntegerField(default=0, help_text='SEQUENCE of the calendar entry (RFC 5545)')),
                ('guest_interest', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='interest of the guest, 0–3')),
                ('host_interest', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='interest of the host, 0–3')),
                ('note', greendesk.kit.texts.TextsField(blank=True, default=greendesk.kit.texts.Texts, verbose_name='what was said')),
                ('next_step', models.CharField(blank=True, max_length=300, verbose_name='next step')),
                ('is_second', models.BooleanField(default=False, verbose_name='a second meeting came of it')),
                ('bookings', models.ManyToManyField(blank=True, related_name='meetings', to='calendars.booking')),
                ('interpreter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='interpreted', to='calendars.resource', verbose_name='interpreter')),
                ('day', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='meetings.meetingday')),
                ('request', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='meeting', to='meetings.meetingrequest')),
            ],
            options={
                'verbose_name': 'meeting',
                'verbose_name_plural': 'meetings',
                'ordering': ['starts_at', 'table', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Seat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slot', models.PositiveSmallIntegerField()),
                ('attendance', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='meetings.attendance')),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seats', to='meetings.meeting')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('attendance', 'slot'), name='nobody_sits_at_two_tables_in_one_slot')],
            },
        ),
        migrations.CreateModel(
            name='Session',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('starts_at', models.DateTimeField(verbose_name='starts')),
                ('slots', models.PositiveSmallIntegerField(verbose_name='slots')),
                ('day', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='meetings.meetingday')),
            ],
            options={
                'ordering': ['starts_at'],
                'constraints': [models.UniqueConstraint(fields=('day', 'starts_at'), name='session_starts_once'), models.CheckConstraint(condition=models.Q(('slots__gte', 1)), name='session_has_a_slot')],
            },
        ),
        migrations.CreateModel(
            name='TimetableVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='version')),
                ('made_at', models.DateTimeField(auto_now_add=True)),
                ('published_at', models.DateTimeField(blank=True, null=True)),
                ('status', models.CharField(max_length=12)),
                ('facts', models.JSONField(default=dict, help_text='Unplaced, breaks, idle, bound and reasons as the engine gave them.')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('day', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='versions', to='meetings.meetingday')),
            ],
            options={
                'ordering': ['-number'],
                'constraints': [models.UniqueConstraint(fields=('day', 'number'), name='timetable_version_once')],
            },
        ),
        migrations.CreateModel(
            name='Placement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slot', models.PositiveSmallIntegerField(verbose_name='slot')),
                ('table', models.PositiveSmallIntegerField(verbose_name='table')),
                ('interpreter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='calendars.resource', verbose_name='interpreter')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placements', to='meetings.meetingrequest')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='placements', to='meetings.timetableversion')),
            ],
            options={
                'ordering': ['slot', 'table', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('version', 'request'), name='a_draft_places_a_request_once'), models.UniqueConstraint(condition=models.Q(('table__gt', 0)), fields=('version', 'slot', 'table'), name='a_draft_seats_one_meeting_a_table')],
            },
        ),
        migrations.AddField(
            model_name='meeting',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='meetings', to='meetings.timetableversion'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.UniqueConstraint(condition=models.Q(('table__gt', 0), models.Q(('state__in', ['cancelled', 'replaced']), _negated=True)), fields=('day', 'slot', 'table'), name='a_table_seats_one_meeting_a_slot'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='meeting_ends_after_it_starts'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('guest_interest', None), ('guest_interest__lte', 3), _connector='OR'), name='guest_interest_up_to_3'),
        ),
        migrations.AddConstraint(
            model_name='meeting',
            constraint=models.CheckConstraint(condition=models.Q(('host_interest', None), ('host_interest__lte', 3), _connector='OR'), name='host_interest_up_to_3'),
        ),
    ]
