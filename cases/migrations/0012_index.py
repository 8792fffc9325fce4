"""The index of published editions, and an order for what is new."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Coalesce


def key_words_by_serial(apps, schema_editor):
    """What was found by an edition's key is found by its entry's serial; rebuild_index fills it."""
    schema_editor.execute("DELETE FROM cases_search")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE cases_search RENAME COLUMN edition_id TO serial")
        # Long documents lie elsewhere: what finds a common word reads the serials of most rows.
        schema_editor.execute("ALTER TABLE cases_search SET (toast_tuple_target = 128)")


def key_words_by_edition(apps, schema_editor):
    schema_editor.execute("DELETE FROM cases_search")
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE cases_search RENAME COLUMN serial TO edition_id")


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0011_merging_and_moving'),
    ]

    operations = [
        migrations.RunPython(key_words_by_serial, key_words_by_edition),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='cases.edition')),
                ('serial', models.PositiveBigIntegerField(unique=True)),
                ('stamp', models.CharField(max_length=16)),
                ('card', models.TextField()),
                ('texts', models.JSONField()),
                ('values', models.JSONField()),
                ('parts', models.JSONField()),
            ],
            options={
                'default_permissions': [],
            },
        ),
        migrations.CreateModel(
            name='Posting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('facet', models.CharField(max_length=20)),
                ('value', models.CharField(max_length=200)),
                ('label', models.CharField(max_length=300)),
                ('cases', models.PositiveIntegerField()),
                ('generation', models.PositiveBigIntegerField(db_index=True)),
                ('bits', models.BinaryField()),
            ],
            options={
                'default_permissions': [],
                'indexes': [models.Index(fields=['facet', '-cases', 'label'], name='posting_commonest')],
                'constraints': [models.UniqueConstraint(fields=('facet', 'value'), name='posting_once_a_value')],
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('organisation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='cases.organisation')),
                ('counts', models.JSONField()),
                ('directions', models.PositiveIntegerField()),
                ('roles', models.PositiveIntegerField()),
                ('cases', models.PositiveIntegerField()),
            ],
            options={
                'default_permissions': [],
                'indexes': [models.Index(fields=['-directions', '-cases'], name='standing_broadest'), models.Index(fields=['-roles', '-cases'], name='standing_of_most_roles'), models.Index(fields=['-cases'], name='standing_of_most_cases')],
            },
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(fields=["state", "title", "id"], name="edition_by_title"),
        ),
        migrations.AddIndex(
            model_name="edition",
            index=models.Index(
                Coalesce("withdrawn_at", "published_at").desc(),
                models.F("id").desc(),
                name="edition_news",
            ),
        ),
    ]
