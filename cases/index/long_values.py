"""What entries have in facets with many values, as text that thousands of are counted in at once:
“organisation:tencent source:xinhua”. Slugs have neither blanks nor colons.
"""

from collections import Counter

LONG = {"organisation", "source"}  # facets with more values than memory has room for


def written(keys):
    return " ".join(":".join(key) for key in keys)


def read(text):
    """[(facet, value), …]"""
    return [tuple(key.split(":")) for key in text.split()]


def counted(texts):
    """{(facet, value): in how many of these it stands}"""
    found = Counter(" ".join(texts).split())
    return {tuple(key.split(":")): number for key, number in found.items()}
