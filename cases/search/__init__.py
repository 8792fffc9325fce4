"""Search in published editions: what is written to the index, and what a question finds.

Publishing and withdrawing write the index in their own transaction; `manage.py rebuild_search`
makes it anew. Every term of a question has to be found; an edition whose title has them all
stands before one whose summary does, and that before the rest.
"""

import difflib
from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Case, IntegerField, Q, Value, When

from cases.models import Edition, Generation
from cases.reading import for_page, with_names
from cases.search.backends import COLUMNS, SUMMARY, TITLE, backend, clear, known
from cases.search.words import Term, folded, indexed, is_han, terms
from cases.visibility import on_day

BREAK = "0break0"  # between texts of one column: a phrase does not run on from one into another
BATCH = 500
READ_THROUGH = [
    "title",
    "summary",
    "body",
    "chain_part",
    "place",
    "participations__organisation__name",
    "participations__organisation__names__name",
]


def refresh(*cases):
    """Write what readers may now find of these cases; call it where their editions change."""
    Generation.advance()
    editions = Edition.objects.filter(case__in=cases)
    backend().remove(list(editions.values_list("pk", flat=True)))
    record(editions.published())


def record(editions):
    backend().write((edition.pk, columns_of(edition)) for edition in with_names(for_page(editions)))


@transaction.atomic
def rebuild():
    """Index every published edition anew; returns how many there are."""
    clear()
    Generation.advance()
    published = Edition.objects.published().order_by("pk")
    last, count = 0, 0
    while pks := list(published.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        record(Edition.objects.filter(pk__in=pks))
        last, count = pks[-1], count + len(pks)
    return count


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


def ask(question):
    asked = terms(question)
    if on_day.get():
        return Asked(asked, [])
    found = known(asked)
    left_out = dict.fromkeys(str(term) for term in asked if term not in found)
    return Asked(found, list(left_out))


def found(editions, asked):
    """The editions in which every term is found; none if there is no term."""
    if not asked.terms:
        return editions.none()
    if on_day.get():
        return read_through(editions, asked.terms)
    return editions.filter(pk__in=backend().matching(asked.terms, COLUMNS))


def read_through(editions, asked):
    """The slow way, for a day of the past: the index knows only what readers see now."""
    for term in asked:
        said = [Q(**{f"{path}__icontains": str(term)}) for path in READ_THROUGH]
        having = Edition.objects.filter(reduce(or_, said))
        editions = editions.filter(pk__in=having.values("pk"))
    return editions


def relevance(asked):
    """An expression to order by: 0 if the title has every term, 1 with the summary, else 2."""
    if not asked.terms or on_day.get():
        return Value(2)
    return Case(
        When(pk__in=backend().matching(asked.terms, [TITLE]), then=0),
        When(pk__in=backend().matching(asked.terms, [TITLE, SUMMARY]), then=1),
        default=2,
        output_field=IntegerField(),
    )


def partly_found(editions, asked, most=3):
    """The editions with the most of the terms, for who found none with all of them."""
    if not asked.terms or on_day.get():
        return editions.none()
    hits = [
        Case(When(pk__in=backend().matching([term], COLUMNS), then=1), default=0)
        for term in asked.terms
    ]
    some = editions.filter(pk__in=backend().matching(asked.terms, COLUMNS, any_of=True))
    return some.order_by(sum(hits[1:], hits[0]).desc(), "-published_at", "-pk")[:most]


def nearest(question, most=3):
    """Names of cases and organisations that look like `question`, for who found nothing.

    Compared are the names in editions that share the first letters of one of its words.
    """
    beginnings = [beginning(term.words[0]) for term in terms(question)]
    if not beginnings:
        return []
    near = backend().matching(beginnings, COLUMNS, any_of=True)
    names = {}
    for edition in for_page(Edition.objects.published().filter(pk__in=near))[:100]:
        names[folded(edition.title)] = edition.title
        for participation in edition.participations.all():
            names[folded(participation.organisation.name)] = participation.organisation.name
    close = difflib.get_close_matches(folded(question)[:80], names, n=most, cutoff=0.5)
    return [names[name] for name in close]


def beginning(word):
    return Term((word[:1],)) if is_han(word) else Term((word[:3],), prefix=True)
