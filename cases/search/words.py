"""Words as the index and the question both write them.

Accents, case, width and plurals are folded. A run of Chinese has no spaces, and most of its words
have two characters: it is written as its pairs, then as its single characters, so that 溯源 is
found inside 区块链溯源, and 链 too.
"""

import re
import unicodedata
from dataclasses import dataclass, replace

MOST_TERMS = 12  # of one question; more only makes it slow
LONGEST = 200  # characters of a question that are read
LONGEST_WORD = 60  # characters that are kept of it
HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
BEGINS_HAN = re.compile(f"[{HAN}]").match
RUN = re.compile(rf"[{HAN}]+|[^\W_{HAN}]+")
STOP = frozenset("a an and at by for from in is it of on or that the this to with".split(" "))
QUOTED = re.compile(r"[\"“”„«]([^\"“”„«»]*)[\"“”»]")


@dataclass(frozen=True)
class Term:
    """Words that have to stand together in this order; with `prefix` the last may go on."""

    words: tuple
    prefix: bool = False

    def __str__(self):
        if len(self.words) > 1 and is_han(self.words[0]):
            return self.words[0] + "".join(pair[-1] for pair in self.words[1:])
        return " ".join(self.words)


def folded(text):
    """Small letters, half width, no accents or apostrophes: “Ｘｉｏｎｇ’ａｎ” becomes xiongan."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(c for c in plain if c not in "'’" and not unicodedata.combining(c))


def singular(word):
    """English plurals only, and only as far as both sides need it to meet."""
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def plural(word):
    """Of a word that does not begin its own plural, as “policy”; any other as it is."""
    return re.sub("y$", "ies", word)


def runs(text):
    """Words and runs of Chinese, in order."""
    return [
        run if is_han(run) else singular(run)[:LONGEST_WORD] for run in RUN.findall(folded(text))
    ]


def is_han(run):
    return BEGINS_HAN(run) is not None


def as_typed(text):
    """{a word as the index writes it: as it stands in `text`}"""
    return {word: typed for typed in RUN.findall(text) for word in runs(typed)}


def pairs(run):
    return [run[start : start + 2] for start in range(len(run) - 1)]


def indexed(text):
    """The words of `text` as the index stores them: in order, then single characters."""
    found = runs(text)
    return in_order(found) + [character for run in found if is_han(run) for character in run]


def in_order(found):
    """Words and the pairs of Chinese runs, as they follow one another."""
    return [word for run in found for word in (pairs(run) if is_han(run) else [run])]


def terms(question):
    """What a reader asks for, as terms that all have to be found. No question is an error.

    “Exact phrases” keep their order. The last word may be unfinished, as while typing.
    """
    question = question[:LONGEST]
    found = [term for phrase in QUOTED.findall(question) for term in phrase_terms(phrase)]
    loose = runs(QUOTED.sub(" ", question))
    loose = [run for run in loose if run not in STOP] or loose
    found += [Term(tuple(pairs(run)) or (run,)) if is_han(run) else Term((run,)) for run in loose]
    if loose and not is_han(loose[-1]) and question[-1] not in ' \t\n"“”„«»':
        found[-1] = replace(found[-1], prefix=True)
    return list(dict.fromkeys(found))[:MOST_TERMS]


def phrase_terms(phrase):
    """One term for words in order, and one for each Chinese character that stands alone."""
    found = runs(phrase)
    alone = [Term((run,)) for run in found if is_han(run) and len(run) == 1]
    words = tuple(in_order(found))
    return ([Term(words)] if words else []) + alone
