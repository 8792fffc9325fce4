"""What stands in the index of one edition, read off the edition with all that belongs to it.

It is found by a facet and a value; a bitmap of such a key holds its serial. Its figures are found
on their own: the bitmaps of their keys hold the keys of figures.
"""

from cases.facets import CASE_FACETS, FIGURE_DAY, FIGURE_FACETS, KEPT_ASIDE
from cases.index import long_values
from cases.index.long_values import LONG
from cases.models import Entry


def entry_of(edition, serial):
    """The entry, not saved yet, and {(facet, value): label} of all that it can be found by."""
    labels = {
        (facet.kept_as, str(value)): str(label)
        for facet in (*CASE_FACETS, *KEPT_ASIDE)
        for value, label in facet.values_of(edition).items()
    }
    of_figures = labels_of_figures(edition.figures.all())
    entry = Entry(
        edition=edition,
        serial=serial,
        slug=edition.case.slug,
        title=edition.title,
        long_values=long_values.written(key for key in labels if key[0] in LONG),
        values=[list(key) for key in (*labels, *of_figures) if key[0] not in LONG],
        parts=parts_of(edition),
    )
    return entry, labels | {key[:2]: label for key, label in of_figures.items()}


def labels_of_figures(figures):
    """{(facet, value, figure's key): label}"""
    return {
        (facet.kept_as, str(value), figure.pk): str(label)
        for figure in figures
        for facet in (*FIGURE_FACETS, FIGURE_DAY)
        for value, label in facet.values_of(figure).items()
    }


def keys_of(entry):
    """(facet, value, serial or a figure's key) of all that an entry can be found by."""
    keys = [*entry.values, *long_values.read(entry.long_values)]
    return [(facet, value, *(bit or [entry.serial])) for facet, value, *bit in keys]


def parts_of(edition):
    """[organisation's pk, column] of every count that the edition adds one to."""
    found = [(p.organisation_id, f"role:{p.role}") for p in edition.participations.all()]
    found += [(pk, f"direction:{edition.direction_id}") for pk, _role in found]
    return [list(part) for part in dict.fromkeys(found)]
