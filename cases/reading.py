"""Editions with all that a card or a page shows of them, in a fixed number of queries."""

import itertools

from django.db.models import Prefetch

from cases.models import Figure, Milestone, Participation, Reference

PARTICIPATIONS = Prefetch("participations", Participation.objects.select_related("organisation"))
FIGURES = Prefetch("figures", Figure.objects.select_related("metric", "source"))
REFERENCES = Prefetch("references", Reference.objects.select_related("source"))
MILESTONES = Prefetch("milestones", Milestone.objects.select_related("source"))


def for_cards(editions):
    return editions.select_related("case", "direction").prefetch_related(PARTICIPATIONS, FIGURES)


def with_names(editions):
    """Also with the other names and the fields by which a search may have found them."""
    return editions.prefetch_related("fields", "participations__organisation__names")


def for_case_rows(editions):
    editions = editions.select_related("case", "direction", "chain_source")
    return editions.prefetch_related(PARTICIPATIONS, "fields")


def for_figure_rows(editions):
    return editions.select_related("case", "direction").prefetch_related(FIGURES)


def for_events(editions):
    return editions.select_related("case", "direction").prefetch_related(MILESTONES)


def for_figure_list(figures):
    return figures.select_related("metric", "source", "edition__case", "edition__direction")


def in_full(keys):
    """The figures with these keys in this order, with all that a list or a chart shows of them.

    What was withdrawn meanwhile is left out.
    """
    keys = list(keys)
    found = for_figure_list(Figure.objects.published()).in_bulk(keys)
    return [found[key] for key in keys if key in found]


def for_page(editions):
    editions = for_cards(editions).select_related("case", "direction", "chain_source")
    return editions.prefetch_related("fields", MILESTONES, REFERENCES)


def batched(records, size):
    records = iter(records)
    while batch := list(itertools.islice(records, size)):
        yield batch
