"""Which names look like the same thing written twice. Pure functions over plain text.

Names are compared in a bare form: no case, accents, punctuation, articles or company suffixes.
Only those that share their rarest groups of letters are compared at all, so that a few thousand
names against a few thousand stay a matter of seconds.
"""

import re
from collections import Counter, defaultdict
from difflib import SequenceMatcher

from cases.search.words import folded

NEAR = 0.86  # of 1: what two bare names have in common
RAREST = 8  # groups of letters of a name that are looked up
COMMON = 300  # names that a group of letters leads to, at most
COMPARED = 12  # names that one is compared with letter by letter, at most
SUFFIXES = frozenset(
    "ag bv co company corp corporation gmbh inc incorporated limited llc ltd plc pte pty sa the"
    " and of".split()
)
HAN_SUFFIX = re.compile("(股份)?有限(责任)?公司$|公司$|集团$")
NUMBER = re.compile(r"\d+")


def bare(name):
    """“The ICBC Co., Ltd.” and “icbc” are both icbc; a name of suffixes alone stays whole."""
    words = re.findall(r"\w+", folded(name))
    kept = " ".join(word for word in words if word not in SUFFIXES)
    return HAN_SUFFIX.sub("", kept) or kept or " ".join(words)


def alike(one, other):
    """How much two bare names have in common, 0 to 1. Phase 1 and phase 2 have nothing."""
    if NUMBER.findall(one) != NUMBER.findall(other):
        return 0
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < NEAR or matcher.quick_ratio() < NEAR:
        return 0
    return matcher.ratio()


def groups(name):
    """Every three letters in a row, two of Chinese."""
    size = 2 if re.search("[\u3400-\u9fff]", name) else 3
    return {name[start : start + size] for start in range(max(1, len(name) - size + 1))}


class Names:
    """Names to look others up among. Each leads to the `thing` that bears it."""

    def __init__(self, names=()):
        self.names = []  # bare name and thing
        self.exact = defaultdict(list)
        self.by_group = defaultdict(list)
        for name, thing in names:
            self.add(name, thing)

    def add(self, name, thing):
        index, name = len(self.names), bare(name)
        self.names.append((name, thing))
        self.exact[name].append(index)
        for group in groups(name):
            self.by_group[group].append(index)

    def near(self, name):
        """Things whose name is nearly `name`, the nearest first, each once."""
        name = bare(name)
        found = [(1, index) for index in self.exact[name]] if name in self.exact else []
        for index in self.candidates(name):
            other = self.names[index][0]
            if other != name and (ratio := alike(name, other)) >= NEAR:
                found.append((ratio, index))
        found.sort(key=lambda hit: (-hit[0], hit[1]))
        return list(dict.fromkeys(self.names[index][1] for _ratio, index in found))

    def candidates(self, name):
        """Those that share the most of its rare groups of letters."""
        known = [self.by_group[group] for group in groups(name) if group in self.by_group]
        shared = Counter()
        for indexes in sorted(known, key=len)[:RAREST]:
            shared.update(indexes[:COMMON])
        return [index for index, _times in shared.most_common(COMPARED)]


def pairs(names):
    """Pairs of things, earlier first, whose names look like one; `names` are (name, thing)."""
    seen, found = Names(), []
    for name, thing in names:
        found += [(other, thing) for other in seen.near(name) if other != thing]
        seen.add(name, thing)
    return list(dict.fromkeys(found))
