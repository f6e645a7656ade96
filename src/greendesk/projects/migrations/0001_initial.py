import django.db.models.deletion
import greendesk.kit.facts
import greendesk.kit.texts
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('agreements', '0001_initial'),
        ('atlas', '0001_initial'),
        ('desks', '0001_initial'),
        ('directory', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Project',
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
                ('objectives', greendesk.kit.texts.TextsField(blank=True, default=greendesk.kit.texts.Texts, verbose_name='objectives')),
                ('period', greendesk.kit.facts.PartialDateField(blank=True, default='', max_length=40, verbose_name='period')),
                ('budget', models.DecimalField(blank=True, decimal_places=2, max_digits=16, null=True, verbose_name='budget')),
                ('currency', models.CharField(blank=True, choices=[('', 'unknown currency'), ('EUR', 'EUR'), ('SEK', 'SEK'), ('DKK', 'DKK'), ('NOK', 'NOK'), ('CNY', 'CNY'), ('USD', 'USD'), ('PLN', 'PLN'), ('BYN', 'BYN')], max_length=3, verbose_name='currency')),
                ('closed_on', models.DateField(blank=True, null=True, verbose_name='closed')),
                ('agreements', models.ManyToManyField(blank=True, related_name='projects', to='agreements.agreement', verbose_name='agreements')),
                ('co_desks', models.ManyToManyField(blank=True, related_name='+', to='desks.desk', verbose_name='co-owning desks')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desks.desk', verbose_name='desk')),
                ('funder', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='projects_funded', to='directory.organisation', verbose_name='funder')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='projects_owned', to='directory.organisation', verbose_name='owner')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='atlas.place', verbose_name='place')),
                ('predecessor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='successors', to='projects.project', verbose_name='follows')),
                ('themes', models.ManyToManyField(blank=True, related_name='projects', to='atlas.theme', verbose_name='themes')),
            ],
            options={
                'verbose_name': 'project',
                'verbose_name_plural': 'projects',
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('predecessor', None), models.Q(('predecessor', models.F('pk')), _negated=True), _connector='OR'), name='project_does_not_follow_itself'), models.CheckConstraint(condition=models.Q(('budget', None), ('budget__gte', 0), _connector='OR'), name='project_budget_is_not_negative')],
            },
        ),
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', greendesk.kit.texts.TextsField(blank=True, default=greendesk.kit.texts.Texts, verbose_name='role')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='partner_in', to='directory.organisation', verbose_name='organisation')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='partners', to='projects.project')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('project', 'organisation'), name='partner_once_per_project')],
            },
        ),
        migrations.CreateModel(
            name='Lesson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', greendesk.kit.texts.TextsField(default=greendesk.kit.texts.Texts, verbose_name='lesson')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='lessons', to='projects.project')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ProjectReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160, verbose_name='file name')),
                ('delivered', greendesk.kit.facts.PartialDateField(blank=True, default='', max_length=40, verbose_name='delivered')),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desks.storedfile')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='reports', to='projects.project')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
