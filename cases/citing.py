"""How to cite a case or a figure, in the forms that reference managers read.

A citation names an edition: its address shows the same words whatever later editions say.
BibTeX: the entry type misc with biblatex's url, date and version. RIS: the tags of the 2011
specification. CSL-JSON: https://github.com/citation-style-language/schema.
"""

import json
import re
from dataclasses import dataclass
from datetime import date

from babel.dates import format_date
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases import dates, wording
from cases.as_it_stood import undated_addresses

REGISTER = "Blockchain Casebook"
SPACE = re.compile(r"[\s\x00-\x1f\x7f]+")
IN_TEX = {
    "\\": r"\textbackslash{}",
    "{": r"\textbraceleft{}",  # BibTeX counts braces, even behind a backslash
    "}": r"\textbraceright{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
} | {character: f"\\{character}" for character in "%&$#_"}


@dataclass(frozen=True)
class Citation:
    """What every form says; `address` is the edition's own, with scheme and host."""

    key: str
    title: str
    edition: int
    published: date
    address: str
    note: str = ""


def of_edition(edition, site):
    with undated_addresses():
        address = site + edition.get_absolute_url()
    return Citation(
        key=f"casebook-{edition.case.slug}-{edition.number}",
        title=one_line(edition.title),
        edition=edition.number,
        published=timezone.localdate(edition.published_at),
        address=address,
        note=one_line(edition.summary),
    )


def of_figure(figure, site):
    case = of_edition(figure.edition, site)
    with undated_addresses():
        address = site + figure.permanent_address()
    about = ", ".join(filter(None, [figure.metric.name, figure.about]))
    said = [about, wording.value(figure), wording.when(figure)]
    said.append(_("according to %s") % voice(figure, figure.source.publisher))
    return Citation(
        key=f"casebook-{figure.edition.case.slug}-{figure.key}-{figure.edition.number}",
        title=one_line(f"{figure.edition.title}: {', '.join(said)}{dispute(figure)}"),
        edition=case.edition,
        published=case.published,
        address=address,
        note=one_line(_("According to %s") % according(figure)),
    )


def according(figure):
    where = voice(figure, f"{figure.source.publisher}, “{figure.source.title}”")
    return ", ".join(filter(None, [where, figure.locator]))


def voice(figure, where):
    """Whose word it is, and where it stands."""
    if not figure.stated_by:
        return where
    return _("%(who)s, in %(where)s") % {"who": figure.stated_by, "where": where}


def dispute(figure):
    return f" ({_('disputed')})" if figure.dispute else ""


def one_line(text):
    return SPACE.sub(" ", text).strip()


def plain(citation):
    day = format_date(citation.published, "long", dates.locale())
    edition = _("edition %(number)s, %(day)s") % {"number": citation.edition, "day": day}
    return f"{REGISTER}: “{citation.title}”, {edition}. {citation.address}\n"


def bibtex(citation):
    fields = {
        "author": f"{{{in_tex(REGISTER)}}}",
        "title": f"{{{in_tex(citation.title)}}}",  # the second braces keep its capitals
        "date": citation.published.isoformat(),
        "year": citation.published.year,
        "version": f"Edition {citation.edition}",
        "howpublished": in_tex(REGISTER),
        "note": in_tex(citation.note),
        "url": citation.address,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{citation.key},", *lines, "}\n"])


def in_tex(text):
    return "".join(IN_TEX.get(character, character) for character in text)


def ris(citation):
    tags = [
        ("TY", "ELEC"),
        ("ID", citation.key),
        ("AU", f"{REGISTER},"),  # the comma says that it is a name without a first name
        ("TI", citation.title),
        ("T2", REGISTER),
        ("ET", citation.edition),
        ("PY", citation.published.year),
        ("DA", f"{citation.published:%Y/%m/%d}"),
        ("N1", citation.note),
        ("UR", citation.address),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in tags if value or tag == "ER")


def csl_json(citation):
    day = citation.published
    item = {
        "id": citation.key,
        "type": "entry",
        "title": citation.title,
        "author": [{"literal": REGISTER}],
        "container-title": REGISTER,
        "edition": str(citation.edition),
        "issued": {"date-parts": [[day.year, day.month, day.day]]},
        "note": citation.note,
        "URL": citation.address,
    }
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


@dataclass(frozen=True)
class Form:
    label: str
    write: object  # a function of a citation
    content_type: str
    ending: str


FORMS = {
    "text": Form(gettext_lazy("Plain text"), plain, "text/plain", "txt"),
    "bibtex": Form("BibTeX", bibtex, "application/x-bibtex", "bib"),
    "ris": Form("RIS", ris, "application/x-research-info-systems", "ris"),
    "csl": Form("CSL-JSON", csl_json, "application/vnd.citationstyles.csl+json", "json"),
}
