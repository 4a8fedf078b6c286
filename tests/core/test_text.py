"""What people write cannot harm those who read it."""

import pytest

from core.text import clean_html, plain, rich, word_count

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><use href='data:image/svg+xml,x'/></svg>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='//evil.example'>x</a>",
    "<a href='http://evil.example'>x</a>",
    "<a href='https:evil.example'>x</a>",
    "<a href=' https://evil.example' onclick=alert(1)>x</a>",
    "<a href='data:text/html,x'>x</a>",
    "<style>@import url(http://evil.example)</style>",
    "<link rel=attachment href=file:///etc/passwd>",
    "<object data=file:///etc/passwd></object>",
    "<embed src=x><iframe src=x></iframe>",
    "<p style='background:url(http://evil.example)'>x</p>",
    "<td colspan=1000000>x</td>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style>",
    "<form action=https://evil.example><input></form>",
    "<base href=https://evil.example>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
]
LIVE = (
    "<script",
    "onerror=",
    "onload",
    "onclick",
    "javascript:",
    "<img",
    "<svg",
    "style",
    "<link",
    "<object",
    "<embed",
)
LIVE += ("<iframe", "evil.example", "colspan", "<form", "<base", "data:", "<input")


@pytest.mark.parametrize("payload", HOSTILE)
def test_nothing_live_gets_through(payload: str) -> None:
    cleaned = clean_html(payload).lower()
    assert not [mark for mark in LIVE if mark in cleaned]


@pytest.mark.parametrize("payload", HOSTILE)
def test_html_in_markdown_is_only_shown(payload: str) -> None:
    assert "<" not in rich(payload).removeprefix("<p>").removesuffix("</p>\n").replace("<br>\n", "")


def test_markdown_keeps_what_a_letter_needs() -> None:
    html = rich(
        "# Why\n\nWe **met** *twice*.\n\n- one\n- two\n\n> said\n\n[site](https://x.example) ![i](https://x.example)"
    )
    for part in ("<h3>Why</h3>", "<strong>met</strong>", "<em>twice</em>", "<li>one</li>", "<blockquote>"):
        assert part in html
    assert '<a href="https://x.example" rel="noopener noreferrer nofollow">site</a>' in html
    assert "<img" not in html


def test_links_elsewhere_lose_their_address_and_keep_their_words() -> None:
    assert rich("[x](//evil.example) [y](mailto:a@b.example)") == (
        '<p><a rel="noopener noreferrer nofollow">x</a> '
        '<a href="mailto:a@b.example" rel="noopener noreferrer nofollow">y</a></p>\n'
    )


def test_plain_words() -> None:
    assert plain("# A & B\n\n**5 < 6** *yes*") == "A & B 5 < 6 yes"
    assert word_count("one two\nthree") == 3
