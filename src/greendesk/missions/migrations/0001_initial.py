import django.db.models.deletion
import greendesk.kit.facts
import greendesk.kit.texts
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agreements', '0001_initial'),
        ('catalogue', '0001_initial'),
        ('desks', '0001_initial'),
        ('desks', '__first__'),
        ('directory', '0001_initial'),
        ('matchmaking', '0001_initial'),
        ('outbox', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Slides',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160, verbose_name='file name')),
                ('language', models.CharField(blank=True, max_length=8, verbose_name='language')),
                ('added_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'verbose_name': 'slides',
                'verbose_name_plural': 'slides',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', greendesk.kit.texts.TextsField(default=greendesk.kit.texts.Texts, verbose_name='what is to be done')),
                ('due_on', models.DateField(blank=True, null=True, verbose_name='due')),
                ('done_on', models.DateField(blank=True, null=True, verbose_name='done')),
            ],
            options={
                'verbose_name': 'task',
                'verbose_name_plural': 'tasks',
                'ordering': [models.OrderBy(models.F('done_on'), nulls_first=True), models.OrderBy(models.F('due_on'), nulls_last=True), 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='VettingVisit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', greendesk.kit.facts.PartialDateField(blank=True, default='', max_length=40, verbose_name='date')),
                ('note', models.TextField(verbose_name='what was seen')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Application',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('goal', greendesk.kit.texts.TextsField(default=greendesk.kit.texts.Texts, verbose_name='goal')),
                ('pitch', greendesk.kit.texts.TextsField(blank=True, default=greendesk.kit.texts.Texts, verbose_name='pitch')),
                ('readiness', greendesk.kit.texts.TextsField(blank=True, default=greendesk.kit.texts.Texts, verbose_name='how well prepared')),
                ('state_aid_eur', models.DecimalField(blank=True, decimal_places=2, max_digits=10, null=True, verbose_name='state aid in three years, in euro')),
                ('scores', models.JSONField(blank=True, default=dict, verbose_name='scores')),
                ('state', models.CharField(choices=[('sent', 'received'), ('shortlisted', 'on the short list'), ('accepted', 'accepted'), ('waiting', 'on the waiting list'), ('declined', 'declined')], default='sent', max_length=12, verbose_name='state')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
                ('decision_note', models.CharField(blank=True, max_length=300, verbose_name='reason')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='applications', to='catalogue.company', verbose_name='company')),
                ('letter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='outbox.message')),
                ('traveller', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='applications', to='directory.person', verbose_name='who travels')),
            ],
            options={
                'ordering': ['company__organisation__name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='MatchProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=500, verbose_name='why they fit')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('state', models.CharField(choices=[('waiting', 'waits for the desk'), ('accepted', 'accepted'), ('declined', 'declined')], default='waiting', max_length=10, verbose_name='state')),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('answer_note', models.CharField(blank=True, max_length=300, verbose_name='why not')),
                ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('challenge', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='matchmaking.challenge', verbose_name='need')),
                ('company', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='catalogue.company', verbose_name='company')),
                ('solution', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='catalogue.solution', verbose_name='solution')),
                ('suggestion', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='proposals', to='matchmaking.suggestion')),
            ],
            options={
                'verbose_name': 'proposed match',
                'verbose_name_plural': 'proposed matches',
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Mission',
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
                ('aim', greendesk.kit.texts.TextsField(blank=True, default=greendesk.kit.texts.Texts, verbose_name='aim')),
                ('period', greendesk.kit.facts.PartialDateField(blank=True, default='', max_length=40, verbose_name='when, as the source says')),
                ('starts_on', models.DateField(blank=True, null=True, verbose_name='first day')),
                ('ends_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                ('cohort_size', greendesk.kit.facts.QuantityField(blank=True, default='', max_length=40, verbose_name='companies')),
                ('call_opens_on', models.DateField(blank=True, null=True, verbose_name='call opens')),
                ('call_closes_on', models.DateField(blank=True, null=True, verbose_name='call closes')),
                ('criteria', models.JSONField(blank=True, default=list, help_text='Names of what applications are scored on, 0–5 each.', verbose_name='criteria')),
                ('cohort_fixed_at', models.DateTimeField(blank=True, null=True)),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('story', greendesk.kit.texts.TextsField(blank=True, default=greendesk.kit.texts.Texts, verbose_name='public story')),
                ('story_on', models.DateField(blank=True, null=True, verbose_name='story published on')),
                ('agreements', models.ManyToManyField(blank=True, related_name='missions', to='agreements.agreement', verbose_name='agreements')),
                ('co_desks', models.ManyToManyField(blank=True, related_name='+', to='desks.desk', verbose_name='co-owning desks')),
            ],
            options={
                'verbose_name': 'mission',
                'verbose_name_plural': 'missions',
                'ordering': [models.OrderBy(models.F('starts_on'), descending=True, nulls_last=True), '-pk'],
            },
        ),
    ]
