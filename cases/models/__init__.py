from cases.models.batch import ImportBatch, ImportRow
from cases.models.case import Case, Edition
from cases.models.event import Event
from cases.models.evidence import Figure, Milestone, Reference
from cases.models.generation import Generation
from cases.models.index import Drawing, Entry, Posting, Standing
from cases.models.organisation import Organisation, OrganisationName
from cases.models.participation import Participation
from cases.models.source_check import SourceCheck
from cases.models.vocabulary import Metric, Source

__all__ = [
    "Case",
    "Drawing",
    "Edition",
    "Entry",
    "Event",
    "Figure",
    "Generation",
    "ImportBatch",
    "ImportRow",
    "Metric",
    "Milestone",
    "Organisation",
    "OrganisationName",
    "Participation",
    "Posting",
    "Reference",
    "Source",
    "SourceCheck",
    "Standing",
]
