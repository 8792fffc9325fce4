"""What changed between two editions, as a reader sees it: words in texts, rows by their key."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from operator import itemgetter

from django.utils.translation import gettext_lazy as _

from cases import dates, wording
from cases.reading import for_page

WORD = re.compile(r"\s*(?:\w+|[^\s\w])|\s+$")
TEXTS = {
    "title": _("Title"),
    "summary": _("Summary"),
    "body": _("How it works"),
    "chain_part": _("What the chain does"),
}
FACTS = {
    "direction": (_("Direction"), lambda e: str(e.direction)),
    "fields": (_("Fields"), lambda e: ", ".join(sorted(map(str, e.fields.all())))),
    "stage": (_("Stage"), lambda e: wording.stage(e.stage, e.stage_as_of)),
    "launched": (_("Launched"), lambda e: dates.in_words(e.launched)),
    "place": (_("Place"), lambda e: e.place),
    "chain": (_("The chain’s part"), lambda e: chain(e)),
}


@dataclass(frozen=True)
class Piece:
    """A stretch of text that stayed, was added or was removed."""

    kind: str  # "same", "added" or "removed"
    text: str


@dataclass(frozen=True)
class Change:
    """One text, fact or row: what it was and what it is; "" where there was or is none."""

    label: str
    before: str
    after: str
    key: object = None  # of a row: what it keeps from one edition to the next

    @property
    def kind(self):
        if not self.before:
            return "added"
        return "changed" if self.after else "removed"

    @property
    def pieces(self):
        return pieces(self.before, self.after)


def pieces(before, after):
    """`after` with what is new in it, and what went since `before`, word by word."""
    old, new = WORD.findall(before), WORD.findall(after)
    found = []
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(old[i1:i2])))
            continue
        found += [Piece("removed", "".join(old[i1:i2]))] if i2 > i1 else []
        found += [Piece("added", "".join(new[j1:j2]))] if j2 > j1 else []
    return found


def changes(old, new):
    """[(heading, [Change, …]), …] from one edition to another, without what stayed the same."""
    return [(heading, found) for heading, read in GROUPS if (found := differing(read(old, new)))]


def differing(found):
    return [change for change in found if change.before != change.after]


def changes_for_readers(edition):
    """What publishing `edition` would change for readers; None for a case new to them."""
    if published := for_page(edition.case.editions.published()).first():
        return changes(published, edition)
    return None


def texts(old, new):
    return [Change(label, getattr(old, name), getattr(new, name)) for name, label in TEXTS.items()]


def facts(old, new):
    return [Change(label, read(old), read(new)) for label, read in FACTS.values()]


def figures(old, new):
    return rows(old.figures.all(), new.figures.all(), figure)


def people(old, new):
    return rows(old.participations.all(), new.participations.all(), person)


def milestones(old, new):
    return rows(old.milestones.all(), new.milestones.all(), milestone)


def references(old, new):
    return rows(old.references.all(), new.references.all(), reference)


GROUPS = [
    (_("Texts"), texts),
    (_("Facts"), facts),
    (_("Who takes part"), people),
    (_("Figures"), figures),
    (_("Milestones"), milestones),
    (_("Sources"), references),
]


def chain(edition):
    """“claimed, Babbitt: In the five directions, page 3”."""
    source = edition.chain_source or ""
    words = [edition.get_chain_display(), str(source), edition.chain_locator]
    return ", ".join(filter(None, words))


def rows(old, new, read):
    """Changes of rows; `read` gives a row's key, label and words."""
    before, after = ({key: said for key, *said in map(read, parts)} for parts in (old, new))
    return [row(key, before.get(key), after.get(key)) for key in before | after]


def row(key, before, after):
    """A change between two (label, words), None where there is no row; a new label is said too."""
    label, _words = after or before
    renamed = before and after and before[0] != label
    in_words = ": ".join if renamed else itemgetter(1)
    return Change(label, *(in_words(each) if each else "" for each in (before, after)), key)


def person(participation):
    key = participation.organisation_id, participation.role
    words = [participation.get_role_display(), participation.note]
    return key, str(participation.organisation), ": ".join(filter(None, words))


def figure(figure):
    words = [wording.value(figure), figure.about, wording.when(figure), figure.stated_by]
    if figure.modality != figure.Modality.REPORTED:
        words.append(figure.get_modality_display())
    said = f"{', '.join(filter(None, words))} ({cited(figure)})"
    quote = f"“{figure.quote}”" if figure.quote else ""
    sentences = [said, quote, figure.not_in_quote, figure.dispute]
    return figure.key, figure.metric.name, ". ".join(filter(None, sentences))


def milestone(milestone):
    day = dates.in_words(milestone.date)
    words = [f"{day}: {milestone.text}", f"({cited(milestone)})", milestone.dispute]
    return milestone.key, day, " ".join(filter(None, words))


def cited(statement):
    """“Babbitt: In the five directions, page 3”."""
    return ", ".join(filter(None, [str(statement.source), statement.locator]))


def reference(reference):
    source = reference.source
    words = [source.publisher, reference.locator]
    return source.pk, source.title, ", ".join(filter(None, words))
