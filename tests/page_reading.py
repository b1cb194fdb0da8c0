"""A page read back: its tags, headings, tables and texts."""

from __future__ import annotations

import itertools
from html.parser import HTMLParser

VOID = {"meta", "img", "br", "link", "hr", "input"}


class Reading(HTMLParser):
    """What a page holds; fails where tags do not nest."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.texts, self.headings = [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.headings.append([int(tag[1]), ""])

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] != "style":
            self.texts.append(data)
        if any(tag[0] == "h" and tag[1:].isdigit() for tag in self.open):
            self.headings[-1][1] += data

    def of(self, name):
        return [attributes for tag, attributes in self.tags if tag == name]

    @property
    def text(self):
        return "".join(self.texts)


def sound(text):
    """Read a page, and find it whole: headings nest, pictures have words, nothing comes from elsewhere."""
    found = Reading(text)
    levels = [level for level, _ in found.headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(later <= earlier + 1 for earlier, later in itertools.pairwise(levels))
    assert all(picture["alt"].strip() and picture["src"].startswith("data:image/") for picture in found.of("img"))
    assert not {"script", "link", "iframe", "object", "embed", "form", "base"} & {tag for tag, _ in found.tags}
    assert not any(name.startswith("on") for _, attributes in found.tags for name in attributes)
    assert all(head["scope"] in {"col", "row"} for head in found.of("th"))
    assert found.of("html") == [{"lang": "en"}]
    places = {attributes["id"] for _, attributes in found.tags if "id" in attributes}
    assert len(places) == sum("id" in attributes for _, attributes in found.tags)
    links = [link["href"] for link in found.of("a")]
    assert all(link[1:] in places for link in links if link.startswith("#"))
    assert all(link.startswith(("#", "https://", "http://")) for link in links)
    assert "url(" not in text
    assert "@import" not in text
    assert len(text.encode()) < 3_000_000
    return found
