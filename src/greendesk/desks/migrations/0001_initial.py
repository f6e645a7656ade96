import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('atlas', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Account',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('language', models.CharField(choices=[('en', 'en'), ('sv', 'sv'), ('da', 'da'), ('nl', 'nl'), ('zh-hans', 'zh-hans')], default='en', max_length=8, verbose_name='language')),
                ('is_active', models.BooleanField(default=True)),
                ('is_operator', models.BooleanField(default=False, verbose_name='operates the installation')),
                ('demo_role', models.SlugField(blank=True, max_length=30, verbose_name='role in the demonstration')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('password_asked_at', models.DateTimeField(blank=True, null=True, verbose_name='asked for a new password')),
            ],
            options={
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='StoredFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(help_text='SHA-256 of the content', max_length=64, unique=True)),
                ('size', models.PositiveBigIntegerField()),
                ('media_type', models.CharField(max_length=100)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
        ),
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80, verbose_name='what it is for')),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('last_used_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='tokens', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Desk',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=40, unique=True, verbose_name='short name for addresses')),
                ('name', models.CharField(max_length=120, verbose_name='name')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('address', models.TextField(blank=True, verbose_name='address')),
                ('language', models.CharField(choices=[('en', 'en'), ('sv', 'sv'), ('da', 'da'), ('nl', 'nl'), ('zh-hans', 'zh-hans')], default='en', max_length=8, verbose_name='language')),
                ('time_zone', models.CharField(default='Europe/Copenhagen', max_length=40, verbose_name='time zone')),
                ('dormant_after_months', models.PositiveSmallIntegerField(default=18, verbose_name='an agreement is dormant after … months without activity')),
                ('gift_limit_eur', models.PositiveIntegerField(default=100, verbose_name='highest value of a gift in euro')),
                ('sends_by_itself', models.BooleanField(default=False, verbose_name='reminders may be mailed without a person looking at them')),
                ('is_invented', models.BooleanField(default=False, verbose_name='invented for the demonstration')),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='atlas.place', verbose_name='place')),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='GuestLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('purpose', models.SlugField(max_length=40)),
                ('nonce', models.CharField(max_length=32)),
                ('token_hash', models.CharField(max_length=64, unique=True)),
                ('language', models.CharField(choices=[('en', 'en'), ('sv', 'sv'), ('da', 'da'), ('nl', 'nl'), ('zh-hans', 'zh-hans')], default='en', max_length=8)),
                ('expires_at', models.DateTimeField()),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='desks.desk')),
            ],
        ),
        migrations.CreateModel(
            name='PasswordLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='password_links', to=settings.AUTH_USER_MODEL)),
                ('link', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='password_link', to='desks.guestlink')),
            ],
        ),
        migrations.CreateModel(
            name='ListImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=160, verbose_name='file name')),
                ('language', models.CharField(default='en', max_length=8, verbose_name='language of the list')),
                ('plan', models.JSONField(default=dict, verbose_name='which column is which')),
                ('report', models.JSONField(default=dict, verbose_name='what reading it found')),
                ('only_good', models.BooleanField(default=False, verbose_name='enter the good rows and leave the others')),
                ('job', models.UUIDField(blank=True, null=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('imported_at', models.DateTimeField(blank=True, null=True)),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='list_imports', to=settings.AUTH_USER_MODEL)),
                ('into', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='desks.desk', verbose_name='desk that the rows go to')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desks.storedfile')),
            ],
            options={
                'ordering': ['-created_at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='CoInvitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('record', models.BigIntegerField()),
                ('title', models.CharField(max_length=300, verbose_name='what it is about')),
                ('asked_at', models.DateTimeField(auto_now_add=True)),
                ('answered_at', models.DateTimeField(blank=True, null=True)),
                ('is_accepted', models.BooleanField(default=False)),
                ('asked_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('guest', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='co_invitations', to='desks.desk', verbose_name='desk that is asked')),
                ('host', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='desks.desk', verbose_name='desk that asks')),
            ],
            options={
                'ordering': ['-asked_at', '-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('kind', 'record', 'guest'), name='one_open_invitation_per_desk'), models.CheckConstraint(condition=models.Q(('answered_at__isnull', False), ('is_accepted', False), _connector='OR'), name='accepted_when_answered')],
            },
        ),
        migrations.CreateModel(
            name='LogEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(db_index=True, max_length=60)),
                ('kind', models.CharField(blank=True, max_length=60)),
                ('record', models.BigIntegerField(null=True)),
                ('facts', models.JSONField(default=dict)),
                ('at', models.DateTimeField(auto_now_add=True, db_index=True)),
                ('account', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('desk', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='desks.desk')),
            ],
            options={
                'ordering': ['-at', '-pk'],
                'indexes': [models.Index(fields=['kind', 'record'], name='desks_logen_kind_e1588a_idx')],
            },
        ),
        migrations.CreateModel(
            name='Membership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('officer', 'desk officer'), ('municipal', 'municipal officer'), ('adviser', 'adviser at home'), ('partner', "matcher at the partner's side"), ('evaluator', 'evaluator'), ('funder', 'funder')], max_length=12, verbose_name='role')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to=settings.AUTH_USER_MODEL)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='memberships', to='desks.desk')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'desk'), name='account_has_one_role_at_a_desk')],
            },
        ),
        migrations.CreateModel(
            name='SearchEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('record', models.BigIntegerField()),
                ('text', models.TextField()),
                ('at_existence', models.PositiveIntegerField()),
                ('at_summary', models.PositiveIntegerField()),
                ('desk', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='desks.desk')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('kind', 'record'), name='search_entry_once'), models.CheckConstraint(condition=models.Q(('at_existence__lte', models.F('at_summary')), ('at_summary__lte', django.db.models.functions.text.Length('text'))), name='search_entry_lower_levels_show_less')],
            },
        ),
        migrations.CreateModel(
            name='TextGap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=60)),
                ('record', models.BigIntegerField()),
                ('field', models.CharField(max_length=60)),
                ('language', models.CharField(max_length=8)),
                ('state', models.CharField(max_length=8)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='desks.desk')),
            ],
            options={
                'indexes': [models.Index(fields=['desk', 'language', 'state'], name='desks_textg_desk_id_7c4d77_idx'), models.Index(fields=['desk', 'kind'], name='desks_textg_desk_id_8509d7_idx')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'record', 'field', 'language'), name='text_gap_once')],
            },
        ),
        migrations.CreateModel(
            name='Trash',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verb', models.CharField(max_length=60)),
                ('title', models.CharField(max_length=300)),
                ('payload', models.JSONField()),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='desks.desk')),
            ],
            options={
                'ordering': ['-at'],
                'constraints': [models.CheckConstraint(condition=models.Q(('undone_at', None), ('undone_at__gte', models.F('at')), _connector='OR'), name='undone_after_done')],
            },
        ),
    ]
