"""Keeps the index in step with names that stand in it but change outside of editions."""

from django.db.models.signals import post_delete, post_save

from cases import search
from cases.models import Case, Metric, Organisation, OrganisationName
from directions.models import Direction, Field

PATHS = {  # from a case to the record whose name its editions' entries carry
    Organisation: "editions__participations__organisation",
    Metric: "editions__figures__metric",
    Field: "editions__fields",
    Direction: "editions__direction",
}


def follow(sender, instance, raw=False, created=False, **kwargs):
    """Fixtures are indexed as a whole by load_register; a new record stands nowhere yet."""
    if raw or (created and sender is not OrganisationName):
        return
    record = instance.organisation if sender is OrganisationName else instance
    search.refresh(*Case.objects.filter(**{PATHS[type(record)]: record}).distinct())


def connect():
    for model in (*PATHS, OrganisationName):
        post_save.connect(follow, sender=model)
    post_delete.connect(follow, sender=OrganisationName)
