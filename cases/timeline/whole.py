"""All events of a list of cases, in a sequence to cut pages out of."""

from cases.timeline.past import Past
from cases.timeline.today import Today


def timeline_of(filterset):
    if filterset.index is None:
        return Past(filterset)
    within = filterset.entries if filterset.narrowed else None
    return Today.of(filterset.index.values("event:day"), within, filterset.chosen_year)
