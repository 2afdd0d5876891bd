"""`zorgzaam claims`: what the articles claim, put to the test."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.commands.answer import workers_of
from zorgzaam.experiments.commands.common import plain_errors, print_json, tell
from zorgzaam.experiments.commands.folder import hand_over, make_folder, nothing_kept
from zorgzaam.experiments.commands.options import Output, grouped
from zorgzaam.experiments.words import Words

if TYPE_CHECKING:
    from zorgzaam.experiments.claims.kept import Finished
    from zorgzaam.experiments.claims.study import Study
    from zorgzaam.experiments.claims.verdicts import ClaimResult

claims = typer.Typer(
    invoke_without_command=True,
    rich_markup_mode="markdown",
    help="List the articles' claims, show the rule of one, or put them to the test.\n\n"
    "`zorgzaam claims` lists them, `zorgzaam claims show H1` gives a rule in full, and `zorgzaam "
    "claims run H1 H8 --output out/claims` runs them and writes a report.",
)

Names = Annotated[
    list[str], typer.Argument(metavar="CLAIM...", help="H1, H2a ..., all, or files of your own.")
]


@claims.callback()
@plain_errors
@grouped
def listing(context: typer.Context, *, output: Output) -> None:
    """List the claims."""
    if context.invoked_subcommand:
        return
    from zorgzaam.experiments.claims.claim import claim_names, load_claim

    loaded = [load_claim(name) for name in claim_names()]
    if output.as_json:
        print_json([_plain(each) for each in loaded])
        return
    for claim in loaded:
        typer.secho(f"{claim.name:<4}", bold=True, nl=False)
        typer.echo(f" {claim.said('title', output.spoken)}")
    typer.echo("\n" + Words(output.spoken)("claims.list_command"))


def _plain(claim: Any) -> dict[str, Any]:
    return {
        "name": claim.name,
        "file_sha256": claim.sha256,
        **claim.file.model_dump(mode="json", exclude_none=True),
    }


@claims.command("show")
@plain_errors
@grouped
def show(
    name: Annotated[str, typer.Argument(metavar="CLAIM", help="H1, H2a ..., or a file.")],
    *,
    output: Output,
) -> None:
    """Show one claim in full: what is claimed, by whom, the arms, and the rule that decides.

    `zorgzaam claims show H1`; `zorgzaam claims show mine.toml` checks a file of your own.
    """
    from zorgzaam.experiments.claims.claim import load_claim
    from zorgzaam.experiments.commands.claims_tables import show_claim

    claim = load_claim(name)
    if output.as_json:
        print_json(_plain(claim))
    else:
        show_claim(claim, output.spoken)


@claims.command("run")
@plain_errors
@grouped
def run(
    names: Names,
    *,
    places: Annotated[
        list[str] | None,
        typer.Option(
            "--places",
            "-p",
            metavar="CODE_OR_NAME",
            help="Where; repeatable, or codes with commas between. Five unlike wijken by default.",
        ),
    ] = None,
    seeds: Annotated[
        int | None,
        typer.Option("--seeds", "-n", help="Seeds a place; 30 by default, as the rules ask."),
    ] = None,
    first_seed: Annotated[int, typer.Option("--first-seed", help="The first of them.")] = 1,
    varied_seeds: Annotated[
        int | None,
        typer.Option(
            "--varied-seeds",
            help="Seeds a place with which each assumption is varied; 5 by default, 0: not at all.",
        ),
    ] = None,
    years: Annotated[
        float | None,
        typer.Option("--years", "-y", help="Longer runs than the rules ask; never shorter."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--output",
            "--out",
            "-o",
            metavar="DIR",
            help="Folder for results.csv, verdicts.csv, report.html and record.json. A run that was "
            "stopped goes on where it was.",
        ),
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Write into DIR even if it holds other files.")
    ] = False,
    workers: Annotated[
        int | None,
        typer.Option(
            "--workers",
            "-w",
            help="Populations at a time; all cores by default. The result does not depend on it.",
            show_default=False,
        ),
    ] = None,
    output: Output,
) -> None:
    """Put claims to the test: run their arms, paired by seed, and say what their rules make of it.

    `zorgzaam claims run H1 --output out/h1` takes some minutes; `zorgzaam claims run all` takes an
    hour or so. The rule of each claim stands in its file, which `zorgzaam claims show H1` prints, and
    the file's hash goes into record.json. Ctrl-C keeps what is finished, and the same command goes on
    from there: every finished population is in finished.jsonl of the folder.

    With --json: {claims: [{name, overall, provisional, tests: [...]}], record}.
    """
    from zorgzaam.agents.kernel import is_compiled

    compiled = is_compiled()
    from zorgzaam.experiments.claims.claim import claim_names
    from zorgzaam.experiments.claims.kept import FINISHED, Finished
    from zorgzaam.experiments.claims.plan import plan
    from zorgzaam.experiments.claims.store import write_folder

    words = Words(output.spoken)
    wanted = [each for name in names for each in (claim_names() if name == "all" else (name,))]
    study = plan(
        wanted,
        places=_split(places),
        seeds=seeds,
        first_seed=first_seed,
        varied_seeds=varied_seeds,
        years=years,
    )
    at_a_time = workers_of(workers)
    make_folder(out, force or (out is not None and (out / FINISHED).is_file()))
    finished = Finished(study, out) if out is not None else None
    if finished is not None and (taken := finished.take_up()):
        tell(words("claims.taken_up", done=str(taken), seeds=str(len(study.jobs))))
    if not compiled:
        tell(words("screen.compiling"))
    interrupted = _carry_out(study, at_a_time, words, finished)
    count = {"done": str(len(study.done)), "seeds": str(len(study.jobs))}
    results = study.results()
    if not results:
        key = "only_populations" if study.done and out is not None else "nothing_kept"
        nothing_kept(out, words(f"claims.{key}", **count), words)
    hand_over(
        lambda: _show(study, results, output),
        lambda folder: write_folder(study, folder, output.spoken),
        out,
        words,
        words("claims.kept", **count) if interrupted else None,
    )


def _show(study: "Study", results: "list[ClaimResult]", output: Any) -> None:
    """The verdicts as tables, or as JSON."""
    from zorgzaam.experiments.claims.store import record, verdict_rows
    from zorgzaam.experiments.commands.claims_tables import show_results

    if not output.as_json:
        show_results(study, results, output.spoken)
        return
    rows = list(verdict_rows(results))
    claims_said = [
        {
            "name": result.claim.name,
            "overall": result.overall,
            "provisional": result.provisional,
            "tests": [row for row in rows if row["claim"] == result.claim.name],
        }
        for result in results
    ]
    print_json({"claims": claims_said, "record": record(study)})


def _carry_out(
    study: "Study", workers: int, words: Words, finished: "Finished | None" = None
) -> bool:
    """Run the jobs that are not done with progress; whether it was interrupted."""
    from zorgzaam.experiments.claims.work import carry_out
    from zorgzaam.experiments.commands.progress import progress

    jobs, before = len(study.jobs), len(study.done)
    if before == jobs:
        return False
    name = ", ".join(claim.name for claim in study.claims)
    weeks = study.weeks_left / (jobs - before)
    keep = finished.keep if finished is not None else None
    with progress(words, name, jobs - before, weeks, "claims") as (each_week, done):
        try:
            for number in carry_out(study, workers, each_week, keep):
                done(number - before)
        except KeyboardInterrupt:
            return True
    return False


def _split(places: list[str] | None) -> list[str] | None:
    """Codes with commas between them as a list; a name that has a comma in it is not known."""
    if not places:
        return None
    found = [part.strip() for each in places for part in each.split(",") if part.strip()]
    if not found:
        raise InputError("--places: give a name or code, e.g. --places WK036360")
    return found
