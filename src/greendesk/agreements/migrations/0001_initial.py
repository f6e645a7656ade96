import django.db.models.deletion
import django.db.models.functions.comparison
import greendesk.kit.facts
import greendesk.kit.texts
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('atlas', '0001_initial'),
        ('desks', '0001_initial'),
        ('desks', '__first__'),
        ('directory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Agreement',
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
                ('title', greendesk.kit.texts.TextsField(default=greendesk.kit.texts.Texts, verbose_name='title')),
                ('kind', models.CharField(choices=[('sister', 'sister city or region'), ('friendship', 'friendship agreement'), ('mou', 'memorandum of understanding'), ('cooperation', 'cooperation agreement'), ('umbrella', 'umbrella programme'), ('school', 'school or culture partnership'), ('letter', 'letter of intent'), ('other', 'other')], default='cooperation', max_length=12, verbose_name='kind')),
                ('aim', greendesk.kit.texts.TextsField(blank=True, default=greendesk.kit.texts.Texts, verbose_name='aim')),
                ('has_business', models.BooleanField(default=False, verbose_name='has a business element')),
                ('since', greendesk.kit.facts.PartialDateField(blank=True, default='', max_length=40, verbose_name='since')),
                ('quality_label', models.CharField(blank=True, max_length=200, verbose_name='distinction')),
                ('review_on', models.DateField(blank=True, null=True, verbose_name='next review')),
                ('co_desks', models.ManyToManyField(blank=True, related_name='+', to='desks.desk', verbose_name='co-owning desks')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desks.desk', verbose_name='desk')),
                ('home_place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements_at_home', to='atlas.place', verbose_name='our side')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='agreements.agreement', verbose_name='part of')),
                ('place', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='atlas.place', verbose_name="partner's place")),
                ('predecessor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='agreements.agreement', verbose_name='follows')),
                ('themes', models.ManyToManyField(blank=True, related_name='agreements', to='atlas.theme', verbose_name='themes')),
            ],
            options={
                'verbose_name': 'agreement',
                'verbose_name_plural': 'agreements',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('parent', None), models.Q(('parent', models.F('pk')), _negated=True), _connector='OR'), name='agreement_is_not_its_own_parent'), models.CheckConstraint(condition=models.Q(('predecessor', None), models.Q(('predecessor', models.F('pk')), _negated=True), _connector='OR'), name='agreement_does_not_follow_itself')],
            },
        ),
        migrations.CreateModel(
            name='Action',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', greendesk.kit.texts.TextsField(default=greendesk.kit.texts.Texts, verbose_name='what is to be done')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='due')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='done')),
                ('owner', models.CharField(max_length=120, verbose_name='who sees to it')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='actions', to='agreements.agreement')),
            ],
            options={
                'ordering': [models.OrderBy(models.F('done_on'), nulls_first=True), models.OrderBy(models.F('due_on'), nulls_last=True), 'pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('owner', ''), _negated=True), name='action_has_an_owner')],
            },
        ),
        migrations.CreateModel(
            name='AgreementEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('contact', 'first contact'), ('intent', 'intent declared'), ('signed', 'signed'), ('ceremony', 'ceremony'), ('renewed', 'renewed'), ('paused', 'paused'), ('resumed', 'resumed'), ('ended', 'ended'), ('review', 'review'), ('visit', 'high-level visit'), ('other', 'other')], max_length=10, verbose_name='what happened')),
                ('when', greendesk.kit.facts.PartialDateField(blank=True, default='', max_length=40, verbose_name='date')),
                ('sort_on', models.DateField(editable=False, null=True)),
                ('text', greendesk.kit.texts.TextsField(blank=True, default=greendesk.kit.texts.Texts, verbose_name='note')),
                ('end_reason', models.CharField(blank=True, choices=[('inactive', 'lack of activity'), ('politics', 'politics'), ('conduct', 'conduct of the partner'), ('money', 'no funding'), ('fulfilled', 'purpose fulfilled'), ('succeeded', 'followed by another agreement')], max_length=10, verbose_name='reason')),
                ('source', models.CharField(max_length=300, verbose_name='source')),
                ('source_url', models.URLField(blank=True, max_length=500, verbose_name='address of the source')),
                ('is_shown', models.BooleanField(default=True, verbose_name='the date we show')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='agreements.agreement')),
            ],
            options={
                'ordering': [models.OrderBy(models.F('sort_on'), nulls_first=True), 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='agreement_event_has_a_source'), models.CheckConstraint(condition=models.Q(('kind', 'ended'), ('end_reason', ''), _connector='OR'), name='only_an_end_has_a_reason')],
            },
        ),
        migrations.CreateModel(
            name='AgreementSponsor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', greendesk.kit.texts.TextsField(blank=True, default=greendesk.kit.texts.Texts, verbose_name='role')),
                ('period', greendesk.kit.facts.PartialDateField(blank=True, default='', max_length=40, verbose_name='years')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sponsors', to='agreements.agreement', verbose_name='agreement')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.person', verbose_name='political sponsor')),
            ],
            options={
                'verbose_name': 'political sponsor',
                'verbose_name_plural': 'political sponsors',
                'ordering': ['pk'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('agreement', 'person', 'period'), name='agreement_sponsor_once_and_when')],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160, verbose_name='file name')),
                ('language', models.CharField(blank=True, max_length=8, verbose_name='language')),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='agreements.agreement')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desks.storedfile')),
            ],
            options={
                'ordering': ['-added_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Party',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_ours', models.BooleanField(default=False, verbose_name='on our side')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='parties', to='agreements.agreement')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='party_in', to='directory.organisation', verbose_name='organisation')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='atlas.place', verbose_name='place')),
            ],
            options={
                'ordering': ['-is_ours', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('organisation__isnull', False), ('place__isnull', False), _connector='OR'), name='party_is_an_organisation_or_a_place', violation_error_message='A party is an organisation, a place, or both.'), models.UniqueConstraint(models.F('agreement'), django.db.models.functions.comparison.Coalesce('organisation', 0), django.db.models.functions.comparison.Coalesce('place', 0), name='party_once_per_agreement')],
            },
        ),
        migrations.CreateModel(
            name='PolicyReference',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', greendesk.kit.texts.TextsField(default=greendesk.kit.texts.Texts, verbose_name='policy')),
                ('validity', greendesk.kit.facts.PartialDateField(blank=True, default='', max_length=40, verbose_name='holds')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('agreement', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='policies', to='agreements.agreement')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RiskNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField(verbose_name='risks and due diligence')),
                ('review_on', models.DateField(verbose_name='look at it again on')),
                ('agreement', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='risk_note', to='agreements.agreement')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
