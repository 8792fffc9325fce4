"""What stands in the index of one edition, read off the edition with all that belongs to it."""

from cases.facets import CASE_FACETS, KEPT_ASIDE
from cases.index import long_values
from cases.index.long_values import LONG
from cases.models import Entry


def entry_of(edition, serial):
    """The entry, not saved yet, and {(facet, value): label} of all that it can be found by."""
    labels = {
        (facet.name, str(value)): str(label)
        for facet in (*CASE_FACETS, *KEPT_ASIDE)
        for value, label in facet.values_of(edition).items()
    }
    entry = Entry(
        edition=edition,
        serial=serial,
        long_values=long_values.written(key for key in labels if key[0] in LONG),
        values=[list(key) for key in labels if key[0] not in LONG],
        parts=parts_of(edition),
    )
    return entry, labels


def keys_of(entry):
    """(facet, value) of all that an entry can be found by."""
    return [*map(tuple, entry.values), *long_values.read(entry.long_values)]


def parts_of(edition):
    """[organisation's pk, column] of every count that the edition adds one to."""
    found = [(p.organisation_id, f"role:{p.role}") for p in edition.participations.all()]
    found += [(pk, f"direction:{edition.direction_id}") for pk, _role in found]
    return [list(part) for part in dict.fromkeys(found)]
