"""Entries and drawings are found by serial; what is stored of them is kept.

Drawings count as outdated: whoever still runs the code of before, or runs it again, would take that
of another edition for the one it looks for.
"""

import django.db.models.deletion
from django.db import migrations, models

COPY = [
    """
    INSERT INTO cases_entry (serial, edition_id, long_values, "values", parts)
    SELECT serial, edition_id, long_values, "values", parts FROM cases_olderentry ORDER BY serial
    """,
    """
    INSERT INTO cases_drawing (entry_id, stamp, card, "row", texts, page)
    SELECT serial, '', card, "row", texts, page
    FROM cases_olderdrawing JOIN cases_olderentry ON edition_id = entry_id ORDER BY serial
    """,
]
COPY_BACK = [
    """
    INSERT INTO cases_olderentry (serial, edition_id, long_values, "values", parts)
    SELECT serial, edition_id, long_values, "values", parts FROM cases_entry
    """,
    """
    INSERT INTO cases_olderdrawing (entry_id, stamp, card, "row", texts, page)
    SELECT edition_id, '', card, "row", texts, page
    FROM cases_drawing JOIN cases_entry ON serial = entry_id
    """,
]


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0016_figures_by_size'),
    ]

    operations = [
        migrations.RenameModel('Drawing', 'OlderDrawing'),
        migrations.RenameModel('Entry', 'OlderEntry'),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('serial', models.IntegerField(primary_key=True, serialize=False)),
                ('edition', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, to='cases.edition')),
                ('long_values', models.TextField()),
                ('values', models.JSONField()),
                ('parts', models.JSONField()),
            ],
            options={
                'default_permissions': [],
            },
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
        migrations.RunSQL(COPY, COPY_BACK),
        migrations.DeleteModel('OlderDrawing'),
        migrations.DeleteModel('OlderEntry'),
    ]
