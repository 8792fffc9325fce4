"""An editor's Markdown as harmless HTML."""

import nh3
from django.utils.safestring import mark_safe
from markdown import Markdown

TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "h3", "h4", "code", "a"}


def render(text):
    html = Markdown(extensions=["sane_lists"]).convert(text)
    return mark_safe(nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}))
