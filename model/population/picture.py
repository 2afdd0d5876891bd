"""A picture of the population: its age pyramid, and each figure of the place against its target."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.people import EMPTY, NURSING_HOME, WEEKS_PER_YEAR, WOMAN
from zorgzaam.model.households import INSTITUTION
from zorgzaam.model.places.figures import FIGURE, Place
from zorgzaam.model.population.build import Population
from zorgzaam.model.population.margins import Margin, margins, of_place

Language = Literal["nl", "en"]

# Okabe and Ito's colours: told apart with any colour vision, and in print
_MEN, _WOMEN, _NURSING = "#0072B2", "#E69F00", "#000000"
_MADE, _APART, _QUIET = "#0072B2", "#D55E00", "#6B6B6B"

_WORDS: Final = {
    "nl": {
        "title": "De bewoners van {name} naast de gepubliceerde cijfers",
        "people": "{residents} inwoners, {homes} huishoudens,\n{elsewhere} familieleden elders",
        "men": "mannen",
        "women": "vrouwen",
        "nursing": "in een verpleeghuis",
        "age": "leeftijd",
        "persons": "personen per vijf jaar",
        "against": "gemaakt, als % van het cijfer\n(lijn: tot de buurt of wijk die het verst afwijkt)",
        "near": "binnen 2 % (of 5 personen)",
        "apart": "verder weg",
        "source": "Cijfers: CBS {year}; RIVM, GGD'en en CBS, Gezondheidsmonitor 2020. "
        "Personen zijn nagebootst, niet geregistreerd.",
    },
    "en": {
        "title": "The residents of {name} beside the published figures",
        "people": "{residents} residents, {homes} households,\n{elsewhere} relatives elsewhere",
        "men": "men",
        "women": "women",
        "nursing": "in a nursing home",
        "age": "age",
        "persons": "persons per five years",
        "against": "made, as % of the figure\n(line: to the area that is furthest apart)",
        "near": "within 2 % (or 5 persons)",
        "apart": "further apart",
        "source": "Figures: CBS {year}; RIVM, GGD'en and CBS, Health Monitor 2020. "
        "The people are synthetic, not registered.",
    },
}


def draw(place: Place, population: Population, path: Path, language: Language = "nl") -> None:
    """Draw the population against its figures; the suffix of the path says SVG, PNG or PDF."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    words = _WORDS[language]
    rows = margins(place, population)
    # a fixed salt and no date: the same population gives the same file
    with mpl.rc_context({"svg.hashsalt": place.code, "font.size": 9}):
        figure = Figure(figsize=(11, 7), layout="constrained")
        FigureCanvasAgg(figure)
        left, right = figure.subplots(1, 2, width_ratios=(4, 5))
        _pyramid(left, population, language)
        _against(right, rows, of_place(place, rows), language)
        figure.suptitle(words["title"].format(name=place.name), fontsize=14, fontweight="bold")
        figure.supxlabel(words["source"].format(year=place.year), fontsize=8, color=_QUIET)
        metadata = {"Date": None} if path.suffix == ".svg" else None
        figure.savefig(path, dpi=150, metadata=metadata)


def _pyramid(axes: Any, population: Population, language: Language) -> None:
    words = _WORDS[language]
    people = population.people
    here = np.arange(people.status.size) < population.n_resident_rows
    here &= people.status != EMPTY
    step = np.minimum((-people.birth_week / WEEKS_PER_YEAR).astype(np.int64) // 5, 20)
    starts = np.arange(21) * 5

    def counted(rows: NDArray[np.bool_]) -> NDArray[Any]:
        return np.bincount(step[rows], minlength=21)

    women = people.sex == WOMAN
    nursed = people.status == NURSING_HOME
    for rows, side, colour, label in (
        (here & ~women, -1, _MEN, "men"),
        (here & women, 1, _WOMEN, "women"),
    ):
        axes.barh(starts + 2.5, side * counted(rows), 4.4, color=colour, label=words[label])
        axes.barh(
            starts + 2.5,
            side * counted(rows & nursed),
            4.4,
            color=_NURSING,
            label=words["nursing"] if side > 0 else None,
        )
    widest = max(abs(limit) for limit in axes.get_xlim())
    axes.set_xlim(-widest, widest)
    axes.set_ylim(0, 105)
    axes.xaxis.set_major_formatter(lambda value, _: f"{abs(value):g}")
    axes.set_xlabel(words["persons"])
    axes.set_ylabel(words["age"])
    axes.legend(
        loc="upper center", bbox_to_anchor=(0.5, -0.09), ncols=3, frameon=False,
        columnspacing=1.0, handlelength=1.2,
    )  # fmt: skip
    axes.spines[["top", "right"]].set_visible(False)
    households = population.households
    private = (households.area < population.n_areas) & (households.kind != INSTITUTION)
    counts = {
        "residents": int(here.sum()),
        "homes": int(private.sum()),
        "elsewhere": people.status.size - population.n_resident_rows,
    }
    shown = {name: _number(count, 0, language) for name, count in counts.items()}
    axes.set_title(words["people"].format(**shown), fontsize=9)


def _number(value: float, decimals: int, language: Language) -> str:
    text = f"{value:,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,")) if language == "nl" else text


def _percent(row: Margin) -> float:
    """Made as a percentage of the target; what should be none and is none is 100."""
    return 100 * row.made / row.target if row.target else 100.0 if row.made == 0 else np.nan


def _against(axes: Any, rows: list[Margin], total: list[Margin], language: Language) -> None:
    words = _WORDS[language]
    for position, whole in enumerate(reversed(total)):
        here = _percent(whole)
        parts = [_percent(row) for row in rows if row.figure == whole.figure and not row.within]
        span = [here, *(part for part in parts if np.isfinite(part))]
        colour = _MADE if whole.within else _APART
        axes.plot([min(span), max(span)], [position, position], color=colour, linewidth=2)
        axes.plot([here], [position], "o" if whole.within else "D", color=colour, markersize=7)
        figure = FIGURE[whole.figure]
        decimals = 0 if figure.weight == "sum" else 1 if figure.unit == "%" else 2
        axes.text(
            1.02,
            position,
            _number(whole.made, decimals, language),
            transform=axes.get_yaxis_transform(),
            va="center",
            fontsize=8,
            color=_QUIET,
        )
    names = [FIGURE[row.figure].dutch if language == "nl" else FIGURE[row.figure].english
             for row in reversed(total)]  # fmt: skip
    axes.set_yticks(range(len(names)), names)
    axes.axvspan(98, 102, color="#EAEAEA", zorder=0)
    axes.axvline(100, color=_QUIET, linewidth=0.8)
    low, high = axes.get_xlim()
    axes.set_xlim(min(low, 95), max(high, 105))
    axes.plot([], [], "o", color=_MADE, label=words["near"])
    axes.plot([], [], "D", color=_APART, label=words["apart"])
    axes.legend(loc="upper left", bbox_to_anchor=(0, -0.08), ncols=2, frameon=False)
    axes.set_title(words["against"], fontsize=9)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
