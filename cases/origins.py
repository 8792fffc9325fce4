"""Who said it first: the ends of what sources derive from one another."""

from cases.models import Source


def origins(source_ids):
    """{source's pk: {publisher, …}} of those whose word it is in the end.

    One query for each step back, however many sources there are. Two reports of one publisher are
    one voice.
    """
    derived = derivations(source_ids)
    ends = {pk: ends_of(pk, derived) for pk in source_ids}
    wanted = {end for found in ends.values() for end in found}
    publishers = dict(Source.objects.filter(pk__in=wanted).values_list("pk", "publisher"))
    return {pk: frozenset(publishers[end] for end in found) for pk, found in ends.items()}


def derivations(source_ids):
    """{pk: [pk of a source that it derives from, …]}, all the way back."""
    links, derived, unseen = Source.derived_from.through.objects, {}, set(source_ids)
    while unseen:
        derived |= {pk: [] for pk in unseen}
        steps = links.filter(from_source__in=unseen).values_list("from_source", "to_source")
        for page, origin in steps:
            derived[page].append(origin)
        unseen = {origin for pk in unseen for origin in derived[pk]} - derived.keys()
    return derived


def ends_of(pk, derived):
    """Sources that derive from none; of sources that derive from each other, `pk` itself."""
    found, seen, waiting = set(), {pk}, [pk]
    while waiting:
        here = waiting.pop()
        found |= set() if derived[here] else {here}
        waiting += [origin for origin in derived[here] if origin not in seen]
        seen.update(derived[here])
    return found or {pk}


def deriving(source_ids):
    """pks of these sources and of all that derive from them, however indirectly."""
    links, found, unseen = Source.derived_from.through.objects, set(), set(source_ids)
    while unseen:
        found |= unseen
        steps = links.filter(to_source__in=unseen).values_list("from_source", flat=True)
        unseen = set(steps) - found
    return found
