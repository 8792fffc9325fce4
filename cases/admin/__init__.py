from cases.admin.cases import CaseAdmin
from cases.admin.editions import EditionAdmin
from cases.admin.imports import ImportBatchAdmin
from cases.admin.log import EventAdmin
from cases.admin.vocabulary import MetricAdmin, OrganisationAdmin, SourceAdmin

__all__ = [
    "CaseAdmin",
    "EditionAdmin",
    "EventAdmin",
    "ImportBatchAdmin",
    "MetricAdmin",
    "OrganisationAdmin",
    "SourceAdmin",
]
