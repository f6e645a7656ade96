import django.db.models.deletion
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
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
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
                ('kind', models.CharField(choices=[('company', 'company'), ('authority', 'authority'), ('municipality', 'municipality or region'), ('cluster', 'cluster or network'), ('bureau', 'bureau or commission'), ('school', 'school or university'), ('operator', 'plant operator'), ('funder', 'funder'), ('agency', 'agency or embassy'), ('other', 'other')], default='company', max_length=12, verbose_name='kind')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('names', greendesk.kit.texts.TextsField(blank=True, default=greendesk.kit.texts.Texts, verbose_name='name in other languages')),
                ('aliases', models.JSONField(blank=True, default=list, verbose_name='also known as')),
                ('website', models.URLField(blank=True, verbose_name='website')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('wechat', models.CharField(blank=True, max_length=60, verbose_name='WeChat')),
                ('address', models.TextField(blank=True, verbose_name='address')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('co_desks', models.ManyToManyField(blank=True, related_name='+', to='desks.desk', verbose_name='co-owning desks')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desks.desk', verbose_name='desk')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='directory.organisation', verbose_name='part of')),
                ('place', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='atlas.place', verbose_name='place')),
                ('same_as', models.ManyToManyField(blank=True, to='directory.organisation', verbose_name='the same as, at other desks')),
            ],
            options={
                'verbose_name': 'organisation',
                'verbose_name_plural': 'organisations',
                'ordering': ['name', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('name', ''), _negated=True), name='organisation_has_a_name'), models.CheckConstraint(condition=models.Q(('parent', None), models.Q(('parent', models.F('pk')), _negated=True), _connector='OR'), name='organisation_is_not_its_own_parent')],
            },
        ),
        migrations.CreateModel(
            name='NetworkMembership',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('level', greendesk.kit.texts.TextsField(blank=True, default=greendesk.kit.texts.Texts, verbose_name='level of membership')),
                ('entitles_to', greendesk.kit.texts.TextsField(blank=True, default=greendesk.kit.texts.Texts, verbose_name='what it entitles to')),
                ('begins', greendesk.kit.facts.PartialDateField(blank=True, default='', max_length=40, verbose_name='from')),
                ('ends', greendesk.kit.facts.PartialDateField(blank=True, default='', max_length=40, verbose_name='until')),
                ('begins_on', models.DateField(editable=False, null=True)),
                ('ends_on', models.DateField(editable=False, null=True)),
                ('source', models.CharField(blank=True, max_length=300, verbose_name='source')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='networks', to='directory.organisation', verbose_name='member')),
                ('network', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='network_members', to='directory.organisation', verbose_name='network')),
            ],
            options={
                'verbose_name': 'membership of a network',
                'verbose_name_plural': 'memberships of networks',
                'ordering': ['member__name', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('network', models.F('member')), _negated=True), name='network_is_not_its_own_member'), models.CheckConstraint(condition=models.Q(('ends_on', None), ('begins_on', None), ('ends_on__gte', models.F('begins_on')), _connector='OR'), name='membership_ends_after_it_begins'), models.UniqueConstraint(condition=models.Q(('ends_on', None)), fields=('network', 'member'), name='one_open_membership_per_network')],
            },
        ),
        migrations.CreateModel(
            name='Person',
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
                ('given', models.CharField(blank=True, max_length=80, verbose_name='given name')),
                ('family', models.CharField(blank=True, max_length=80, verbose_name='family name')),
                ('han', models.CharField(blank=True, max_length=40, verbose_name='name in Chinese characters')),
                ('reading', models.CharField(blank=True, help_text='Pinyin with tones; suggested from the characters.', max_length=80, verbose_name='reading')),
                ('family_first', models.BooleanField(default=False, verbose_name='family name first')),
                ('salutation', models.CharField(blank=True, max_length=40, verbose_name='salutation')),
                ('languages', models.JSONField(blank=True, default=list, verbose_name='languages')),
                ('email', models.EmailField(blank=True, max_length=254, verbose_name='e-mail')),
                ('phone', models.CharField(blank=True, max_length=40, verbose_name='telephone')),
                ('wechat', models.CharField(blank=True, max_length=60, verbose_name='WeChat')),
                ('diet', models.CharField(blank=True, max_length=120, verbose_name='diet')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('purpose', models.CharField(blank=True, max_length=200, verbose_name='purpose of keeping this')),
                ('legal_basis', models.CharField(choices=[('consent', 'consent'), ('contract', 'contract'), ('public_task', 'public task'), ('interest', 'legitimate interest')], default='public_task', max_length=12, verbose_name='legal basis')),
                ('keep_until', models.DateField(blank=True, null=True, verbose_name='keep until')),
                ('erase_on', models.DateField(blank=True, editable=False, null=True, verbose_name='is erased on')),
                ('erased_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('sort_key', models.CharField(default='', editable=False, max_length=160)),
                ('co_desks', models.ManyToManyField(blank=True, related_name='+', to='desks.desk', verbose_name='co-owning desks')),
                ('desk', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='desks.desk', verbose_name='desk')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='directory.organisation', verbose_name='organisation')),
            ],
            options={
                'verbose_name': 'person',
                'verbose_name_plural': 'people',
                'ordering': ['sort_key', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('family', ''), ('given', ''), ('han', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='person_has_a_name', violation_error_message='A person needs a name in at least one script.')],
            },
        ),
        migrations.CreateModel(
            name='Passport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed', models.BinaryField(verbose_name='number and dates, encrypted')),
                ('delete_on', models.DateField(verbose_name='delete on')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passports', to='directory.person')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ContactNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', greendesk.kit.facts.PartialDateField(max_length=40, verbose_name='date')),
                ('text', models.TextField(verbose_name='what passed')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_notes', to='directory.organisation')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contact_notes', to='directory.person')),
            ],
            options={
                'ordering': ['-on', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope', models.CharField(choices=[('keep', 'keep my details'), ('share', 'share my details with firms'), ('abroad', 'send my details abroad'), ('quote', 'quote me or show my picture')], max_length=8)),
                ('notice', models.CharField(max_length=40, verbose_name='notice that was shown')),
                ('given_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='consents', to='directory.person')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('withdrawn_at', None), ('withdrawn_at__gte', models.F('given_at')), _connector='OR'), name='consent_is_withdrawn_after_it_is_given')],
            },
        ),
        migrations.CreateModel(
            name='Position',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', greendesk.kit.texts.TextsField(default=greendesk.kit.texts.Texts, verbose_name='title')),
                ('rank', models.PositiveSmallIntegerField(blank=True, help_text='Lower numbers rank higher; see the ladder of the country.', null=True, verbose_name='rank')),
                ('period', greendesk.kit.facts.PartialDateField(blank=True, default='', max_length=40, verbose_name='period')),
                ('organisation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='positions', to='directory.organisation', verbose_name='organisation')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='positions', to='directory.person')),
            ],
            options={
                'ordering': ['rank', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='RegistryNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('se.orgnr', 'Swedish organisation number'), ('dk.cvr', 'Danish CVR number'), ('be.vat', 'Belgian enterprise number'), ('nl.kvk', 'Dutch KvK number'), ('eu.vat', 'EU VAT number'), ('cn.uscc', 'Chinese Unified Social Credit Code'), ('lei', 'LEI'), ('other', 'other number')], max_length=10, verbose_name='register')),
                ('number', models.CharField(max_length=40, verbose_name='number')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='numbers', to='directory.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('organisation', 'kind', 'number'), name='registry_number_once_per_organisation')],
            },
        ),
        migrations.CreateModel(
            name='Representation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('role', models.CharField(choices=[('export', 'export manager'), ('owner', 'problem owner'), ('host', 'host')], max_length=10, verbose_name='role')),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='representations', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='representations', to='directory.organisation')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('account', 'organisation', 'role'), name='representation_once')],
            },
        ),
    ]
