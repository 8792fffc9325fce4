"""Which figures can be held against one another, and which can be added up."""

from dataclasses import dataclass, field
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Figure, Metric
from cases.wording import value

Comparator, Kind = Figure.Comparator, Metric.Kind

# What “at least” and “at most” come down to.
LOWER_BOUNDS = {Comparator.MORE_THAN, Comparator.AT_LEAST}
UPPER_BOUNDS = {Comparator.LESS_THAN, Comparator.UP_TO}
SPANS = {Comparator.RANGE, Comparator.MAGNITUDE}
NEVER_ADDED = {
    Kind.LEVEL: gettext_lazy("Levels are not added up: each is how things stood on its own day."),
    Kind.RATE: gettext_lazy("Rates are not added up."),
    Kind.CHANGE: gettext_lazy("Changes are not added up: each starts from something else."),
    Kind.CEILING: gettext_lazy("Ceilings are not added up: they say what may be, not what is."),
}


@dataclass
class Result:
    """What the sources of an edition say of one metric.

    `leading` is the newest statement and every disputed one; `others` are older ones.
    """

    leading: list = field(default_factory=list)
    others: list = field(default_factory=list)

    @property
    def metric(self):
        return self.leading[0].metric

    @property
    def disputed(self):
        return any(figure.dispute for figure in self.leading)


def results(figures):
    """Figures gathered by what makes them comparable, in the order of their first mention."""
    gathered = {}
    for figure in figures:
        gathered.setdefault(comparable(figure), []).append(figure)
    return [result(statements) for statements in gathered.values()]


def comparable(figure):
    """What two statements of a case share if they can be held against one another."""
    return figure.metric_id, figure.modality, figure.about


def thing(figure):
    """What of which case a figure is about: of several statements of it the newest leads."""
    return figure.edition_id, *comparable(figure)


def result(statements):
    newest_first = sorted(statements, key=since, reverse=True)
    gathered = Result()
    for figure in newest_first:
        leads = figure.dispute or figure is newest_first[0]
        (gathered.leading if leads else gathered.others).append(figure)
    return gathered


def since(figure):
    """The first day that the figure can speak of, to tell newer statements from older."""
    return figure.filed_on or date.min


def newest(figures):
    """Of each case the newest statement of each thing, and every disputed one.

    `figures` come with those of one edition together.
    """
    return [
        figure
        for _edition, stated in groupby(figures, lambda figure: figure.edition_id)
        for result in results(stated)
        for figure in result.leading
    ]


def by_size(figures):
    """The largest first, with what else is said of the same thing after it."""
    largest = {}
    for figure in figures:
        about = figure.edition_id, figure.about
        largest[about] = max(figure.value, largest.get(about, figure.value))

    def rank(figure):
        about = figure.edition_id, figure.about
        return -largest[about], about, -figure.value, figure.position

    return sorted(figures, key=rank)


def total(figures, overruled=False):
    """(the sum as a figure, "") or (None, the sentence why there is none).

    `figures` are the newest of one metric and modality; where they are `overruled`, filters hide
    newer or disputed ones.
    """
    if reason := why_not_added(figures, overruled):
        return None, reason
    comparator = comparator_of_sum({figure.comparator for figure in figures})
    if not comparator:
        return None, _("Some say at least, others at most: of their sum nothing could be said.")
    low = sum(figure.value for figure in figures)
    high = None
    if comparator == Comparator.RANGE:
        high = sum(figure.upper_value or figure.value for figure in figures)
    metric = figures[0].metric
    return Figure(metric=metric, comparator=comparator, value=low, upper_value=high), ""


def why_not_added(figures, overruled):
    """The first reason against adding these up; "" if there is none."""
    metric, editions = figures[0].metric, {figure.edition_id for figure in figures}
    dates = {figure.as_of for figure in figures}
    checks = [
        (len(figures) == 1, _("There is one figure: nothing to add up.")),
        (metric.kind in NEVER_ADDED, NEVER_ADDED.get(metric.kind)),
        (
            figures[0].modality != Figure.Modality.REPORTED,
            _("Only what is reported is added up, not what is forecast or authorised."),
        ),
        (
            metric.measures == Metric.Measures.ACTORS,
            _("These are not added up: the same people or firms may be counted in several cases."),
        ),
        (
            any(figure.dispute for figure in figures),
            _("These are not added up: where sources disagree, a sum would have to pick a side."),
        ),
        (
            overruled,
            _("These are not added up: filters hide newer or disputed figures of the same cases."),
        ),
        (
            len(editions) < len(figures),
            _("These are not added up: figures of one case may overlap."),
        ),
        (
            metric.kind == Kind.PERIOD and (len(dates) > 1 or "" in dates),
            _("These are not added up: they speak of different periods."),
        ),
    ]
    return next((reason for applies, reason in checks if applies), "")


def comparator_of_sum(comparators):
    """What can be said of a sum whose parts are stated so; None if nothing can."""
    exact = {Comparator.EXACTLY}
    if comparators == exact:
        return Comparator.EXACTLY
    if comparators <= exact | SPANS:
        return Comparator.RANGE
    if comparators <= exact | SPANS | LOWER_BOUNDS:
        more = Comparator.MORE_THAN in comparators
        return Comparator.MORE_THAN if more else Comparator.AT_LEAST
    if comparators <= exact | UPPER_BOUNDS:
        less = Comparator.LESS_THAN in comparators
        return Comparator.LESS_THAN if less else Comparator.UP_TO
    if comparators <= exact | {Comparator.ABOUT, Comparator.NEARLY}:
        return Comparator.ABOUT
    return None


def total_in_words(figures, overruled=False):
    """“Together more than CNY 110 million”, or why there is no such sentence."""
    found, reason = total(figures, overruled)
    if reason:
        return reason
    kind = found.metric.kind
    if kind == Kind.TOTAL and len({figure.as_of for figure in figures}) > 1:
        return _("Together %s. The figures are of different dates.") % value(found)
    return _("Together %s.") % value(found)
