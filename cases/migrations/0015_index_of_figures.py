"""The index also counts figures, and knows the day of a launch: it is to be made anew."""

from django.db import migrations

INDEX = "cases_search", "cases_drawing", "cases_entry", "cases_standing", "cases_posting"


def empty(apps, schema_editor):
    """`rebuild_index --if-needed` fills it."""
    for table in INDEX:
        schema_editor.execute(f"DELETE FROM {table}")


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0014_drawings'),
    ]

    operations = [
        migrations.RunPython(empty, empty),
    ]
