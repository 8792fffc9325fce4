"""Events as a timeline."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases import dates
from cases.charts.chart import Chart
from cases.charts.timeline import Moment, timeline

NOTES = (
    gettext_lazy("Diamonds and thick bars are launches, circles and thin bars other milestones."),
    gettext_lazy("A bar is as long as its date is imprecise; an arrow: since or until."),
    gettext_lazy("A broken outline: the date is in doubt."),
)


def chart_of(events, number, query=""):
    """The timeline of some of `number` events; None for none."""
    if not events:
        return None
    return Chart(
        name="chart-timeline",
        title=_("Launches and milestones by direction"),
        description=description(events),
        drawing=timeline([moment(event) for event in events]),
        template="charts/timeline.svg",
        notes=(*NOTES, *part(events, number)),
        sources=tuple(event.source for event in events if event.source),
        query=query,
    )


def part(events, number):
    if len(events) < number:
        yield _("%(some)d of %(all)d events.") % {"some": len(events), "all": number}


def moment(event):
    return Moment(
        full=f"{event.edition.title}, {dates.in_words(event.date)}: {event.text or _('launched')}",
        address=event.address,
        direction=event.edition.direction,
        earliest=event.earliest,
        latest=event.latest,
        is_launch=event.is_launch,
        doubtful=event.is_doubtful,
    )


def description(events):
    count = ngettext("%d event", "%d events", len(events)) % len(events)
    first, last = dates.in_words(events[0].date), dates.in_words(events[-1].date)
    return _("%(count)s, from %(first)s to %(last)s.") % {
        "count": count,
        "first": first,
        "last": last,
    }
