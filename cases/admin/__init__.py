from cases.admin.cases import CaseAdmin
from cases.admin.editions import EditionAdmin
from cases.admin.vocabulary import MetricAdmin, OrganisationAdmin, SourceAdmin

__all__ = ["CaseAdmin", "EditionAdmin", "MetricAdmin", "OrganisationAdmin", "SourceAdmin"]
