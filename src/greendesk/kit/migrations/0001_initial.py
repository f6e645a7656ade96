from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='JobProgress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('task_result_id', models.UUIDField(unique=True, verbose_name='job')),
                ('label', models.CharField(max_length=200, verbose_name='what it does')),
                ('done', models.PositiveIntegerField(default=0, verbose_name='done')),
                ('total', models.PositiveIntegerField(default=0, verbose_name='of')),
                ('message', models.CharField(blank=True, default='', max_length=500, verbose_name='where it is')),
                ('failed_because', models.TextField(blank=True, default='', verbose_name='why it failed')),
                ('language', models.CharField(blank=True, default='', max_length=16, verbose_name='language of the person who asked')),
                ('account_id', models.BigIntegerField(blank=True, db_index=True, null=True, verbose_name='asked for by')),
                ('attempts', models.PositiveSmallIntegerField(default=0, verbose_name='attempts')),
                ('created_at', models.DateTimeField(auto_now_add=True, verbose_name='asked for at')),
                ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last news at')),
            ],
        ),
        migrations.CreateModel(
            name='RotaEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True, verbose_name='what comes round')),
                ('due_at', models.DateTimeField(verbose_name='due at')),
            ],
        ),
        migrations.CreateModel(
            name='TryCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80, unique=True, verbose_name='what was tried, by whom')),
                ('tries', models.PositiveIntegerField(default=1, verbose_name='tries')),
                ('ends_at', models.DateTimeField(db_index=True, verbose_name='forgotten after')),
            ],
        ),
        migrations.CreateModel(
            name='WorkerBeat',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('worker_id', models.CharField(max_length=64, unique=True, verbose_name='worker')),
                ('beat_at', models.DateTimeField(verbose_name='last sign of life')),
                ('host', models.CharField(max_length=255, verbose_name='machine')),
                ('pid', models.PositiveIntegerField(verbose_name='process')),
            ],
        ),
    ]
