"""Reading what the site tells machines."""

import re
from typing import Any
from xml.etree import ElementTree

from tests.personas import browser_of

SITE = "http://localhost:8000"


def get(url: str, **headers: str) -> Any:
    """What a visitor is answered."""
    return browser_of(None).get(url, headers=headers)


def told_by(url: str) -> dict[str, str]:
    """What the head of the page says, by name."""
    page = get(url).content.decode()
    found = re.findall(r'<meta (?:name|property)="([\w:]+)" content="([^"]*)"', page)
    return dict(found) | {"canonical": re.findall(r'rel="canonical" href="([^"]*)"', page)[0]}


def addresses_in(path: str) -> list[str]:
    """The addresses of a map, or of its parts."""
    tree = ElementTree.fromstring(get(path).content)  # noqa: S314 - our own
    return [str(place.text) for place in tree.iter() if place.tag.endswith("}loc")]
