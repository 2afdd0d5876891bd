"""The last chapters: all outcomes, how sure it is, what the model cannot tell, how to repeat it."""

import shlex
from collections.abc import Mapping
from functools import partial

from zorgzaam.agents.parameters import Parameter
from zorgzaam.experiments.outcomes import OUTCOME
from zorgzaam.experiments.parameters import ALL_PARAMETERS, settings
from zorgzaam.experiments.report.compared import runs_sentence
from zorgzaam.experiments.report.figure import Section, Table
from zorgzaam.experiments.report.reading import Reading
from zorgzaam.experiments.scenario import Scenario, load_scenario, scenario_names
from zorgzaam.model.places.figures import FIGURE

_MOST_ROWS = 80
CANNOT_TELL = ("forecast", "person", "untuned", "two_worlds", "missing_rules", "small", "value")
SOURCES = ("cbs", "health", "map", "literature")


def outcomes_section(reading: Reading) -> Section:
    """Every declared outcome with baseline, scenario, difference, interval and seeds."""
    words = reading.words
    rows, units = [], []
    for row in reading.rows.values():
        outcome = OUTCOME[row.name]
        decimals = outcome.decimals
        rows.append(
            [
                outcome.label(words.language),
                words.number(row.baseline, decimals),
                words.number(row.scenario, decimals),
                words.signed(row.difference, decimals),
                reading.ends(row, partial(words.signed, decimals=decimals)),
                words.number(row.seeds),
            ]
        )
        units.append(words(f"units.{row.unit}"))
    head = [words("outcomes.outcome"), *reading.columns, words("outcomes.seeds")]
    table = Table(words("outcomes.caption"), head, rows, units)
    return Section("outcomes", words("outcomes.title"), [words("outcomes.lead")], tables=[table])


def meanings(reading: Reading) -> list[tuple[str, str]]:
    """What each outcome says, for the list below the table."""
    language = reading.words.language
    return [(each.label(language), each.meaning(language)) for each in OUTCOME.values()]


def certainty_section(reading: Reading) -> Section:
    """Chance, assumptions, borrowed figures, calibration."""
    words = reading.words
    assumed = [row for row in ALL_PARAMETERS.values() if row.confidence == "A"]
    filled = _filled(reading)
    place = reading.place_name
    borrowed = "filled" if filled else "nothing_filled"
    notes = [
        ("chance", words(f"certainty.chance{reading.once}", runs=runs_sentence(reading))),
        (
            "assumptions",
            words(
                "certainty.assumptions",
                count=words.number(len(assumed)),
                all=words.number(len(ALL_PARAMETERS)),
            ),
        ),
        (
            "figures",
            words(f"certainty.{borrowed}", count=words.number(len(filled)), place=place),
        ),
        ("fit", words("certainty.untuned")),
    ]
    notes += [("notes", note) for note in reading.record["notes"]]
    tables = [_assumptions(reading, assumed)]
    if filled:
        shown = filled[:_MOST_ROWS]
        caption = words("certainty.filled_caption")
        if len(filled) > len(shown):
            caption += " " + words("certainty.first_rows", count=words.number(len(shown)))
        head = [words(f"certainty.{name}") for name in ("area", "figure", "value", "from", "year")]
        tables.append(Table(caption, head, shown))
    return Section(
        "certainty",
        words("certainty.title"),
        tables=tables,
        notes=[(words(f"certainty.{name}_head"), text) for name, text in notes],
    )


def _assumptions(reading: Reading, assumed: list[Parameter]) -> Table:
    words = reading.words
    rows = []
    for row in assumed:
        value = row.value if isinstance(row.value, str) else f"{row.value:g}"
        rows.append([row.name, row.meaning, f"{value} {row.unit}", f"{row.low:g} – {row.high:g}"])
    head = [words(f"certainty.{name}") for name in ("parameter", "meaning", "value", "range")]
    return Table(words("certainty.assumptions_caption"), head, rows)


def _filled(reading: Reading) -> list[list[str]]:
    """Figures that were not the area's own or of another year."""
    words = reading.words
    rows = []
    for area in reading.comparison.place.areas:
        for filled in area.filled:
            figure = FIGURE.get(filled.figure)
            name = filled.figure
            if figure:
                name = figure.dutch if words.language == "nl" else figure.english
            own = filled.source_code == area.code
            decimals = 0 if filled.value == int(filled.value) else 2
            rows.append(
                [
                    area.name,
                    name,
                    words.number(filled.value, decimals),
                    words("certainty.own") if own else filled.source_code,
                    str(filled.year),
                ]
            )
    return rows


def command(reading: Reading) -> str:
    """The command line that gives this comparison again."""
    comparison = reading.comparison
    parts = ["zorgzaam", "compare", "--place", comparison.place.code]
    parts += ["--scenario", name_or_file(comparison.scenario)]
    parts += ["--baseline", name_or_file(comparison.baseline)]
    parts += ["--years", f"{comparison.years:g}", "--seeds", str(len(comparison.seeds_asked))]
    first = comparison.seeds_asked[0]
    if first != 1:
        parts += ["--first-seed", str(first)]
    chosen = {**comparison.plan.values, **comparison.costs._asdict()}
    return shlex.join([*parts, *set_options(chosen), "--out", "OUT"])


def set_options(chosen: Mapping[str, float]) -> list[str]:
    """The options that give these parameters, where they are not the usual ones."""
    usual = settings()
    defaults = {**usual.values, **usual.costs._asdict()}
    options = []
    for name, value in chosen.items():
        if value != defaults[name]:
            row = ALL_PARAMETERS[name]
            written = row.choices[int(value)] if row.choices else repr(value)
            options += ["--set", f"{name}={written}"]
    return options


def name_or_file(scenario: Scenario) -> str:
    """The name of a shipped scenario, or the file that somebody's own was read from."""
    shipped = scenario.name in scenario_names() and load_scenario(scenario.name) == scenario
    return scenario.name if shipped else f"{scenario.name}.toml"


def repeat_rows(reading: Reading) -> list[tuple[str, str]]:
    """What decides the result, as facts: seeds, versions, data, hash, time."""
    words, record = reading.words, reading.record
    environment = record["environment"]
    commit = environment["git"]
    code = record["identity"]["zorgzaam"]
    if commit:
        changed = f" {words('repeat.changed')}" if commit["dirty"] else ""
        code += f" ({commit['commit'][:12]}{changed})"
    libraries = ", ".join(f"{name} {number}" for name, number in environment["libraries"].items())
    return [
        (words("repeat.place"), f"{record['place']['name']} ({record['place']['code']})"),
        (words("repeat.seeds"), _seeds(reading)),
        (words("repeat.code"), code),
        (words("repeat.data"), record["place"]["data_version"]),
        (words("repeat.libraries"), f"Python {environment['python']}, {libraries}"),
        (words("repeat.finished"), record["times"]["finished"]),
        (words("repeat.identity"), record["identity_sha256"]),
    ]


def _seeds(reading: Reading) -> str:
    """'1–20', or every seed where they do not follow one another."""
    seeds = reading.comparison.seeds
    if len(seeds) > 2 and seeds == tuple(range(seeds[0], seeds[0] + len(seeds))):
        return f"{seeds[0]}–{seeds[-1]}"
    return ", ".join(str(seed) for seed in seeds)
