"""An editor's Markdown as harmless HTML."""

import re

import nh3
from django.core.exceptions import ValidationError
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from markdown import Markdown

LONGEST = 20_000  # characters
REPEATED = re.compile(r"([\[\](*_`>!])\1{9}")
DEEP = re.compile(r"^(?: {4}|\t){6}", re.MULTILINE)
TAGS = {"p", "br", "strong", "em", "ul", "ol", "li", "blockquote", "h3", "h4", "code", "a"}


def render(text):
    html = Markdown(extensions=["sane_lists"]).convert(text)
    return mark_safe(nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}))


def one_line_end(text):
    """Lines apart by "\\n": a browser sends "\\r\\n", whatever the text had."""
    return text.replace("\r\n", "\n")


def validate(text):
    """Refuse what would take the renderer long: marks in long rows, lists nested very deep."""
    if len(text) > LONGEST:
        raise ValidationError(_("At most 20,000 characters."))
    if REPEATED.search(text) or DEEP.search(text):
        raise ValidationError(_("This cannot be read as Markdown: too many marks in a row."))
