import django.db.models.deletion
import greendesk.kit.facts
import greendesk.kit.texts
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agreements', '0001_initial'),
        ('atlas', '0001_initial'),
        ('catalogue', '0001_initial'),
        ('desks', '0001_initial'),
        ('desks', '__first__'),
        ('directory', '0001_initial'),
        ('events', '0001_initial'),
        ('matchmaking', '0001_initial'),
        ('meetings', '0001_initial'),
        ('visits', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Exchange',
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
                ('title', greendesk.kit.texts.TextsField(default=greendesk.kit.texts.Texts, verbose_name='what')),
                ('kind', models.CharField(choices=[('school', 'school or teaching'), ('culture', 'culture'), ('science', 'research'), ('design', 'architecture or town planning'), ('other', 'other')], max_length=8, verbose_name='kind')),
                ('when', greendesk.kit.facts.PartialDateField(blank=True, default='', max_length=40, verbose_name='when')),
                ('agreements', models.ManyToManyField(blank=True, related_name='exchanges', to='agreements.agreement', verbose_name='agreements')),
                ('co_desks', models.ManyToManyField(blank=True, related_name='+', to='desks.desk', verbose_name='co-owning desks')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desks.desk', verbose_name='desk')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='exchanges', to='directory.organisation', verbose_name='by whom')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='atlas.place', verbose_name='where')),
            ],
            options={
                'verbose_name': 'exchange',
                'verbose_name_plural': 'exchanges',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Lead',
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
                ('title', greendesk.kit.texts.TextsField(default=greendesk.kit.texts.Texts, verbose_name='what it is about')),
                ('stage', models.CharField(choices=[('stated', 'interest stated'), ('papers', 'papers exchanged'), ('second', 'second meeting'), ('test', 'test or offer asked for'), ('negotiating', 'negotiating'), ('signed', 'signed'), ('delivered', 'delivered'), ('lost', 'lost')], default='stated', max_length=12, verbose_name='stage')),
                ('next_step', models.CharField(blank=True, max_length=300, verbose_name='next step')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='due')),
                ('barrier', models.CharField(blank=True, choices=[('unknown_market', 'the market is unknown and hard to enter'), ('no_partner', 'no local partner'), ('price', 'price'), ('certificate', 'certificate or standard'), ('ip', 'protection of knowledge'), ('finance', 'financing'), ('trust', 'trust and culture'), ('language', 'language'), ('capacity', 'own capacity'), ('politics', 'politics'), ('other', 'other')], max_length=16, verbose_name='barrier')),
                ('origin_note', models.CharField(blank=True, max_length=300, verbose_name='where it began, when outside')),
                ('opened_on', models.DateField(verbose_name='opened')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed')),
                ('agreements', models.ManyToManyField(blank=True, related_name='leads', to='agreements.agreement', verbose_name='agreements')),
                ('co_desks', models.ManyToManyField(blank=True, related_name='+', to='desks.desk', verbose_name='co-owning desks')),
                ('counterpart', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leads_with', to='directory.organisation', verbose_name='counterpart')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desks.desk', verbose_name='desk')),
                ('introduction', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='matchmaking.introduction')),
                ('meeting', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='meetings.meeting')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='catalogue.company', verbose_name='company that owns it')),
                ('panel_slot', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='events.panelslot')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='atlas.place', verbose_name='place')),
                ('referral', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='matchmaking.referral')),
                ('registration', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='events.registration')),
                ('stop', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='leads', to='visits.stop')),
            ],
            options={
                'verbose_name': 'lead',
                'verbose_name_plural': 'leads',
                'ordering': [models.OrderBy(models.F('due_on'), nulls_last=True), '-pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('introduction__isnull', True), ('meeting__isnull', True), ('panel_slot__isnull', True), ('referral__isnull', True), ('registration__isnull', True), ('stop__isnull', True)), models.Q(models.Q(('meeting__isnull', False)), models.Q(('stop__isnull', True)), models.Q(('registration__isnull', True)), models.Q(('introduction__isnull', True)), models.Q(('panel_slot__isnull', True)), models.Q(('referral__isnull', True))), models.Q(models.Q(('meeting__isnull', True)), models.Q(('stop__isnull', False)), models.Q(('registration__isnull', True)), models.Q(('introduction__isnull', True)), models.Q(('panel_slot__isnull', True)), models.Q(('referral__isnull', True))), models.Q(models.Q(('meeting__isnull', True)), models.Q(('stop__isnull', True)), models.Q(('registration__isnull', False)), models.Q(('introduction__isnull', True)), models.Q(('panel_slot__isnull', True)), models.Q(('referral__isnull', True))), models.Q(models.Q(('meeting__isnull', True)), models.Q(('stop__isnull', True)), models.Q(('registration__isnull', True)), models.Q(('introduction__isnull', False)), models.Q(('panel_slot__isnull', True)), models.Q(('referral__isnull', True))), models.Q(models.Q(('meeting__isnull', True)), models.Q(('stop__isnull', True)), models.Q(('registration__isnull', True)), models.Q(('introduction__isnull', True)), models.Q(('panel_slot__isnull', False)), models.Q(('referral__isnull', True))), models.Q(models.Q(('meeting__isnull', True)), models.Q(('stop__isnull', True)), models.Q(('registration__isnull', True)), models.Q(('introduction__isnull', True)), models.Q(('panel_slot__isnull', True)), models.Q(('referral__isnull', False))), _connector='OR'), name='lead_has_at_most_one_origin', violation_error_message='A lead begins in one place only.'), models.CheckConstraint(condition=models.Q(models.Q(('meeting__isnull', False)), models.Q(('stop__isnull', False)), models.Q(('registration__isnull', False)), models.Q(('introduction__isnull', False)), models.Q(('panel_slot__isnull', False)), models.Q(('referral__isnull', False)), models.Q(('origin_note', ''), _negated=True), _connector='OR'), name='lead_knows_where_it_began', violation_error_message='Say where it began: choose a record or write a note.'), models.CheckConstraint(condition=models.Q(models.Q(('stage', 'lost'), _negated=True), models.Q(('barrier', ''), _negated=True), _connector='OR'), name='a_lost_lead_names_its_barrier', violation_error_message='Name the barrier when a lead is lost.')],
            },
        ),
        migrations.CreateModel(
            name='LeadStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('stage', models.CharField(choices=[('stated', 'interest stated'), ('papers', 'papers exchanged'), ('second', 'second meeting'), ('test', 'test or offer asked for'), ('negotiating', 'negotiating'), ('signed', 'signed'), ('delivered', 'delivered'), ('lost', 'lost')], max_length=12)),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
                ('on', models.DateField(verbose_name='date')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='followups.lead')),
            ],
            options={
                'ordering': ['on', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Pulse',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('months', models.PositiveSmallIntegerField(verbose_name='months after')),
                ('due_on', models.DateField(verbose_name='due')),
                ('asked_on', models.DateField(blank=True, null=True, verbose_name='asked')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('stage', models.CharField(blank=True, choices=[('stated', 'interest stated'), ('papers', 'papers exchanged'), ('second', 'second meeting'), ('test', 'test or offer asked for'), ('negotiating', 'negotiating'), ('signed', 'signed'), ('delivered', 'delivered'), ('lost', 'lost')], max_length=12, verbose_name='where it stands')),
                ('visibility', models.CharField(choices=[('desk', 'the desk'), ('funder', 'the desk and its funder'), ('public', 'everybody')], default='desk', max_length=8, verbose_name='who may see it')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('lead', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pulses', to='followups.lead')),
                ('link', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='pulse', to='desks.guestlink')),
            ],
            options={
                'ordering': ['due_on', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('lead', 'months'), name='one_pulse_per_lead_and_month')],
            },
        ),
    ]
