"""The register at one moment, to be put back after its tables were emptied: that takes a tenth of
reading it from `fixtures/`.
"""

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from cases.index import writing

OURS = {"cases", "directions"}


def taken():
    """[(model, its records), …]"""
    models = apps.get_models(include_auto_created=True)
    ours = [model for model in models if model._meta.app_label in OURS]
    return [(model, list(model._base_manager.all())) for model in ours]


@transaction.atomic
def put_back(snapshot):
    for model, records in snapshot:
        model._base_manager.bulk_create(records)
    count_on = connection.ops.sequence_reset_sql(no_style(), [model for model, _rows in snapshot])
    with connection.cursor() as cursor:
        for statement in count_on:
            cursor.execute(statement)
    writing.rebuild()
