"""What each edition brought readers: added, corrected, disputed, withdrawn.

A page gathers it by day, a feed has one entry an edition.
"""

from dataclasses import dataclass
from itertools import groupby

from django.db.models import TextChoices
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from cases import changes
from cases.models import Edition
from cases.reading import for_page
from cases.visibility import State


class Kind(TextChoices):
    ADDED = "added", _("Added")
    CORRECTED = "corrected", _("Corrected")
    DISPUTED = "disputed", _("Disputed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


TOLD = [changes.texts, changes.facts, changes.figures]  # one by one, not by their heading
KINDS = {"added": Kind.ADDED, "changed": Kind.CORRECTED, "removed": Kind.WITHDRAWN}


@dataclass(frozen=True)
class Item:
    """A figure or a fact, with what the register said of it before."""

    kind: Kind
    change: changes.Change


@dataclass(frozen=True)
class Entry:
    edition: Edition  # with its `happened_at`
    earlier: Edition  # what readers saw before it; None if that was nothing

    @property
    def kind(self):
        if self.edition.state == State.WITHDRAWN:
            return Kind.WITHDRAWN
        if self.earlier is None:
            return Kind.ADDED
        kinds = {item.kind for item in self.items}
        return kinds.pop() if kinds in ({Kind.ADDED}, {Kind.DISPUTED}) else Kind.CORRECTED

    @cached_property
    def items(self):
        if self.earlier is None:
            return []
        figures = changes.figures(self.earlier, self.edition)
        facts = changes.facts(self.earlier, self.edition)
        newly = disputed(self.edition) - disputed(self.earlier)
        return [
            Item(Kind.DISPUTED if change.key in newly else KINDS[change.kind], change)
            for change in changes.differing([*figures, *facts])
        ]

    @property
    def new_figures(self):
        """Figures that nothing stood for before and that nobody contradicts."""
        keys = {item.change.key for item in self.items if item.kind == Kind.ADDED}
        return [figure for figure in self.edition.figures.all() if figure.key in keys]

    @property
    def side_by_side(self):
        """The other items, for a table of before and now."""
        new = {figure.key for figure in self.new_figures}
        return [item for item in self.items if item.change.key not in new]

    @cached_property
    def also(self):
        """What else changed, by name only."""
        if self.earlier is None:
            return []
        both = self.earlier, self.edition
        texts = [text.label for text in changes.differing(changes.texts(*both))]
        rest = [(heading, read) for heading, read in changes.GROUPS if read not in TOLD]
        return texts + [heading for heading, read in rest if changes.differing(read(*both))]


def disputed(edition):
    """Keys of the figures that somebody contradicts."""
    return {figure.key for figure in edition.figures.all() if figure.dispute}


def entries(news):
    """An entry for each edition of `news`, which are few enough to hold."""
    editions = list(for_page(news))
    before = {
        (each.case_id, each.number): each
        for each in for_page(Edition.objects.on_record()).filter(
            case__in={edition.case_id for edition in editions},
            number__in={edition.number - 1 for edition in editions},
        )
    }
    return [
        Entry(edition, before.get((edition.case_id, edition.number - 1))) for edition in editions
    ]


def by_day(found):
    """[(day, entries), …] of entries in the order of their time."""
    days = groupby(found, key=lambda entry: timezone.localdate(entry.edition.happened_at))
    return [(day, list(those)) for day, those in days]
