"""The search index: a table that each database makes in its own way, outside the models."""

from django.db import migrations

CREATE = {
    "sqlite": (
        "CREATE VIRTUAL TABLE cases_search USING fts5("
        "title, summary, rest, tokenize='unicode61 remove_diacritics 0', prefix='2 3')"
    ),
    "postgresql": (
        "CREATE TABLE cases_search(edition_id bigint PRIMARY KEY, document tsvector NOT NULL);"
        "CREATE INDEX cases_search_document ON cases_search USING gin(document)"
    ),
}


def create(apps, schema_editor):
    schema_editor.execute(CREATE[schema_editor.connection.vendor])


def drop(apps, schema_editor):
    schema_editor.execute("DROP TABLE cases_search")


class Migration(migrations.Migration):
    dependencies = [("cases", "0002_groups")]
    operations = [migrations.RunPython(create, drop)]
