"""Asks whether the sources that the register cites still answer, and still say the words."""

from urllib.parse import urlsplit

from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from cases.models import Figure, Milestone
from cases.source_checks import claims, words
from cases.source_checks.asking import Result, Unanswered
from cases.visibility import OPEN, State

GONE = {404, 410}
REFUSES = {401, 403, 407, 429, 451, 999}
NOT_OF_HEAD = {410, 429, 503}  # what GET would answer as well


def run(sources, visitor, older_than):
    """Check each source that no other run takes; yields the checks as they are finished."""
    for source in in_turns(sources, visitor.ready):
        if check := claims.claim(source, older_than):
            try:
                yield claims.finish(check, look(source, visitor))
            finally:
                claims.release(check)


def in_turns(sources, ready):
    """The sources, always of the host that may be asked soonest, so that none holds up all."""
    waiting = {}
    for source in sources:
        waiting.setdefault(host_of(source.url), []).append(source)
    while waiting:
        host = min(waiting, key=lambda host: ready.get(host, 0))
        queue = waiting.pop(host)
        yield queue.pop(0)
        if queue:
            waiting[host] = queue


def host_of(url):
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def look(source, visitor):
    """What a check of `source` found, as values of its fields."""
    found = page(source.url, quotes_of(source), visitor)
    if source.archived_url:
        archived = page(source.archived_url, [], visitor)
        found |= {f"archived_{name}": archived.get(name) for name in ("result", "status")}
    return found


def page(url, quotes, visitor):
    try:
        answer = answer_of(url, quotes, visitor)
    except Unanswered as silence:
        return {"result": silence.result, "note": silence.note[:300].replace("\0", "")}
    found = {"result": result_of(answer), "status": answer.status}
    if answer.url != url:
        found["final_url"] = iri_to_uri(answer.url)[:2000]
    return found | (sought(quotes, answer, visitor.limits) if quotes and answer.is_ok else {})


def answer_of(url, quotes, visitor):
    """HEAD first; GET where HEAD is refused or there are words to look for."""
    try:
        answer = visitor.visit("HEAD", url)
    except Unanswered as silence:
        if silence.result != Result.NO_ANSWER or silence.url != url:
            raise
        return visitor.visit("GET", url)
    refused = answer.status >= 400 and answer.status not in NOT_OF_HEAD
    if refused or (quotes and answer.is_ok and words.is_text(answer)):
        return visitor.visit("GET", answer.url)
    return answer


def result_of(answer):
    if answer.is_ok:
        return Result.ANSWERS
    if answer.status in GONE:
        return Result.GONE
    return Result.REFUSES if answer.status in REFUSES else Result.ERROR


def sought(quotes, answer, limits):
    """How many quotes stand on the page, or why that is not known."""
    text = words.text_of(answer) if words.is_text(answer) else None
    if text is None:
        kind = answer.headers.get_content_type()[:100]
        return {"note": _("not looked into: %s") % kind}
    found = words.found(quotes, text)
    if found < len(quotes) and len(answer.body) > limits.size:
        return {"note": _("too long: only its beginning was read")}
    return {"words_asked": len(quotes), "words_found": found}


def quotes_of(source):
    """The source's words that the register quotes now or is about to."""
    states = [State.PUBLISHED, *OPEN]
    return sorted(
        {
            quote
            for model in (Figure, Milestone)
            for quote in model.objects.filter(source=source, edition__state__in=states)
            .exclude(quote="")
            .values_list("quote", flat=True)
        }
    )
