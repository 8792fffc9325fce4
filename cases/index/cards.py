"""Cards as the index stores them, finished for the reader who asks.

Finding a stored card takes a seventeenth of the time of drawing it. What depends on the day and on
the question is put in when it is read: how old a figure is, words that a search found, the box to
tick for comparing.
"""

import json
import re
from datetime import date
from functools import cache, lru_cache
from html import unescape

from django.db.models import F
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from cases import search, wording
from cases.directions import titles
from cases.index.bits import Index
from cases.index.drawings import part_of
from cases.index.version import stamp
from cases.models import Drawing, Edition, Entry
from cases.models.prepared import prepared
from cases.reading import for_cards, with_names
from cases.search import marking
from cases.visibility import today

AGE = re.compile(r"<!--age ([0-9-]{10}) (\d*)-->")
PART = "<!--part-->"
COMPARE = re.compile(r'<label class="card-compare">.*?</label>', re.DOTALL)
WORDS = re.compile(
    r'(?P<to_title><h3 class="card-title"><a [^>]*>)(?P<title>.*?)(?P<to_summary></a></h3>\s*<p>)'
    r"(?P<summary>.*?)(?P<end></p>)",
    re.DOTALL,
)


def cards(keys, terms=(), compare=False, key="serial"):
    """The cards of the entries with these serials, or of other keys, as HTML and in their order.

    `terms` are those of a search.
    """
    parts = ("card", "texts") if terms else ("card",)
    found = current(keys, drawings(key, parts)(keys=keys), parts, key)
    put_ages = aging()
    return [
        finished(card, put_ages, terms, texts[0] if texts else (), compare)
        for card, *texts in found.values()
    ]


def rows(serials):
    """{edition's pk: its row in a table, as HTML}, by direction.

    PART is where the part of an organisation belongs.
    """
    put_ages = aging()
    found = sorted(drawn_rows(serials=serials), key=in_order_of_directions())
    editions = [edition for _serial, edition, *_drawn in found]
    drawn = current(editions, [row[1:] for row in found], ["row"], "edition")
    return {edition: put_ages(row) for edition, [row] in drawn.items()}


def draw_rows(editions):
    """The same of editions that the index does not know so: of a past day."""
    put_ages = aging()
    return {edition.pk: put_ages(part_of(edition, "row")) for edition in editions}


@cache
def drawings(key, parts):
    """Asks for (key, stamp, *parts) of the entries with some keys."""
    path = {"serial": "entry__pk", "edition": "entry__edition__pk"}[key]

    @prepared
    def found(keys):
        asked = Drawing.objects.filter(**{f"{path}__among": keys})
        return asked.values_list(path, "stamp", *parts)

    return found


@prepared
def drawn_rows(serials):
    entries = Entry.objects.filter(serial__among=serials)
    entries = entries.order_by("title", "edition__pk")
    return entries.values_list("serial", "edition", "drawing__stamp", "drawing__row")


def in_order_of_directions():
    """A key to sort rows by. The index knows the direction: an edition need not be read for it."""
    held = Index.now().values("direction")
    directions = [held[slug].bits for slug in titles() if slug in held]
    return lambda row: [row[0] not in bits for bits in directions]


def current(keys, found, parts, key):
    """{key: [each of these parts of its drawing]}, drawn anew where what was `found` is outdated.

    What is withdrawn meanwhile is left out.
    """
    now = stamp()
    drawings = {
        each: [from_text(part, text) for part, text in zip(parts, said, strict=True)]
        for each, drawn_with, *said in found
        if drawn_with == now
    }
    outdated = [each for each in keys if each not in drawings]
    for edition in in_order_of(outdated, to_draw, key) if outdated else ():
        drawings[edition.key] = [part_of(edition, part) for part in parts]
    return {each: drawings[each] for each in keys if each in drawings}


def from_text(part, text):
    return json.loads(text) if part == "texts" else text


def to_draw(editions):
    return with_names(for_cards(editions.filter(entry__isnull=False)))


def draw(editions, terms=(), compare=False, metric=None):
    """Cards of editions that the index does not know so: of a past day, or with another figure."""
    put_ages, found = aging(), []
    for edition in editions:
        edition.metric_asked_for = metric
        texts = search.rest_of(edition) if terms else ()
        found.append(finished(part_of(edition, "card"), put_ages, terms, texts, compare))
    return found


def in_order_of(keys, read, key="serial"):
    """The editions with these keys in their order, fetched as `read` says."""
    path = {"serial": "entry__serial", "edition": "pk"}[key]
    editions = Edition.objects.filter(**{f"{path}__in": keys}).annotate(key=F(path))
    return sorted(read(editions), key=lambda edition: keys.index(edition.key))


def finished(card, put_ages, terms=(), texts=(), compare=False):
    if terms:
        card = WORDS.sub(lambda match: with_words(match, terms, texts), card, count=1)
    if not compare:
        card = COMPARE.sub("", card)
    return put_ages(card)


def aging():
    """A function that puts into a drawing how old its figures are today."""
    now, language = today(), get_language()

    def put_ages(html):
        return mark_safe(AGE.sub(lambda match: age(*match.groups(), now, language), html))

    return put_ages


@lru_cache(maxsize=2_000)
def age(day, months, today, language):
    return wording.age_mark(date.fromisoformat(day), int(months) if months else None, today)


def with_words(match, terms, texts):
    """Title and summary with found words marked; if neither has one, where else it was found."""
    title, summary = unescape(match["title"]), unescape(match["summary"])
    found = marking.marked(title, terms), marking.marked(summary, terms)
    excerpt = "" if marking.MARK in "".join(found) else marking.excerpt(texts, terms)
    said = f'\n    <p class="excerpt">{excerpt}</p>' if excerpt else ""
    return "".join([match["to_title"], found[0], match["to_summary"], found[1], match["end"], said])
