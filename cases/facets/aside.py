"""What the index keeps of an edition beside the facets: no list can be narrowed by it."""

from dataclasses import dataclass

from cases.models import Figure
from cases.models.vocabulary import CURRENCIES
from cases.timeline.event import EventDays


@dataclass(frozen=True)
class Aside:
    kept_as: str
    value_of: object  # of an edition that is read with all that belongs to it; None if it has none

    def values_of(self, edition):
        value = self.value_of(edition)
        return {} if value is None else {str(value): ""}


def newest_day(edition):
    """The last day that a figure of it can speak of."""
    return max((f.as_of_latest for f in edition.figures.all() if f.as_of_latest), default=None)


def reported_day(edition):
    """The day of its newest reported figure."""
    reported = (f for f in edition.figures.all() if f.modality == Figure.Modality.REPORTED)
    days = (figure.filed_on for figure in reported)
    return max(filter(None, days), default=None)


def amount(edition):
    units = {figure.metric.unit for figure in edition.figures.all()}
    return "yes" if units & set(CURRENCIES) else None


KEPT_ASIDE = [
    Aside("published", lambda edition: "yes"),
    Aside("event:launched", lambda edition: edition.launched_earliest),
    Aside("newest-day", newest_day),
    Aside("reported-day", reported_day),
    Aside("figures", lambda edition: len(edition.figures.all())),  # how many it has
    Aside("amount", amount),
    EventDays(),
]
