"""How sure a figure is, by rule: /about/method/ tells readers the same in words.

Statements can be held against one another if they are of one metric, modality and part of the
case. They agree if their dates can mean the same day and their numbers lie close together. Sources
are independent if nobody's word stands behind both.
"""

from datetime import date
from decimal import Decimal

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from cases.comparable import LOWER_BOUNDS, UPPER_BOUNDS, comparable

CLOSE = Decimal("0.05")  # of the larger number: “nearly 4 billion” agrees with 3.9 billion


class Verification(TextChoices):
    UNCHECKED = "unchecked", _("unchecked")
    QUOTE_CHECKED = "quote-checked", _("quote checked")
    CORROBORATED = "corroborated", _("corroborated")
    DISPUTED = "disputed", _("disputed")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Relation(TextChoices):
    """Where another statement stands to a figure."""

    CONTRADICTING = "contradicting", _("contradicts it")
    LATER = "later", _("later")
    SAME = "same", _("of the same time")
    EARLIER = "earlier", _("earlier")
    UNDATED = "undated", _("without a date")


def verification(figure, others, origins, checked=frozenset(), dropped=False):
    """The gravest thing to say of a figure.

    `others` are statements of the same edition, `origins` is {source's pk: those whose word it is},
    `checked` holds the sources on whose page all that the register quotes was found again.
    """
    if dropped:
        return Verification.WITHDRAWN
    if figure.dispute:
        return Verification.DISPUTED
    if corroborating(figure, others, origins):
        return Verification.CORROBORATED
    quoted = figure.quote and figure.source_id in checked
    return Verification.QUOTE_CHECKED if quoted else Verification.UNCHECKED


def verifications(figures, origins, checked=frozenset()):
    """{figure's pk: Verification} of the figures of one edition."""
    found = {}
    for figure in figures:
        others = [each for each in figures if each is not figure]
        found[figure.pk] = verification(figure, others, origins, checked)
    return found


def corroborating(figure, others, origins):
    """The statements that agree with a figure and that somebody else vouches for."""
    return [
        other
        for other in others
        if agree(figure, other) and independent(figure.source_id, other.source_id, origins)
    ]


def independent(source_id, other_id, origins):
    return source_id != other_id and origins[source_id].isdisjoint(origins[other_id])


def voices(figures, origins):
    """How many origins stand behind figures: sources that share one count once."""
    groups = []
    for voice in {origins[figure.source_id] for figure in figures}:
        shared = [group for group in groups if group & voice]
        groups = [group for group in groups if not group & voice]
        groups.append(voice.union(*shared))
    return len(groups)


def agree(figure, other):
    return (
        comparable(figure) == comparable(other)
        and dated(figure)
        and dated(other)
        and ends(figure) >= begins(other)
        and ends(other) >= begins(figure)
        and near(figure, other)
    )


def near(figure, other):
    """Whether two values can be one: spans overlap, single numbers lie close together."""
    said = {figure.comparator, other.comparator}
    if said & LOWER_BOUNDS and said & UPPER_BOUNDS:
        return False
    (low, high), (other_low, other_high) = span(figure), span(other)
    gap = max(low, other_low) - min(high, other_high)
    return gap <= CLOSE * max(abs(high), abs(other_high))


def span(figure):
    return figure.value, figure.value if figure.upper_value is None else figure.upper_value


def dated(figure):
    return bool(figure.as_of_earliest or figure.as_of_latest)


def begins(figure):
    return figure.as_of_earliest or date.min


def ends(figure):
    return figure.as_of_latest or date.max


def relation(figure, other):
    if figure.dispute and other.dispute and not agree(figure, other):
        return Relation.CONTRADICTING
    if not dated(figure) or not dated(other):
        return Relation.UNDATED
    if ends(other) < begins(figure):
        return Relation.EARLIER
    return Relation.LATER if begins(other) > ends(figure) else Relation.SAME
