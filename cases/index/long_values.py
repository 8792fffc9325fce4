"""What entries have in facets with many values, as text that thousands of are counted in at once:
“organisation:tencent source:xinhua”. Slugs have neither blanks nor colons.
"""

from collections import Counter
from heapq import nsmallest

LONG = {"organisation", "source"}  # facets with more values than memory has room for


def written(keys):
    return " ".join(":".join(key) for key in keys)


def read(text):
    """[(facet, value), …]"""
    return [tuple(key.split(":")) for key in text.split()]


def counted(texts):
    """{"facet:value": in how many of these it stands}"""
    return Counter(" ".join(texts).split())


def commonest(counts, facet, most):
    """{value: number} of the values of a facet that stand in the most of what was counted."""
    mine = ((-number, key) for key, number in counts.items() if key.startswith(f"{facet}:"))
    return {key.removeprefix(f"{facet}:"): -number for number, key in nsmallest(most, mine)}
