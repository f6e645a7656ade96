import django.db.models.deletion
import greendesk.calendars.zones
import greendesk.kit.facts
import greendesk.kit.texts
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agreements', '0001_initial'),
        ('atlas', '0001_initial'),
        ('catalogue', '0001_initial'),
        ('desks', '0001_initial'),
        ('directory', '0001_initial'),
        ('matchmaking', '0001_initial'),
        ('projects', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Event',
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
                ('text', greendesk.kit.texts.TextsField(blank=True, default=greendesk.kit.texts.Texts, verbose_name='what it is about')),
                ('when', greendesk.kit.facts.PartialDateField(blank=True, default='', max_length=40, verbose_name='when, as the source says')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='day')),
                ('time_zone', models.CharField(choices=greendesk.calendars.zones.zone_choices, default='Europe/Brussels', max_length=40, verbose_name='time zone')),
                ('seats', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='seats')),
                ('agreements', models.ManyToManyField(blank=True, related_name='produced_events', to='agreements.agreement', verbose_name='agreements')),
                ('co_desks', models.ManyToManyField(blank=True, related_name='+', to='desks.desk', verbose_name='co-owning desks')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desks.desk', verbose_name='desk')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='atlas.place', verbose_name='place')),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='events', to='projects.project', verbose_name='project')),
                ('themes', models.ManyToManyField(blank=True, related_name='events', to='atlas.theme', verbose_name='themes')),
            ],
            options={
                'verbose_name': 'event',
                'verbose_name_plural': 'events',
                'ordering': [models.OrderBy(models.F('starts_on'), descending=True, nulls_last=True), '-pk'],
            },
        ),
        migrations.CreateModel(
            name='EventSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', greendesk.kit.texts.TextsField(default=greendesk.kit.texts.Texts, verbose_name='name')),
                ('starts_at', models.DateTimeField(blank=True, null=True, verbose_name='starts')),
                ('ends_at', models.DateTimeField(blank=True, null=True, verbose_name='ends')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to='events.event')),
                ('experience', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sessions', to='catalogue.experience', verbose_name='experience shared')),
            ],
            options={
                'ordering': [models.OrderBy(models.F('starts_at'), nulls_last=True), 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Panel',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', greendesk.kit.texts.TextsField(default=greendesk.kit.texts.Texts, verbose_name='name')),
                ('slot_min', models.PositiveSmallIntegerField(default=20, verbose_name='minutes of a talk')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='panels', to='events.event')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PanelSlot',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(verbose_name='slot')),
                ('starts_at', models.DateTimeField(blank=True, null=True, verbose_name='starts')),
                ('question', greendesk.kit.texts.TextsField(blank=True, default=greendesk.kit.texts.Texts, verbose_name='question to the panel')),
                ('state', models.CharField(choices=[('free', 'free'), ('booked', 'booked'), ('seen', 'seen'), ('judged', 'judged')], default='free', max_length=8)),
                ('company', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='panel_slots', to='catalogue.company', verbose_name='company')),
                ('panel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slots', to='events.panel')),
                ('readiness', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='matchmaking.readinesscheck')),
            ],
            options={
                'verbose_name': 'panel slot',
                'verbose_name_plural': 'panel slots',
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('panel', 'number'), name='panel_slot_once'), models.UniqueConstraint(condition=models.Q(('company__isnull', False)), fields=('panel', 'company'), name='company_sits_once_before_a_panel'), models.CheckConstraint(condition=models.Q(models.Q(('company', None), ('state', 'free')), models.Q(models.Q(('state', 'free'), _negated=True), ('company__isnull', False)), _connector='OR'), name='only_a_free_slot_has_no_company')],
            },
        ),
        migrations.CreateModel(
            name='Registration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('interest', models.PositiveSmallIntegerField(default=1, verbose_name='interest, 0–3')),
                ('came', models.BooleanField(blank=True, null=True, verbose_name='came')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='registrations', to='catalogue.company', verbose_name='company')),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='registrations', to='events.event')),
            ],
            options={
                'verbose_name': 'registration',
                'verbose_name_plural': 'registrations',
                'ordering': ['company__organisation__name', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('event', 'company'), name='company_registers_once_per_event'), models.CheckConstraint(condition=models.Q(('interest__lte', 3)), name='registration_interest_up_to_3')],
            },
        ),
        migrations.CreateModel(
            name='Verdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('market', models.PositiveSmallIntegerField(verbose_name='demand in the market')),
                ('product', models.PositiveSmallIntegerField(verbose_name='fit of the product')),
                ('price', models.PositiveSmallIntegerField(verbose_name='price and protection')),
                ('partner', models.PositiveSmallIntegerField(verbose_name='partner and channel')),
                ('capacity', models.PositiveSmallIntegerField(verbose_name='capacity of the company')),
                ('advice', greendesk.kit.texts.TextsField(default=greendesk.kit.texts.Texts, verbose_name='advice')),
                ('next_step', models.CharField(max_length=300, verbose_name='next step')),
                ('barriers', models.JSONField(blank=True, default=list, verbose_name='barriers')),
                ('given_on', models.DateField(verbose_name='given on')),
                ('slot', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='verdict', to='events.panelslot')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('capacity__lte', 5), ('market__lte', 5), ('partner__lte', 5), ('price__lte', 5), ('product__lte', 5)), name='verdict_criteria_up_to_5', violation_error_message='Each criterion is judged from 0 to 5.')],
            },
        ),
        migrations.CreateModel(
            name='Panelist',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('conflicts', models.ManyToManyField(blank=True, related_name='+', to='catalogue.company', verbose_name='conflicts of interest')),
                ('panel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='panelists', to='events.panel')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='panels', to='directory.person')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('panel', 'person'), name='panelist_once_per_panel')],
            },
        ),
    ]
