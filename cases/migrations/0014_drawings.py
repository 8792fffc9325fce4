"""Entries small enough to count thousands at once; what is drawn of them lies beside."""

import django.db.models.deletion
from django.db import migrations, models


# Documents are to lie elsewhere: what finds a common word reads the serials of most rows. But
# PostgreSQL moves nothing out of a row of less than 2 kB, which blanks make it.
WIDEN = "ALTER TABLE cases_search ADD COLUMN blanks text NOT NULL DEFAULT repeat(' ', 2100)"
NARROW = "ALTER TABLE cases_search DROP COLUMN blanks"


INDEX = "cases_search", "cases_entry", "cases_standing", "cases_posting"


def emptied(drawn):
    """The index is made anew by rebuild_index, which fills the new columns."""

    def run(apps, schema_editor):
        on_postgresql("SET CONSTRAINTS ALL IMMEDIATE")(apps, schema_editor)
        for table in (drawn, *INDEX):
            schema_editor.execute(f"DELETE FROM {table}")

    return run


def on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0013_whole_pages'),
    ]

    operations = [
        migrations.RunPython(emptied("cases_wholepage"), migrations.RunPython.noop),
        migrations.DeleteModel(name='WholePage'),
        migrations.RunPython(on_postgresql(WIDEN), on_postgresql(NARROW)),
        migrations.RemoveField(model_name='entry', name='stamp'),
        migrations.RemoveField(model_name='entry', name='card'),
        migrations.RemoveField(model_name='entry', name='row'),
        migrations.RemoveField(model_name='entry', name='texts'),
        migrations.AddField(
            model_name='entry',
            name='long_values',
            field=models.TextField(default=''),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name='Drawing',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, serialize=False, to='cases.entry')),
                ('stamp', models.CharField(max_length=16)),
                ('card', models.TextField()),
                ('row', models.TextField()),
                ('texts', models.JSONField()),
                ('page', models.BinaryField(null=True)),
            ],
            options={
                'default_permissions': [],
            },
        ),
        migrations.RunPython(migrations.RunPython.noop, emptied("cases_drawing")),
    ]
