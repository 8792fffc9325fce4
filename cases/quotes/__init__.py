"""What a source's sentence says, read by machine: numbers, their comparators and units, dates.

Pure functions over English and Chinese text; each takes time in proportion to its length. They
propose, and a person decides: what is not certain (a day without a year, “the five directions”,
“version 2.0”) is left out.
"""

from cases.quotes.proposals import COMPARED, complaint, notes, proposals
from cases.quotes.scales import in_scales
from cases.quotes.text import language

__all__ = ["COMPARED", "complaint", "in_scales", "language", "notes", "proposals"]
