"""What a reader sees of a list."""

import re
from html import unescape


def titles(page):
    """The titles on a page's cards, in their order."""
    headings = re.findall(r'<h3 class="card-title"><a [^>]*>(.*?)</a></h3>', page.text)
    return [unescape(re.sub("<[^>]*>", "", heading)) for heading in headings]
