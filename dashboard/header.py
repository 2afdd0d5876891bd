"""The bar at the top of both pages; its links carry the inputs along."""

from typing import Any, Final

import solara

from zorgzaam.dashboard.components import SiteHeader
from zorgzaam.dashboard.inputs import Asked, short_name
from zorgzaam.dashboard.texts import LANGUAGE_NAMES, LANGUAGES, text

WORDS: Final = ("skip", "tagline", "nav", "language", "menu", "plot")
PAGES: Final = (("/", "stress_test"), ("/lab", "model_lab"))


@solara.component
def Header(asked: Asked, here: str, embedded: bool = False) -> Any:
    """Name, pages, languages."""
    language, inputs = asked.language, asked.inputs
    key = dict(PAGES)[here]
    return SiteHeader(
        words={name: text(name, language) for name in WORDS},
        pages=[
            {
                "href": f"{path}?{inputs.query(language)}",
                "label": text(name, language),
                "current": path == here,
            }
            for path, name in PAGES
        ],
        languages=[
            {
                "href": f"{here}?{inputs.query(other)}",
                "code": other,
                "name": LANGUAGE_NAMES[other],
                "current": other == language,
            }
            for other in LANGUAGES
        ],
        language=language,
        title=f"{text(key, language)} · {short_name(asked.place.name)} · Zorgzaam",
        embedded=embedded,
    )
