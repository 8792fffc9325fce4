from cases.admin.cases import CaseAdmin
from cases.admin.editions import EditionAdmin
from cases.admin.log import EventAdmin
from cases.admin.vocabulary import MetricAdmin, OrganisationAdmin, SourceAdmin

__all__ = [
    "CaseAdmin",
    "EditionAdmin",
    "EventAdmin",
    "MetricAdmin",
    "OrganisationAdmin",
    "SourceAdmin",
]
