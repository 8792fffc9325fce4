"""Results as Markdown."""


def table(heads, rows):
    """A Markdown table: the first column is text, the others are figures."""
    lines = [heads, ["---", *["--:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def figure(value):
    """Three digits that count, none after the point from 100 on; “–” for nothing."""
    if value is None:
        return "–"
    places = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 1 else 3
    return f"{value:,.{places}f}"
