import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('atlas', '0001_initial'),
        ('catalogue', '0001_initial'),
        ('desks', '0001_initial'),
        ('desks', '__first__'),
        ('directory', '0001_initial'),
        ('meetings', '0001_initial'),
        ('missions', '0001_initial'),
        ('projects', '0001_initial'),
        ('visits', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='mission',
            name='delegation',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='mission', to='visits.delegation', verbose_name='programme abroad'),
        ),
        migrations.AddField(
            model_name='mission',
            name='desk',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desks.desk', verbose_name='desk'),
        ),
        migrations.AddField(
            model_name='mission',
            name='meeting_days',
            field=models.ManyToManyField(blank=True, related_name='missions', to='meetings.meetingday', verbose_name='meeting days'),
        ),
        migrations.AddField(
            model_name='mission',
            name='partners',
            field=models.ManyToManyField(blank=True, related_name='missions', to='directory.organisation', verbose_name='matchers and partners'),
        ),
        migrations.AddField(
            model_name='mission',
            name='pictures',
            field=models.ManyToManyField(blank=True, related_name='missions', to='catalogue.picture', verbose_name='pictures'),
        ),
        migrations.AddField(
            model_name='mission',
            name='place',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='missions', to='atlas.place', verbose_name='destination'),
        ),
        migrations.AddField(
            model_name='mission',
            name='project',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='missions', to='projects.project', verbose_name='project'),
        ),
        migrations.AddField(
            model_name='mission',
            name='quoted',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.person', verbose_name='who is quoted'),
        ),
        migrations.AddField(
            model_name='mission',
            name='themes',
            field=models.ManyToManyField(blank=True, related_name='missions', to='atlas.theme', verbose_name='themes'),
        ),
        migrations.AddField(
            model_name='matchproposal',
            name='mission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='proposals', to='missions.mission'),
        ),
        migrations.AddField(
            model_name='application',
            name='mission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='applications', to='missions.mission'),
        ),
        migrations.AddField(
            model_name='slides',
            name='application',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='slides', to='missions.application'),
        ),
        migrations.AddField(
            model_name='slides',
            name='file',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desks.storedfile'),
        ),
        migrations.AddField(
            model_name='task',
            name='account',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='who at the desk'),
        ),
        migrations.AddField(
            model_name='task',
            name='mission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tasks', to='missions.mission'),
        ),
        migrations.AddField(
            model_name='task',
            name='person',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person', verbose_name='who else'),
        ),
        migrations.AddField(
            model_name='vettingvisit',
            name='application',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='vetting_visits', to='missions.application'),
        ),
        migrations.AddField(
            model_name='vettingvisit',
            name='visitor',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.organisation', verbose_name='who came'),
        ),
        migrations.AddConstraint(
            model_name='mission',
            constraint=models.CheckConstraint(condition=models.Q(('ends_on', None), ('ends_on__gte', models.F('starts_on')), _connector='OR'), name='mission_ends_after_it_starts', violation_error_message='The last day cannot be before the first.'),
        ),
        migrations.AddConstraint(
            model_name='mission',
            constraint=models.CheckConstraint(condition=models.Q(('call_closes_on', None), ('call_opens_on', None), ('call_closes_on__gte', models.F('call_opens_on')), _connector='OR'), name='call_closes_after_it_opens'),
        ),
        migrations.AddConstraint(
            model_name='matchproposal',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='proposal_says_why'),
        ),
        migrations.AddConstraint(
            model_name='matchproposal',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'waiting')), fields=('mission', 'challenge', 'company'), name='proposed_once_until_answered'),
        ),
        migrations.AddConstraint(
            model_name='application',
            constraint=models.UniqueConstraint(fields=('mission', 'company'), name='company_applies_once_per_mission'),
        ),
        migrations.AddConstraint(
            model_name='task',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('account', None), ('person__isnull', False)), models.Q(('account__isnull', False), ('person', None)), _connector='OR'), name='task_has_one_owner'),
        ),
    ]
