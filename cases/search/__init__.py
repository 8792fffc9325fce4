"""Search in published editions: what is written to the index, and what a question finds.

Words are written to an index of the database's own beside an edition's entry; see cases.index.
Every term of a question has to be found; an edition whose title has them all
stands before one whose summary does, and that before the rest.
"""

import difflib
from dataclasses import dataclass
from functools import partial, reduce
from operator import or_

from django.db.models import Case, IntegerField, Q, Value, When
from pyroaring import BitMap

from cases.kept import kept
from cases.models import Edition, Entry
from cases.reading import for_page
from cases.search.backends import COLUMNS, SUMMARY, TITLE, backend
from cases.search.words import Term, as_typed, folded, indexed, is_han, plural, terms
from cases.visibility import on_day

BREAK = "0break0"  # between texts of one column: a phrase does not run on from one into another
TIERS = [(TITLE,), (TITLE, SUMMARY)]  # columns in which the best and the next best have all terms
OFFERED = 3  # to who found nothing
COMPARED = 100  # editions whose names are, for that
READ_THROUGH = [
    "title",
    "summary",
    "body",
    "chain_part",
    "place",
    "participations__organisation__name",
    "participations__organisation__names__name",
]


def columns_of(edition):
    texts = {"title": [edition.title], "summary": [edition.summary], "rest": rest_of(edition)}
    return {column: joined(texts[column]) for column in COLUMNS}


def rest_of(edition):
    """All that a search looks through beside title and summary, in the order of an excerpt."""
    texts = [edition.body, edition.chain_part]
    for organisation in (p.organisation for p in edition.participations.all()):
        names = [organisation.name, *(name.name for name in organisation.names.all())]
        texts.append(", ".join(names))
    for field in edition.fields.all():
        texts.append(", ".join(filter(None, [field.name, field.also_called])))
    texts += [f"{figure.metric.name} {figure.about}" for figure in edition.figures.all()]
    return [*texts, edition.place, edition.direction.title, edition.direction.also_called]


def joined(texts):
    words = []
    for text in dict.fromkeys(filter(None, texts)):
        words += [*indexed(text), BREAK]
    return words[:-1]


@dataclass(frozen=True)
class Asked:
    """A question as the index understands it."""

    terms: list  # all of them have to be found
    left_out: list  # words that stand in no edition: asking for them would find nothing
    typed: dict  # words as they were typed, for a day of the past
    entries: BitMap = None  # the serials of those in which every term is found, of today


def ask(question):
    asked = terms(question)
    if on_day.get():
        return Asked(asked, [], as_typed(question))
    having = {term: entries_with(term, COLUMNS) for term in asked}
    found = {term: entries for term, entries in having.items() if entries}
    left_out = dict.fromkeys(str(term) for term in asked if term not in found)
    return Asked(list(found), list(left_out), {}, in_all(found.values()))


def found(editions, asked):
    """The editions in which every term is found; none if there is no term."""
    if not asked.terms:
        return editions.none()
    if on_day.get():
        return read_through(editions, asked)
    having = Entry.objects.filter(serial__in=backend().matching(asked.terms, COLUMNS))
    # Not by way of a join: for each case of an organisation SQLite goes through all that match.
    return editions.filter(pk__in=having.values("edition"))


def entries(wanted, columns):
    """The serials of the entries that have every wanted term in these columns, as a bitmap."""
    return in_all([entries_with(term, columns) for term in wanted])


def in_all(bitmaps):
    """What all have; nothing if there are none."""
    return BitMap.intersection(*bitmaps) if bitmaps else BitMap()


def entries_with(term, columns):
    """A common word of a large register takes a while to find and is kept."""
    name = f"found {term!r} {columns}"
    find = partial(backend().serials, term, columns)
    return kept(name, find, BitMap.serialize, BitMap.deserialize)


def read_through(editions, asked):
    """The slow way, for a day of the past: the index knows only what readers see now."""
    for term in asked.terms:
        typed = " ".join(asked.typed.get(word, word) for word in term.words)
        spelled = {str(term), plural(str(term)), typed}
        said = [Q(**{f"{path}__icontains": each}) for path in READ_THROUGH for each in spelled]
        having = Edition.objects.filter(reduce(or_, said))
        editions = editions.filter(pk__in=having.values("pk"))
    return editions


def relevance(asked):
    """An expression to order by: 0 if the title has every term, 1 with the summary, else 2."""
    if not asked.terms or on_day.get():
        return Value(2)
    return Case(
        When(entry__serial__in=backend().matching(asked.terms, TIERS[0]), then=0),
        When(entry__serial__in=backend().matching(asked.terms, TIERS[1]), then=1),
        default=2,
        output_field=IntegerField(),
    )


def having_some(within, wanted):
    """[those of the entries `within` that have at least so many of the wanted terms], from 0 on."""
    found = [within]
    for term in wanted:
        having = entries_with(term, COLUMNS)
        more = [level & having for level in found]
        found = [within, *map(or_, [*found[1:], BitMap()], more)]
    return found


def nearest(question):
    """Names of cases and organisations that look like `question`, for who found nothing.

    Compared are the names in editions that share the first letters of one of its words.
    """
    beginnings = [beginning(term.words[0]) for term in terms(question)]
    if not beginnings:
        return []
    near = backend().some(beginnings, COMPARED)
    names = {}
    for edition in for_page(Edition.objects.published().filter(entry__serial__in=near)):
        names[folded(edition.title)] = edition.title
        for participation in edition.participations.all():
            names[folded(participation.organisation.name)] = participation.organisation.name
    close = difflib.get_close_matches(folded(question)[:80], names, n=OFFERED, cutoff=0.5)
    return [names[name] for name in close]


def beginning(word):
    return Term((word[:1],)) if is_han(word) else Term((word[:3],), prefix=True)
