"""The pages that are measured, each with addresses enough to ask for another one every time."""

import math
import random
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count

from benchmarks.generate import RARE, WORDS
from cases import search
from cases.models import Edition, Participation
from cases.views.case_list import CaseList

SEVERAL = 100
BUSIEST = 20
BEGINNING = 4  # letters of a word that no other word of the register begins with
SEEN, *FRESH = WORDS


@dataclass(frozen=True)
class Page:
    name: str
    addresses: list
    once: bool = False  # whether asking twice for one would be another question


def pages():
    busiest = busiest_organisations()
    return [
        Page("home", ["/"]),
        Page("list", ["/cases/"]),
        Page("list, two filters", narrowed(busiest)),
        Page("list, deep page", deep()),
        Page("search, common word", searches(FRESH), once=True),
        Page("search, common word again", searches([SEEN])),
        Page("search, rare word", searches(rare()), once=True),
        Page("case", spread(Edition.objects.published(), "case__slug", "/cases/{}/")),
        Page("organisation", spread(participations(), "organisation__slug", "/organisations/{}/")),
        Page("organisation, the busiest", [f"/organisations/{busiest[0][1]}/"]),
        Page("organisations by direction", ["/who-does-what/"]),
    ]


def participations():
    return Participation.objects.published()


def busiest_organisations():
    """(pk, slug) of those with most cases."""
    counted = Participation.objects.values("organisation").order_by().annotate(n=Count("pk"))
    found = counted.order_by("-n", "organisation")[:BUSIEST]
    return list(found.values_list("organisation", "organisation__slug"))


def narrowed(organisations):
    """A direction and one of the busiest organisations, those with most cases first."""
    slugs = dict(organisations)
    found = participations().filter(organisation__in=slugs).order_by()
    found = found.values_list("edition__direction__slug", "organisation").annotate(n=Count("pk"))
    return [
        cases(direction=direction, organisation=slugs[organisation])
        for direction, organisation, _n in found.order_by("-n", "organisation")[:SEVERAL]
    ]


def deep():
    last = math.ceil(Edition.objects.published().count() / CaseList.paginate_by)
    first = max(1, last // 2)
    return [cases(page=page) for page in range(first, min(first + SEVERAL, last + 1))]


def searches(words):
    return [cases(q=word) for word in words]


def rare():
    """Words of a few cases, as they are while one types them; in a small register the numbers at
    the ends of titles.
    """
    found = [word for word in RARE if is_found(word)]
    if found:
        lengths = range(BEGINNING, max(map(len, found)) + 1)
        return [word[:length] for length in lengths for word in found if length <= len(word)]
    titles = Edition.objects.published().order_by("-pk").values_list("title", flat=True)
    return [title.rpartition(" ")[2] for title in titles[: SEVERAL // 4]]


def is_found(word):
    return search.found(Edition.objects.published(), search.ask(word)).exists()


def spread(rows, field, address):
    """Addresses of some of `rows`, picked as evenly as their ids and always mixed the same way."""
    pks = rows.order_by("pk").values_list("pk", flat=True)
    first, last = pks.first(), pks.last()
    chosen = range(first, last + 1, max(1, (last - first) // SEVERAL))
    found = rows.filter(pk__in=list(chosen)).order_by("pk").values_list(field, flat=True)
    addresses = [address.format(slug) for slug in dict.fromkeys(found)]
    random.Random(SEVERAL).shuffle(addresses)
    return addresses


def cases(**query):
    return f"/cases/?{urlencode(query)}"
