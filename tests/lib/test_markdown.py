"""Whatever is written in Markdown, the page stays a page: no code, no way to code."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopere.lib.markdown import is_safe_link, render_markdown

TAGS = {
    *("p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "s", "a", "blockquote", "hr", "br"),
    *("code", "pre", "table", "thead", "tbody", "tr", "th", "td", "div"),
}
ATTRIBUTES = {
    ("a", "href"),
    ("a", "title"),
    ("h2", "id"),
    ("h3", "id"),
    ("h4", "id"),
    ("ol", "start"),
    ("code", "class"),
    ("div", "class"),
    ("div", "role"),
    ("div", "aria-label"),
    ("div", "tabindex"),
}
HOSTILE = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "texte <img src=x onerror=alert(1)> texte",
    "<svg/onload=alert(1)>",
    "<style>*{display:none}</style>",
    '<iframe src="javascript:alert(1)"></iframe>',
    '<a href="javascript:alert(1)">clic</a>',
    "<!-- --><b onclick=alert(1)>gras</b><!-- -->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?>",
    "<form action=//evil.example><input name=q></form>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content=0;url=//evil.example>",
    "[clic](javascript:alert(1))",
    "[clic](JaVaScRiPt:alert(1))",
    "[clic](java\nscript:alert(1))",
    "[clic](<javascript:alert(1)>)",
    "[clic](&#106;avascript:alert(1))",
    "[clic](&#x6A;avascript&colon;alert(1))",
    "[clic](javascript&#58;alert(1))",
    "[clic](%6Aavascript:alert(1))",
    "[clic](\x01javascript:alert(1))",
    "[clic](\u00a0javascript:alert(1))",
    "[clic](data:text/html;base64,PHNjcmlwdD4=)",
    "[clic](data:image/svg+xml,<svg/onload=alert(1)>)",
    "[clic](vbscript:msgbox(1))",
    "[clic](file:///etc/passwd)",
    "[clic](blob:https://coopere.example/x)",
    "[clic](//evil.example)",
    "[clic](/\\evil.example)",
    "[clic](\\\\evil.example)",
    "[clic](http:evil.example)",
    "[clic][r]\n\n[r]: javascript:alert(1)",
    "[clic][r]\n\n[r]: <data:text/html,x> 'titre'",
    "<javascript:alert(1)>",
    "![image](https://evil.example/pixel.png)",
    "![image](javascript:alert(1))",
    "[![image](x)](javascript:alert(1))",
    "[a [b](javascript:alert(1)) c](javascript:alert(2))",
    '[clic](https://example.org "x\\" onmouseover=\\"alert(1)")',
    '[clic](https://example.org/"onmouseover="alert(1))',
    "# <script>alert(1)</script>",
    '## titre" onclick="alert(1)',
    "> - <img src=x onerror=alert(1)>\n>   1. [x](javascript:alert(1))",
    "| a |\n|:-:|\n| <script>alert(1)</script> |",
    "```html\n<script>alert(1)</script>\n```",
    "`<script>alert(1)</script>`",
    '```" onclick="alert(1)\nx\n```',
    "<a\nhref='javascript:alert(1)'\n>x</a>",
    "\\<script>alert(1)\\</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "*<b>*</b>",
    "<script",
    "[[<script>]]",
    "[[editeur]]<script>alert(1)</script>",
]


class Reader(HTMLParser):
    """Reads HTML as a browser would, and notes what it may not hold."""

    def __init__(self) -> None:
        super().__init__()
        self.faults: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.faults.append(f"<{tag}>")
        for name, value in attrs:
            if (tag, name) not in ATTRIBUTES:
                self.faults.append(f"{tag}[{name}]")
            if name == "href":
                self.links.append(value or "")

    def handle_comment(self, data: str) -> None:
        self.faults.append("comment")

    def handle_decl(self, decl: str) -> None:
        self.faults.append("declaration")

    def unknown_decl(self, data: str) -> None:
        self.faults.append("section")

    def handle_pi(self, data: str) -> None:
        self.faults.append("instruction")


def html_of(text: str) -> str:
    return "".join(str(block.html) for block in render_markdown(text).blocks)


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    bad = [link for link in reader.links if not re.match(r"https?://|mailto:|tel:|/(?!/)|#", link)]
    reader.faults += bad
    return reader


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_becomes_harmless(text: str):
    assert read(html_of(text)).faults == []


@pytest.mark.parametrize("text", [text for text in HOSTILE if text.startswith("<")])
def test_reading_finds_the_harm_in_hostile_text_itself(text: str):
    """The control: written out as it is, it would be seen."""
    assert read(text + ">").faults != []


def test_reading_finds_a_link_that_leads_into_code():
    assert read('<p><a href="javascript:alert(1)">x</a></p>').faults == ["javascript:alert(1)"]


@given(st.text(alphabet=st.sampled_from("<>[]()!&#;:\"'`*_|-=\\/ \n\tajvscriptdx:06"), max_size=80))
def test_no_text_makes_anything_but_words(text: str):
    assert read(html_of(text)).faults == []


@given(st.lists(st.sampled_from(HOSTILE), max_size=4), st.sampled_from(["\n", "\n\n", " ", "> "]))
def test_hostile_texts_put_together_stay_harmless(texts: list[str], glue: str):
    assert read(html_of(glue.join(texts))).faults == []


@pytest.mark.parametrize(
    "address",
    [
        "https://www.cnil.fr/fr/plaintes",
        "http://example.org",
        "/contact/",
        "/contact/?sujet=data",
        "#haut",
        "mailto:a@example.org",
        "tel:+33969390000",
    ],
)
def test_reader_is_sent_to_the_web_this_site_a_mail_or_a_telephone(address: str):
    assert is_safe_link(address)
    assert read(html_of(f"[ici]({address})")).links == [address]


@pytest.mark.parametrize(
    "address", ["", "contact", "ftp://example.org", "https:///x", "//x", "[::1"]
)
def test_reader_is_sent_nowhere_else(address: str):
    assert not is_safe_link(address)


def test_first_title_is_the_second_of_the_page_and_no_level_is_left_out():
    html = html_of("# Un\n\n#### Deux\n\n###### Trois\n\n## Quatre")
    assert re.findall(r"<(h\d) id=\"(\w+)\">", html) == [
        ("h2", "un"),
        ("h3", "deux"),
        ("h4", "trois"),
        ("h2", "quatre"),
    ]


def test_contents_lead_to_titles_and_no_anchor_comes_twice():
    document = render_markdown("## L’école\n\n### Non\n\n## L’école\n\n## Contenu\n\n## ???")
    found = [(heading.anchor, heading.title) for heading in document.contents]
    assert found == [
        ("l-ecole", "L’école"),
        ("l-ecole-2", "L’école"),
        ("contenu-2", "Contenu"),
        ("partie", "???"),
    ]


def test_spaces_and_apostrophes_are_those_of_french():
    html = html_of("C'est « l'ami » : oui ! **Vrai** ? `l'un : code`")
    assert html == (
        "<p>C’est «\u00a0l’ami\u00a0»\u00a0: oui\u202f! <strong>Vrai</strong>\u202f? "
        "<code>l'un : code</code></p>\n"
    )


def test_part_stands_where_its_line_is():
    text = "Avant.\n\n[[editeur]]\n\nAprès. [[editeur]] ici.\n\n[[autre]]"
    document = render_markdown(text, ["editeur"])
    found = [block.part or str(block.html) for block in document.blocks]
    assert found == [
        "<p>Avant.</p>\n",
        "editeur",
        "<p>Après. [[editeur]] ici.</p>\n",
        "<p>[[autre]]</p>\n",
    ]


def test_aligned_column_needs_no_inline_style():
    html = html_of("| a | b |\n|:-:|--:|\n| 1 | 2 |")
    assert "style" not in html
    assert "<td>1</td>" in html
