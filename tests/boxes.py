"""The boxes of a list's facets, as a reader finds and opens them."""

import re
from html import unescape

from cases.filters import CaseFilter


def opened(query="", filters=CaseFilter):
    """A query with all boxes open."""
    return "&".join([query, *(f"open={facet.name}" for facet in filters.facets)])


def box(page, name):
    [found] = [box for box in page.context["boxes"] if box.name == name]
    return found


def values(page, name):
    return [value.value for value in box(page, name).values]


def counts(page):
    """{facet: {value: cases}} of what all boxes show."""
    boxes = page.context["boxes"]
    return {box.name: {value.value: value.cases for value in box.values} for box in boxes}


def way(page, name):
    """Where the link leads that opens a box, or closes it."""
    [address] = re.findall(f'id="open-{name}"[^>]* href="([^"]*)#box-{name}"', page.text)
    return unescape(address)
