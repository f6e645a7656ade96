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
            name='AccessPoint',
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
                ('name', greendesk.kit.texts.TextsField(default=greendesk.kit.texts.Texts, verbose_name='to whom or what it leads')),
                ('text', greendesk.kit.texts.TextsField(blank=True, default=greendesk.kit.texts.Texts, verbose_name='how the door opens')),
                ('since', greendesk.kit.facts.PartialDateField(blank=True, default='', max_length=40, verbose_name='open since')),
                ('agreement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='access_points', to='agreements.agreement', verbose_name='agreement')),
                ('co_desks', models.ManyToManyField(blank=True, related_name='+', to='desks.desk', verbose_name='co-owning desks')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desks.desk', verbose_name='desk')),
                ('network', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='doors', to='directory.organisation', verbose_name='network')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='access_points', to='directory.organisation', verbose_name='organisation')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person', verbose_name='person')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='atlas.place', verbose_name='place')),
                ('themes', models.ManyToManyField(blank=True, related_name='+', to='atlas.theme', verbose_name='themes')),
            ],
            options={
                'verbose_name': 'access point',
                'verbose_name_plural': 'access points',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Gain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', greendesk.kit.facts.PartialDateField(blank=True, default='', max_length=40, verbose_name='date')),
                ('text', greendesk.kit.texts.TextsField(default=greendesk.kit.texts.Texts, verbose_name='what was gained')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('access_point', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='gains', to='projects.accesspoint')),
                ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.organisation', verbose_name='contact gained')),
            ],
            options={
                'verbose_name': 'gain',
                'verbose_name_plural': 'gains',
                'ordering': ['on', 'pk'],
            },
        ),
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
            name='Goal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', greendesk.kit.texts.TextsField(default=greendesk.kit.texts.Texts, verbose_name='objective')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='goals', to='projects.project', verbose_name='project')),
            ],
            options={
                'verbose_name': 'objective',
                'verbose_name_plural': 'objectives',
                'ordering': ['pk'],
            },
        ),
        migrations.AddField(
            model_name='accesspoint',
            name='project',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='access_points', to='projects.project', verbose_name='project'),
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
        migrations.CreateModel(
            name='ProjectSponsor',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', greendesk.kit.texts.TextsField(blank=True, default=greendesk.kit.texts.Texts, verbose_name='role')),
                ('period', greendesk.kit.facts.PartialDateField(blank=True, default='', max_length=40, verbose_name='years')),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.person', verbose_name='political sponsor')),
                ('project', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sponsors', to='projects.project', verbose_name='project')),
            ],
            options={
                'verbose_name': 'political sponsor',
                'verbose_name_plural': 'political sponsors',
                'ordering': ['pk'],
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('project', 'person', 'period'), name='project_sponsor_once_and_when')],
            },
        ),
        migrations.AddConstraint(
            model_name='accesspoint',
            constraint=models.CheckConstraint(condition=models.Q(('agreement__isnull', False), ('project__isnull', False), ('network__isnull', False), _connector='OR'), name='somebody_opens_an_access_point'),
        ),
        migrations.AddConstraint(
            model_name='accesspoint',
            constraint=models.CheckConstraint(condition=models.Q(('source', ''), _negated=True), name='access_point_has_a_source'),
        ),
    ]
