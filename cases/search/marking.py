"""Found words marked in what readers see, and the sentence that they were found in."""

import re
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from django.utils.html import escape
from django.utils.safestring import mark_safe

from cases.search.words import HAN, is_han, pairs, runs

TOKEN = re.compile(rf"(?P<han>[{HAN}]+)|[^\W_{HAN}]+(?:['’][^\W_{HAN}]+)*")
SENTENCE = re.compile(r"[^.!?。！？\n]+[.!?。！？]*")
MARK = "<mark>"  # stands in no text: those are escaped
MARKDOWN = re.compile(r"[*_`#>\[\]]|\(https?://[^)]*\)")


class Sought(NamedTuple):
    words: frozenset
    beginnings: tuple  # those of them that may go on
    stems: tuple  # all but the last letter of a word stands in its plural too
    has_han: bool


@lru_cache(maxsize=100)
def sought_for(terms):
    """What to look for in texts."""
    words = frozenset(word for term in terms for word in term.words)
    beginnings = tuple(term.words[-1] for term in terms if term.prefix)
    stems = tuple(word[:-1] for word in words)
    return Sought(words, beginnings, stems, any(map(is_han, words)))


def marked(text, terms):
    """`text` as HTML with every word of `terms` in <mark>; the rest is escaped."""
    return in_marks(text, sought_for(tuple(terms)))


def in_marks(text, sought):
    html, end = [], 0
    for start, stop in spans(text, sought):
        html += [escape(text[end:start]), MARK, escape(text[start:stop]), "</mark>"]
        end = stop
    return mark_safe("".join([*html, escape(text[end:])]))


def spans(text, sought):
    """The (start, stop) of each found word in `text`, in order and apart from one another."""
    if not may_have(text, sought):
        return
    for token in TOKEN.finditer(text):
        if token["han"]:
            yield from han_spans(token, sought.words) if sought.has_han else ()
        elif may_have(token[0], sought) and is_found(token[0], sought):
            yield token.span()


def may_have(text, sought):
    """Whether a text is worth reading word by word; of one in ASCII that can be told at once."""
    if not text.isascii():
        return True
    plain = text.lower().replace("'", "")
    return any(map(plain.__contains__, sought.stems))


@lru_cache(maxsize=5_000)  # a page of results says the same words over and over
def is_found(word, sought):
    return any(run in sought.words or run.startswith(sought.beginnings) for run in runs(word))


def han_spans(token, words):
    """The stretches of a Chinese run that single characters or pairs among `words` cover."""
    hits = {place for place, character in enumerate(token[0]) if character in words}
    for place, pair in enumerate(pairs(token[0])):
        hits |= {place, place + 1} if pair in words else set()
    for hit, places in groupby(range(len(token[0])), key=hits.__contains__):
        if hit:
            first, *others = places
            yield token.start() + first, token.start() + (others or [first])[-1] + 1


def excerpt(texts, terms):
    """The first sentence of `texts` with a found word, marked; "" if there is none."""
    sought = sought_for(tuple(terms))
    for text in [text for text in texts if may_have(text, sought)]:
        for sentence in SENTENCE.findall(MARKDOWN.sub("", text)):
            if MARK in (found := in_marks(sentence.strip(), sought)):
                return found
    return ""
