"""Other cases that a reader of one may want: those that share an organisation with it."""

from cases.models import Participation


def related_cases(edition, most=4):
    """Published editions with the shared organisations' names, most shared first.

    Returns [(edition, [name, …]), …].
    """
    organisations = {p.organisation_id for p in edition.participations.all()}
    elsewhere = (
        Participation.objects.published()
        .filter(organisation__in=organisations)
        .exclude(edition__case=edition.case_id)
        .select_related("organisation", "edition__case", "edition__direction")
        .order_by("edition__title", "edition", "organisation__name")
    )
    shared = {}
    for participation in elsewhere:
        names = shared.setdefault(participation.edition, [])
        if participation.organisation.name not in names:
            names.append(participation.organisation.name)
    return sorted(shared.items(), key=lambda found: -len(found[1]))[:most]
