"""Addresses within the app: `?read=SECTION` opens a section in the Library, `?practise=QUESTION` the set-up with it,
and `?drill=CRITERION` begins a drill, with `&on=QUESTION` on that question.

They are plain links, to be copied and opened elsewhere; page.js follows them without leaving the page.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlencode

from ui.escape import in_html

READ, PRACTISE, COLLECTION, DRILL, ON = "read", "practise", "collection", "drill", "on"


def reading_address(section: str, collection: str = "") -> str:
    return "?" + urlencode({READ: section} | ({COLLECTION: collection} if collection else {}))


def practice_address(question: str) -> str:
    return "?" + urlencode({PRACTISE: question})


def drill_address(criterion: str, question: str = "") -> str:
    return "?" + urlencode({DRILL: criterion} | ({ON: question} if question else {}))


def reading_link(section: str, name: str, collection: str = "") -> str:
    return f'<a href="{in_html(reading_address(section, collection))}">{in_html(name)}</a>'


def reading_list(sections: Iterable[str], names: Mapping[str, str]) -> str:
    """`Read: …`, each section a link; nothing for none."""
    links = " · ".join(reading_link(section, names.get(section, section)) for section in sections)
    return f'<p class="read">Read: {links}</p>' if links else ""
