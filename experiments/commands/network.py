"""`zorgzaam network`: a care network growing, in pictures and tables."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.commands.common import (
    console,
    find_place,
    plain_errors,
    print_json,
    tell,
)
from zorgzaam.experiments.commands.folder import hand_over, make_folder, nothing_kept
from zorgzaam.experiments.commands.options import (
    Figures,
    Output,
    ScenarioOption,
    SetOption,
    grouped,
)
from zorgzaam.experiments.commands.progress import progress
from zorgzaam.experiments.words import Words

if TYPE_CHECKING:
    from zorgzaam.experiments.growth import Growth


@plain_errors
@grouped
def network(
    place: Annotated[
        str | None, typer.Argument(help="Code or name of the place (`zorgzaam places`).")
    ] = None,
    *,
    scenario: ScenarioOption = "baseline",
    years: Annotated[
        float, typer.Option("--years", "-y", help="Length of the run, 1 to 30 years of 52 weeks.")
    ] = 5,
    moments: Annotated[
        str | None,
        typer.Option(
            "--moments",
            metavar="YEARS",
            help="When to draw, in years from the start, e.g. 0,1,2,5; else the start, 1, 2, 5, "
            "10 and 20 years as far as the run goes, and its end.",
        ),
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of all chance in the run.")] = 1,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "--output",
            "-o",
            metavar="DIR",
            help="Folder for network.svg, network.html, network.csv, network_measures.csv and "
            "network_record.json.",
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write into DIR even if it holds other files.")
    ] = False,
    figures: Figures,
    changed: SetOption = None,
    output: Output,
) -> None:
    """Run one scenario once, and draw who comes to care for whom.

    `zorgzaam network Putten --scenario neighbourhood-team --out putten` prints the ties by origin at
    some moments, and fills the folder: pictures of one stretch of addresses (the one with the middle
    number of new ties), all pairs as a table, the measures of the network every fourth week beside
    two null networks, and a page with all of it.

    With --json: {place, scenario, seed, years, moments: [{week, pairs: {origin: number}}]}.
    """
    from zorgzaam.agents.kernel import is_compiled

    compiled = is_compiled()  # before the imports below, some of which compile a little
    from zorgzaam.experiments.commands.memory import check_memory, free_memory
    from zorgzaam.experiments.comparison import plan_comparison
    from zorgzaam.experiments.execution import made_beside
    from zorgzaam.experiments.growth import grow, moments_of
    from zorgzaam.experiments.growth_files import RECORD, write_growth
    from zorgzaam.experiments.parameters import assignments
    from zorgzaam.experiments.scenario import load_scenario

    words = Words(output.spoken)
    chosen = load_scenario(scenario)
    planned = plan_comparison(
        find_place(place, figures),
        chosen,
        load_scenario("baseline"),
        [seed],
        years,
        values=assignments(changed or []),
    )
    kept = moments_of(years, _years(moments))
    check_memory(planned.plan, 1, free_memory())
    if not compiled:
        tell(words("screen.compiling"))
    make_folder(out, force, RECORD)
    weeks = int(planned.plan.values["settling_weeks"]) + planned.weeks
    with progress(words, planned.place.name, 1, weeks) as (each_week, done):
        try:
            growth = made_beside(partial(grow, planned.plan, seed, kept), each_week)
        except KeyboardInterrupt:
            nothing_kept(out, words("screen.nothing_kept"), words)
        done(1)
    hand_over(
        lambda: _show(growth, chosen.name, words, as_json=output.as_json),
        lambda folder: write_growth(growth, chosen, planned.started, folder, words.language),
        out,
        words,
    )


def _years(written: str | None) -> list[float] | None:
    """'0,1,2.5' as numbers."""
    if written is None:
        return None
    try:
        return [float(part) for part in written.split(",")]
    except ValueError:
        raise InputError(
            f"--moments {written}: give years from the start with commas between them, e.g. 0,1,2,5"
        ) from None


def _show(growth: "Growth", scenario: str, words: Words, *, as_json: bool) -> None:
    """Pairs by origin at every moment."""
    import numpy as np

    from zorgzaam.experiments.growth_picture import moment_words
    from zorgzaam.model.network import ORIGIN_NAMES

    counts = [
        np.bincount(pairs.origin, minlength=len(ORIGIN_NAMES)).tolist() for pairs in growth.moments
    ]
    if as_json:
        moments: list[dict[str, Any]] = [
            {"week": pairs.week, "pairs": dict(zip(ORIGIN_NAMES, count, strict=True))}
            for pairs, count in zip(growth.moments, counts, strict=True)
        ]
        place = {"code": growth.plan.place.code, "name": growth.plan.place.name}
        years = growth.plan.weeks / 52
        print_json(
            {"place": place, "scenario": scenario, "seed": growth.seed, "years": years,
             "moments": moments}
        )  # fmt: skip
        return
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    table.add_column(words("network.pairs_in", place=growth.plan.place.name))
    for pairs in growth.moments:
        table.add_column(moment_words(pairs.week, words), justify="right")
    for nth, name in enumerate(ORIGIN_NAMES):
        table.add_row(words(f"network.{name}"), *(words.number(count[nth]) for count in counts))
    console().print(table)
