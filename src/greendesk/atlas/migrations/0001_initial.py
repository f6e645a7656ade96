import django.db.models.deletion
import greendesk.kit.texts
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='RankLadder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('country_code', models.CharField(max_length=2, verbose_name='country')),
                ('rank', models.PositiveSmallIntegerField(verbose_name='rank')),
                ('title', greendesk.kit.texts.TextsField(default=greendesk.kit.texts.Texts, verbose_name='title')),
                ('note', models.CharField(blank=True, max_length=300, verbose_name='note')),
            ],
            options={
                'ordering': ['country_code', 'rank'],
            },
        ),
        migrations.CreateModel(
            name='Place',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scheme', models.CharField(choices=[('iso3166-1', 'ISO 3166-1 country code'), ('iso3166-2', 'ISO 3166-2 code'), ('gbt2260', 'GB/T 2260 code (China)'), ('nuts', 'NUTS code'), ('lau', 'municipality code')], max_length=12, verbose_name='code scheme')),
                ('code', models.CharField(max_length=12, verbose_name='code')),
                ('revision', models.CharField(blank=True, max_length=12, verbose_name='revision of the code list')),
                ('kind', models.CharField(choices=[('country', 'country'), ('province', 'province'), ('prefecture', 'prefecture-level city'), ('county', 'county or district'), ('region', 'region'), ('municipality', 'municipality')], max_length=12, verbose_name='kind')),
                ('name_en', models.CharField(max_length=120, verbose_name='name in English')),
                ('name_local', models.CharField(max_length=120, verbose_name='name as written there')),
                ('local_lang', models.CharField(blank=True, max_length=8)),
                ('names', models.JSONField(blank=True, default=dict, verbose_name='names in other languages')),
                ('alt_codes', models.JSONField(blank=True, default=list)),
                ('lat', models.FloatField(blank=True, null=True, verbose_name='latitude (WGS 84)')),
                ('lon', models.FloatField(blank=True, null=True, verbose_name='longitude (WGS 84)')),
                ('country_code', models.CharField(db_index=True, max_length=2)),
                ('lineage', models.CharField(db_index=True, help_text='Primary keys from the country down, /1/20/300/.', max_length=80)),
                ('folded', models.TextField(default='', editable=False)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='atlas.place', verbose_name='lies in')),
            ],
            options={
                'ordering': ['country_code', 'scheme', 'code'],
                'constraints': [models.UniqueConstraint(fields=('scheme', 'code'), name='place_code_once_per_scheme'), models.CheckConstraint(condition=models.Q(('lat', None), ('lat__range', (-90, 90)), _connector='OR'), name='place_latitude_on_earth'), models.CheckConstraint(condition=models.Q(('lon', None), ('lon__range', (-180, 180)), _connector='OR'), name='place_longitude_on_earth')],
            },
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.SlugField(max_length=60, unique=True, verbose_name='id')),
                ('labels', models.JSONField(default=dict, help_text='By language, the preferred label first.', verbose_name='labels')),
                ('codes', models.JSONField(blank=True, default=dict, verbose_name='codes in other schemes')),
                ('is_listed', models.BooleanField(default=False, verbose_name='offered on forms')),
                ('is_own', models.BooleanField(default=False, verbose_name='added by a desk')),
                ('order', models.PositiveIntegerField(default=0)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='atlas.theme', verbose_name='broader theme')),
            ],
            options={
                'ordering': ['order', 'key'],
                'constraints': [models.CheckConstraint(condition=models.Q(('parent', models.F('pk')), _negated=True), name='theme_is_not_its_own_parent')],
            },
        ),
    ]
