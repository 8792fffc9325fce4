"""Other cases that a reader of one may want: those that share an organisation with it."""

from pyroaring import BitMap

from cases.index.bits import Index
from cases.index.pages import Newest
from cases.models import Entry, Participation
from cases.models.prepared import prepared
from cases.visibility import on_day
from directions.addresses import page_at

LOOKED_AT = 12  # entries with as many organisations in common: the latest
MOST = 4


def related_cases(slug, organisations):
    """What to name beside the case at `slug`, in which the organisations of these slugs take part.

    Returns [(address, title, [name of an organisation that both have, …]), …], the most first.
    """
    find = counted if on_day.get() else indexed
    found = sorted(find(slug, organisations), key=lambda case: (-len(case[2]), case[1]))
    return [(page_at("case", slug), *said) for slug, *said in found[:MOST]]


def indexed(slug, organisations):
    index = Index.now()
    held = sorted(index.some("organisation", organisations).values(), key=lambda one: one.label)
    rows = titles_of(serials=sharing_most([one.bits for one in held]))
    return [
        (other, title, [one.label for one in held if serial in one.bits])
        for serial, other, title in rows
        if other != slug
    ]


@prepared
def titles_of(serials):
    return Entry.objects.filter(serial__among=serials).values_list("serial", "slug", "title")


def sharing_most(bitmaps):
    """The serials of entries that stand in the most of them, of equals the latest."""
    found = []
    for entries in reversed(by_number(bitmaps)):
        found += Newest(entries)[:LOOKED_AT]
    return list(dict.fromkeys(found))[:LOOKED_AT]


def by_number(bitmaps):
    """[what stands in at least one of the bitmaps, in at least two, …]"""
    found = []
    for bits in bitmaps:
        both = [bits, *(at_least & bits for at_least in found)]
        found = [a | b for a, b in zip(both, [*found, BitMap()], strict=True)]
    return found


def counted(slug, organisations):
    elsewhere = Participation.objects.published().filter(organisation__slug__in=organisations)
    rows = elsewhere.exclude(edition__case__slug=slug).order_by("organisation__name")
    shared = {}
    for other, title, name in rows.values_list(
        "edition__case__slug", "edition__title", "organisation__name"
    ):
        _slug, _title, names = shared.setdefault(other, (other, title, []))
        names += [] if name in names else [name]
    return list(shared.values())
