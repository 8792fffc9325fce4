"""Entries small enough to count thousands at once; what is drawn of them lies beside."""

import django.db.models.deletion
from django.db import migrations, models


def empty(apps, schema_editor):
    """The index is made anew by rebuild_index, which fills the new columns."""
    schema_editor.execute("DELETE FROM cases_search")
    for name in ("Entry", "Standing", "Posting"):
        apps.get_model("cases", name).objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0013_whole_pages'),
    ]

    operations = [
        migrations.DeleteModel(name='WholePage'),
        migrations.RunPython(empty, empty, elidable=True),
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
    ]
