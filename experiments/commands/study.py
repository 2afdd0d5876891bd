"""`zorgzaam study`: thousands of runs from a file, which survive whatever happens."""

from pathlib import Path
from typing import Annotated

import typer

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.commands.common import MISTAKE, OK, plain_errors, print_json, tell
from zorgzaam.experiments.commands.options import Execution, Language, Output, grouped
from zorgzaam.experiments.commands.study_running import planned_study, run_study
from zorgzaam.experiments.words import Words

study = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="markdown",
    help="Thousands of runs from a file: places, scenarios, what is varied, seeds.\n\n"
    "`zorgzaam study new mine.toml` writes a file with remarks, `zorgzaam study run mine.toml` runs it, "
    "and `zorgzaam study show mine` shows what is finished. Stop it whenever you like: the same command "
    "goes on where it was.",
)

FolderArgument = Annotated[Path, typer.Argument(metavar="FOLDER", help="Folder of the study.")]
ForceOption = Annotated[
    bool,
    typer.Option(
        "--force", help="Write into the folder even if it holds something else, or other runs."
    ),
]
ReportOption = Annotated[
    bool, typer.Option("--report/--no-report", help="Write a report where all runs are there.")
]
RetryOption = Annotated[
    bool, typer.Option("--retry-failed", help="Run those that failed earlier once more.")
]


@study.command("new")
@plain_errors
def new(
    file: Annotated[
        Path | None, typer.Argument(metavar="FILE", help="File to write, such as mine.toml.")
    ] = None,
    language: Annotated[
        Language | None,
        typer.Option("--language", "-l", help="Language of the remarks.", show_default=False),
    ] = None,
    schema: Annotated[
        bool, typer.Option("--schema", help="Print the JSON Schema of a study file instead.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Write over what is there.")] = False,
) -> None:
    """Write a study file with remarks, which runs as it is.

    `zorgzaam study new mine.toml`
    """
    from zorgzaam.experiments.studies.writing import study_schema, write_new

    if schema:
        print_json(study_schema())
        return
    if file is None:
        raise InputError("which file? For example `zorgzaam study new mine.toml`")
    spoken = Output(language=language).spoken
    write_new(file, spoken, force)
    tell(Words(spoken)("study.new", file=str(file)))


@study.command("run")
@plain_errors
@grouped
def run(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="Study file, or the folder of a study.")
    ],
    *,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="DIR",
            help="Folder of the study; by default one beside FILE with its name.",
            show_default=False,
        ),
    ] = None,
    execution: Execution,
    report: ReportOption = True,
    retry_failed: RetryOption = False,
    force: ForceOption = False,
    output: Output,
) -> None:
    """Run a study, or go on with one.

    `zorgzaam study run mine.toml` fills the folder `mine`: tables in `runs/`, `manifest.json` with
    everything that it takes to repeat it, the study file, and at the end a report. What is finished is on disk within half a
    minute. With --json: {folder, asked, done, failed, seconds, cpu_seconds}: those that
    runs took now, in all workers together.
    """
    run_study(
        *planned_study(file, out),
        execution,
        output,
        report=report,
        retry_failed=retry_failed,
        force=force,
    )


@study.command("extend")
@plain_errors
@grouped
def extend(
    folder: FolderArgument,
    *,
    seeds: Annotated[
        int | None, typer.Option("--seeds", "-n", help="So many seeds in all.", min=1)
    ] = None,
    size: Annotated[
        int | None, typer.Option("--size", help="Size of the design, all of it.", min=1)
    ] = None,
    execution: Execution,
    report: ReportOption = True,
    output: Output,
) -> None:
    """Add seeds to a study, or enlarge its design; only what is new is run.

    `zorgzaam study extend mine --seeds 40`
    """
    from zorgzaam.experiments.studies.folder import STUDY_FILE
    from zorgzaam.experiments.studies.plan import Study, check_study
    from zorgzaam.experiments.studies.writing import extended

    earlier, text, _ = planned_study(folder, None)
    file, text = extended(earlier.file, text, str(folder / STUDY_FILE), seeds, size)
    larger = Study(file, earlier.places, earlier.scenarios)
    check_study(larger)
    run_study(larger, text, folder, execution, output, report=report)


@study.command("show")
@plain_errors
@grouped
def show(
    folder: FolderArgument,
    outcome: Annotated[
        list[str] | None,
        typer.Option("--outcome", help="Only this outcome; repeatable.", show_default=False),
    ] = None,
    *,
    output: Output,
) -> None:
    """Show what is finished of a study, also while it runs: outcomes by place and scenario.

    Where a factorial design has few rows, they stand apart. `zorgzaam study show mine`. With --json: {asked,
    done, failed, failures, swept, outcomes: [{place, scenario, factors, outcome, level, difference,
    change}]}; each of the last three is {mean, low, high, runs} or null: the mean, the difference with the
    first scenario, and that with the first value of the factor that is swept, both on the same seeds.
    """
    from zorgzaam.experiments.commands.study_tables import show_study
    from zorgzaam.experiments.studies.reading import read_study
    from zorgzaam.experiments.studies.summary import summary_of

    found = read_study(folder)
    summary = summary_of(found, outcome)
    if output.as_json:
        print_json(summary.plain())
    else:
        show_study(found, summary, output.spoken)


@study.command("verify")
@plain_errors
@grouped
def verify(
    folder: FolderArgument,
    runs: Annotated[
        int, typer.Option("--runs", "-n", help="How many runs to run again.", min=0)
    ] = 5,
    *,
    output: Output,
) -> None:
    """See whether a study is still what it was: hashes of its files, and a sample of runs run again.

    `zorgzaam study verify mine --runs 20` compares to the last bit. Exit code 2 where something differs.
    With --json: {parts, damaged, repeated, different}.
    """
    from zorgzaam.experiments.studies.verify import verify_study

    words = Words(output.spoken)
    found = verify_study(folder, runs, lambda at: tell(words("study.repeating", number=str(at))))
    if output.as_json:
        print_json(found.plain())
    else:
        typer.echo(words("study.parts", parts=str(found.parts), damaged=str(len(found.damaged))))
        for path in found.damaged:
            typer.echo(words("study.damaged", path=str(path)))
        repeated = str(found.repeated)
        typer.echo(words("study.repeated", repeated=repeated, different=str(len(found.different))))
        for each in found.different:
            typer.echo(words("study.different", run=each.run, outcomes=", ".join(each.outcomes)))
    raise typer.Exit(OK if found.is_well else MISTAKE)
