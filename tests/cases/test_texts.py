"""What editors write in Markdown, as readers get it."""

import pytest
from django.core.exceptions import ValidationError

from cases import texts
from cases.texts import render


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("**bold** and *light*", "<p><strong>bold</strong> and <em>light</em></p>"),
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("* a\n* b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("**区块链：**应用", "<p><strong>区块链：</strong>应用</p>"),
        ("前**区块链。**后", "<p>前<strong>区块链。</strong>后</p>"),
        (
            "[source](https://example.org/)",
            '<p><a href="https://example.org/" rel="noopener noreferrer">source</a></p>',
        ),
    ],
)
def test_an_editors_markdown_is_shown(markdown, html):
    assert render(markdown) == html


@pytest.mark.parametrize(
    ("markdown", "html"),
    [
        ("a<script>alert(1)</script>b", "<p>ab</p>"),
        ('<p onclick="x()" style="color:red">text</p>', "<p>text</p>"),
        ("[a](javascript:alert)", '<p><a rel="noopener noreferrer">a</a></p>'),
        ("[a](data:text/html,x)", '<p><a rel="noopener noreferrer">a</a></p>'),
        ("a![alt](https://example.org/pixel.png)b", "<p>ab</p>"),
        ("<iframe src='https://example.org'></iframe>", ""),
    ],
)
def test_what_could_harm_a_reader_is_removed(markdown, html):
    assert render(markdown).strip() == html


def test_html_comes_out_marked_safe_for_templates():
    assert render("a & b").__html__() == "<p>a &amp; b</p>"


@pytest.mark.parametrize("text", ["[" * 20, "*" * 10_000, "x" * 20_001, "\t" * 6 + "- x"])
def test_a_text_that_would_take_the_renderer_long_is_refused(text):
    with pytest.raises(ValidationError):
        texts.validate(text)


def test_an_ordinary_text_is_accepted():
    assert texts.validate("**区块链：**应用\n\n- one\n- [two](https://example.org)\n\n---") is None
