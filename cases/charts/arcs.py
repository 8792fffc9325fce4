"""Who is joined to whom: names down a line, an arc for each pair. The same every time."""

from dataclasses import dataclass

STEP, FIRST = 24, 16  # pixels from one name to the next, and above the first
REACH = 250  # how far the widest arc goes out
THICK = 4.5  # the strongest


@dataclass(frozen=True)
class Link:
    """Two names, how strongly they are joined, and what the picture says of that."""

    one: str
    other: str
    strength: int
    full: str = ""
    address: str = ""
    direction: object = None


@dataclass(frozen=True)
class Node:
    name: str
    address: str
    directions: str  # their numbers
    y: int


@dataclass(frozen=True)
class Arc:
    link: Link
    top: int
    bottom: int
    reach: float
    thick: float

    @property
    def half(self):
        return (self.bottom - self.top) / 2


@dataclass(frozen=True)
class Arcs:
    nodes: list
    arcs: list
    height: int
    axis: int = REACH + 12


def arcs(links, addresses):
    """`addresses` are {name: address}."""
    names = order(links)
    ys = {name: FIRST + place * STEP for place, name in enumerate(names)}
    nodes = [Node(name, addresses[name], numbers(name, links), ys[name]) for name in names]
    longest = max(abs(ys[link.one] - ys[link.other]) for link in links)
    strongest = max(*(link.strength for link in links), 3)
    drawn = [arc(link, ys, longest, strongest) for link in links]
    return Arcs(nodes, drawn, FIRST + len(names) * STEP)


def arc(link, ys, longest, strongest):
    top, bottom = sorted((ys[link.one], ys[link.other]))
    reach = round(REACH * ((bottom - top) / longest) ** 0.75, 1)
    return Arc(link, top, bottom, reach, thick=round(THICK * link.strength / strongest, 2))


def numbers(name, links):
    """“1, 4”: the directions in which a name is joined to others."""
    found = {link.direction.number for link in links if link.direction and name in ends(link)}
    return ", ".join(map(str, sorted(found)))


def ends(link):
    return link.one, link.other


def order(links):
    """The names so that those who are joined stand near each other; groups one after another."""
    joined = neighbours(links)
    groups = sorted(components(joined), key=lambda group: (-len(group), min(group)))
    return [name for group in groups for name in untangled(sorted(group), joined)]


def neighbours(links):
    """{name: {name: strength}}"""
    joined = {}
    for link in links:
        joined.setdefault(link.one, {})[link.other] = link.strength
        joined.setdefault(link.other, {})[link.one] = link.strength
    return joined


def components(joined):
    left = set(joined)
    while left:
        group, waiting = set(), [min(left)]
        while waiting:
            name = waiting.pop()
            if name not in group:
                group.add(name)
                waiting.extend(joined[name])
        left -= group
        yield group


def untangled(names, joined):
    """The names in an order with short arcs: neighbours change places for as long as it helps."""
    improved = True
    while improved:
        improved = False
        for place in range(len(names) - 1):
            swapped = [*names[:place], names[place + 1], names[place], *names[place + 2 :]]
            if length(swapped, joined) < length(names, joined):
                names, improved = swapped, True
    return names


def length(names, joined):
    place = {name: position for position, name in enumerate(names)}
    return sum(
        strength * abs(place[name] - place[other])
        for name in names
        for other, strength in joined[name].items()
    )
