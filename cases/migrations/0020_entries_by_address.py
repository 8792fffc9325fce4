"""Entries are found by their case's address.

What the code of before writes until it is restarted has none: its pages are drawn when they are
read, and `rebuild_index --if-needed` makes it good.
"""

from django.db import migrations, models

FILL = """
UPDATE cases_entry SET
    title = (SELECT title FROM cases_edition WHERE id = edition_id),
    slug = (
        SELECT slug FROM cases_case
        WHERE id = (SELECT case_id FROM cases_edition WHERE id = edition_id)
    )
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0019_dates_that_have_come'),
    ]

    operations = [
        migrations.AddField(
            model_name='entry',
            name='slug',
            field=models.CharField(db_default='', max_length=100),
        ),
        migrations.AddField(
            model_name='entry',
            name='title',
            field=models.CharField(db_default='', max_length=120),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['slug'], name='entry_by_slug'),
        ),
    ]
