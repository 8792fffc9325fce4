import re

from django.forms import BaseInlineFormSet
from django.utils.functional import cached_property


class SentRows(BaseInlineFormSet):
    """Without rows after the last that a browser sent: Django makes all that are claimed."""

    def total_form_count(self):
        claimed = super().total_form_count()
        return min(claimed, self.sent) if self.is_bound else claimed

    @cached_property
    def sent(self):
        row = re.compile(rf"{re.escape(self.prefix)}-([0-9]{{1,4}})-")
        numbers = [int(found[1]) for name in self.data if (found := row.match(name))]
        return max(numbers, default=-1) + 1
