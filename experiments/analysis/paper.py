"""Drawings fit for a paper: one width, one letter, colours that everybody tells apart and that stay
apart in grey, and the same bytes for the same numbers.
"""

import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from textwrap import wrap
from typing import Any, Final, cast

from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from zorgzaam.experiments.drawing.canvas import decimals_of
from zorgzaam.experiments.words import Words

WIDTH_MM: Final = 170.0  # of the text on an A4 page, and of two columns in most journals
_MM_PER_INCH: Final = 25.4
_LETTER_MM, _SAMPLE_MM = 1.35, 10.0  # of a legend: a letter's mean width, and what stands before it

# Okabe and Ito's, from dark to light: apart in grey too.
INK, BLUE, RED, ORANGE, SKY = "#1B262D", "#0072B2", "#D55E00", "#E69F00", "#56B4E9"
GREY, PALE = "#6B7780", "#D5DBDF"
MARKERS: Final = ("o", "s", "^", "D", "v", "P", "X", "p")
COLOURS: Final = (BLUE, RED, ORANGE, SKY, INK)  # of curves

_STYLE: Final[dict[str, Any]] = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib, so it is the same everywhere
    "mathtext.fontset": "dejavusans",
    "font.size": 8.0,
    "axes.titlesize": 8.5,
    "axes.labelsize": 8.0,
    "axes.edgecolor": GREY,
    "axes.linewidth": 0.7,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "legend.fontsize": 7.5,
    "lines.linewidth": 1.2,
    "pdf.fonttype": 42,  # letters stay letters: journals refuse Type 3
    "svg.fonttype": "path",
    "svg.hashsalt": "zorgzaam",
    "savefig.facecolor": "white",
}


@contextmanager
def sheet(height_mm: float) -> Iterator[Figure]:
    """An empty figure of a page's width."""
    with rc_context(cast("Any", _STYLE)):
        size = (WIDTH_MM / _MM_PER_INCH, height_mm / _MM_PER_INCH)
        figure = Figure(figsize=size, layout="constrained")
        FigureCanvasAgg(figure)
        yield figure


def drawn(kind: str, draw: Callable[[Figure], object], height_mm: float) -> bytes:
    """Draw, as svg, pdf or png. No date is written into the file."""
    content = io.BytesIO()
    dates = {"svg": {"Date": None}, "pdf": {"CreationDate": None}}
    with sheet(height_mm) as figure:
        draw(figure)
        figure.savefig(content, format=kind, dpi=200, metadata=dates.get(kind))
    return content.getvalue()


def written_axis(axis: Any, words: Words, most: int = 6, times: float = 1.0) -> None:
    """Ticks at round values, written in the reader's language; `times` 100 writes shares in per cent."""
    axis.set_major_locator(MaxNLocator(most, steps=[1, 2, 2.5, 5, 10]))

    def write(value: float, _: object) -> str:
        ticks = [times * tick for tick in axis.get_majorticklocs()]
        return words.number(times * value, decimals_of(ticks) if len(ticks) > 1 else 2)

    axis.set_major_formatter(FuncFormatter(write))


def named_rows(axes: Axes, names: Iterable[str], width: int = 34) -> None:
    """A name for each row from the top, long ones over two lines."""
    shown = [folded(name, width) for name in names]
    axes.set_yticks(range(len(shown)), shown)
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="x", color=PALE, linewidth=0.6)


def folded(name: str, width: int = 34) -> str:
    """A name over as many lines as it takes; one of a parameter breaks at its underscores."""
    if " " not in name:
        return "\n".join(wrap(name.replace("_", "_ "), width)).replace("_ ", "_")
    return "\n".join(wrap(name, width))


def written_bar(bar: Any, words: Words, decimals: int) -> None:
    """The values beside a bar of shades, written in the reader's language."""
    bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: words.number(value, decimals)))
    bar.outline.set_linewidth(0.5)


def above(axes: Axes, samples: Sequence[Any] | None = None, share: float = 0.8) -> None:
    """The legend above the drawing, of the labelled parts or of these samples, in as few rows as go on
    this share of the page.
    """
    shown = list(samples) if samples is not None else axes.get_legend_handles_labels()[0]
    axes.legend(
        handles=shown, loc="lower left", bbox_to_anchor=(0.0, 1.0), borderaxespad=0.2,
        ncols=_columns(shown, share), columnspacing=1.4, handlelength=1.6,
    )  # fmt: skip


def above_all(figure: Figure, axes: Axes) -> None:
    """One legend above all panels of a figure, of the labelled parts of one of them."""
    shown = axes.get_legend_handles_labels()[0]
    figure.legend(handles=shown, loc="outside upper left", ncols=_columns(shown, 0.9),
                  columnspacing=1.4, handlelength=1.6)  # fmt: skip


def _columns(shown: Sequence[Any], share: float) -> int:
    """Columns of a legend in as few rows as go on this share of the page, as even as can be."""
    longest = max((len(str(each.get_label())) for each in shown), default=1)
    fit = max(int(share * WIDTH_MM / (_SAMPLE_MM + _LETTER_MM * longest)), 1)
    rows = max(-(-len(shown) // fit), 1)
    return max(-(-len(shown) // rows), 1)


def two_lines(label: str) -> str:
    """A label with its unit on the second line."""
    name, opened, unit = label.partition(" (")
    return f"{name}\n({unit}" if opened else name
