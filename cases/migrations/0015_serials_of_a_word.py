"""The function by which PostgreSQL finds a word; some registers have it from an earlier 0014."""

from django.db import migrations


# As one piece of bytes, which reads a million numbers in a tenth of the time of rows. PostgreSQL
# takes documents for part of the rows, and to read them all for cheaper than GIN.
FIND = """
    CREATE OR REPLACE FUNCTION cases_search_serials(tsquery) RETURNS bytea
    LANGUAGE sql STABLE SET enable_seqscan = off
    AS $$ SELECT string_agg(int4send(serial::int), '') FROM cases_search WHERE document @@ $1 $$
"""
FIND_NO_MORE = "DROP FUNCTION cases_search_serials"


def on_postgresql(sql):
    def run(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(sql)

    return run


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0014_drawings'),
    ]

    operations = [
        migrations.RunPython(on_postgresql(FIND), on_postgresql(FIND_NO_MORE)),
    ]
