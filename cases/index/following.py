"""Keeps the index and the kept counts in step with names that change outside of editions."""

from django.apps import apps
from django.db.models.signals import (
    m2m_changed,
    post_delete,
    post_migrate,
    post_save,
    pre_delete,
    pre_save,
)

from cases.index import whole_pages, writing
from cases.index.writing import BATCH
from cases.models import Case, Generation, Metric, Organisation, OrganisationName, Source
from cases.reading import batched
from cases.search import backends
from directions.models import Direction, Enquiry, Field, FormerSlug

PATHS = {  # from a case to the record whose name its editions' entries carry
    Organisation: "editions__participations__organisation",
    Metric: "editions__figures__metric",
    Source: "editions__references__source",
    Field: "editions__fields",
    Direction: "editions__direction",
}


def wait(raw=False, **kwargs):
    """For who is publishing: they may have read the name that now changes, and need its record."""
    if not raw:
        Generation.advance(steps=0)


def follow(sender, instance, raw=False, **kwargs):
    """Fixtures are indexed as a whole by load_register."""
    if raw:
        return
    record = instance.organisation if sender is OrganisationName else instance
    cases = Case.objects.filter(**{PATHS[type(record)]: record}).distinct()
    for batch in batched(cases.iterator(chunk_size=BATCH), BATCH):
        writing.refresh(*batch)
    Generation.advance()


def follow_origin(instance, pk_set=None, raw=False, **kwargs):
    """Whose word a source repeats decides how sure figures are, and so does its publisher."""
    if raw:
        return
    whole_pages.drop_citing([instance.pk, *(pk_set or [])])


def follow_address(sender, instance, raw=False, **kwargs):
    """Cards and pages of a case bear its address."""
    if raw:
        return
    if instance.content_type.model_class() is Case:
        writing.refresh(Case(pk=instance.object_id))
    Generation.advance()


def advance(sender, raw=False, **kwargs):
    """For what readers see on pages that are kept, and no search finds."""
    if not raw:
        Generation.advance()


def empty(plan=None, **kwargs):
    """`flush` empties the tables of models only; unlike `migrate` it has no plan."""
    if plan is None:
        backends.clear()


def connect():
    m2m_changed.connect(follow_origin, sender=Source.derived_from.through)
    post_save.connect(follow_origin, sender=Source)  # first: what follows draws pages anew
    pre_delete.connect(follow_origin, sender=Source)  # afterwards nothing derives from it
    for model in (*PATHS, OrganisationName):
        pre_save.connect(wait, sender=model)
        post_save.connect(follow, sender=model)
        post_delete.connect(follow, sender=model)
    post_save.connect(advance, sender=Enquiry)
    post_delete.connect(advance, sender=Enquiry)
    post_save.connect(follow_address, sender=FormerSlug)
    post_migrate.connect(empty, sender=apps.get_app_config("cases"))
