"""Whether words stand on a page: its text, and a comparison that forgives how it was set."""

import codecs
import html
import re
import unicodedata
import zlib

import nh3

HTML = {"text/html", "application/xhtml+xml"}
TEXT = HTML | {"text/plain"}
CUT = {"script", "style", "template"}
META = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
# As browsers read them: what calls itself GB2312 or Latin-1 is often more than that.
LABELS = {"gb2312": "gb18030", "gbk": "gb18030", "iso-8859-1": "cp1252", "latin1": "cp1252"}
BOMS = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}

LOST = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff\"'“”‘’‚„‹›«»「」『』`´]+")
DASHES = re.compile(r"[-‐‑‒–—―−]+")
LEFT_OUT = re.compile(r"\[?\.{3,}\]?|\[…\]")


def is_text(answer):
    return answer.headers.get_content_type() in TEXT


def text_of(answer):
    """What a reader of the page could read; None where it is packed in a way we do not know."""
    body = unpacked(answer.body, answer.headers.get("Content-Encoding", "identity"))
    if body is None:
        return None
    text = decoded(body, answer.headers.get_content_charset())
    if answer.headers.get_content_type() in HTML:
        text = html.unescape(nh3.clean(text, tags=set(), clean_content_tags=CUT))
    return text


def unpacked(body, encoding, most=2_000_000):
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return body
    if encoding not in ("gzip", "x-gzip", "deflate"):
        return None
    try:
        return zlib.decompressobj(47).decompress(body, most)
    except zlib.error:
        return None


def decoded(body, declared):
    """Text of bytes: as UTF-8 if they are that, whatever they are called; else as declared."""
    if body[:2] in BOMS:
        return body.decode(BOMS[body[:2]], errors="replace")
    try:
        if not body.isascii():
            return codecs.getincrementaldecoder("utf-8")().decode(body)
    except UnicodeDecodeError:
        pass
    in_page = META.search(body[:4096])
    label = (declared or (in_page[1].decode() if in_page else "utf-8")).lower()
    try:
        return body.decode(LABELS.get(label, label), errors="replace")
    except (LookupError, ValueError):
        return body.decode(errors="replace")


def found(quotes, text):
    """How many of `quotes` stand in `text`; “…” in a quote stands for words left out."""
    page = set_plainly(text)
    return sum(all(part in page for part in parts(quote)) for quote in quotes)


def parts(quote):
    plain = unicodedata.normalize("NFKC", quote)
    return [set_plainly(part) for part in LEFT_OUT.split(plain)]


def set_plainly(text):
    """Without spaces and quotation marks, in one width and case, with one kind of dash."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return DASHES.sub("-", LOST.sub("", text))
