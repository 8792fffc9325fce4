"""Other cases that a reader of one may want: those that share an organisation with it."""

from pyroaring import BitMap

from cases.index.bits import Index
from cases.index.pages import Newest, editions_of
from cases.models import Participation
from cases.visibility import on_day

LOOKED_AT = 12  # entries with as many organisations in common: the latest


def related_cases(edition, most=4):
    """Published editions with the shared organisations' names, most shared first.

    Returns [(edition, [name, …]), …].
    """
    organisations = {p.organisation_id: p.organisation for p in edition.participations.all()}
    elsewhere = (
        Participation.objects.published()
        .filter(organisation__in=organisations)
        .exclude(edition__case=edition.case_id)
        .select_related("organisation", "edition__case")
        .only("organisation__name", "organisation__slug", "edition__title", "edition__case__slug")
        .order_by("edition__title", "edition", "organisation__name")
    )
    if not on_day.get():
        slugs = [organisation.slug for organisation in organisations.values()]
        elsewhere = elsewhere.filter(edition__in=editions_of(sharing_most(slugs)))
    shared = {}
    for participation in elsewhere:
        names = shared.setdefault(participation.edition, [])
        if participation.organisation.name not in names:
            names.append(participation.organisation.name)
    return sorted(shared.items(), key=lambda found: -len(found[1]))[:most]


def sharing_most(slugs):
    """The serials of entries with the most of these organisations, of equals the latest."""
    found = []
    for entries in reversed(by_number(Index.now().bits("organisation", slugs).values())):
        found += Newest(entries)[:LOOKED_AT]
    return list(dict.fromkeys(found))[:LOOKED_AT]


def by_number(bitmaps):
    """[what stands in at least one of the bitmaps, in at least two, …]"""
    found = []
    for bits in bitmaps:
        both = [bits, *(at_least & bits for at_least in found)]
        found = [a | b for a, b in zip(both, [*found, BitMap()], strict=True)]
    return found
