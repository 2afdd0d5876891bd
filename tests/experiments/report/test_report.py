import itertools
import math
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.comparison import Comparison
from zorgzaam.experiments.execution import Pair
from zorgzaam.experiments.outcomes import OUTCOME
from zorgzaam.experiments.parameters import ALL_PARAMETERS
from zorgzaam.experiments.report import report_html, write_report
from zorgzaam.experiments.words import LANGUAGES, Words, texts
from zorgzaam.model.measures import INDEX
from zorgzaam.model.places.figures import FIGURES

MakeComparison = Callable[..., Comparison]
VOID = {"meta", "br", "link", "img", "input", "hr"}
MOST_BYTES = 1_500_000


class Page(HTMLParser):
    """What a test asks of a page: tags with their attributes, ids, text, balanced nesting."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())

    def ids(self) -> list[str]:
        return [attributes["id"] or "" for _, attributes in self.tags if "id" in attributes]

    def of(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def table_rows(html: str, caption: str) -> list[list[str]]:
    """The body of the table with this caption, cell by cell as text."""
    start = html.index(f"<caption>{caption}")
    body = html[html.index("<tbody>", start) : html.index("</tbody>", start)]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    return [
        [
            re.sub(r"<small>.*?</small>|<[^>]+>", "", cell).strip()
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row)
        ]
        for row in rows
    ]


@pytest.fixture
def overvecht(make_comparison: MakeComparison) -> Comparison:
    return make_comparison()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_report_is_one_file_that_loads_nothing(
    overvecht: Comparison, tmp_path: Path, language: str
) -> None:
    path = tmp_path / "report.html"
    write_report(overvecht, path, language)
    html = path.read_text("utf-8")
    page = Page(html)
    assert len(html.encode()) <= MOST_BYTES
    for tag, attributes in page.tags:
        assert tag not in {"script", "link", "img", "iframe", "object", "use", "image"}
        assert "src" not in attributes
        assert "style" not in attributes
        target = attributes.get("href")
        assert target is None or target.startswith("#")
    assert "http" not in html.replace("http-equiv", "")
    assert "@import" not in html
    assert not re.search(r"url\((?!#)", html)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_is_well_formed_and_can_be_read_by_ear(
    overvecht: Comparison, language: str
) -> None:
    page = Page(report_html(overvecht, language))
    assert page.open == []
    assert page.of("html") == [{"lang": language}]
    ids = page.ids()
    assert len(ids) == len(set(ids))
    for _, attributes in page.tags:
        for name in (attributes.get("aria-labelledby") or "").split():
            assert name in ids
        if (attributes.get("href") or "").startswith("#"):
            assert (attributes["href"] or "")[1:] in ids
    for landmark in ("header", "nav", "main", "footer"):
        assert len(page.of(landmark)) == 1
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels))


def test_every_chart_has_words_and_a_table_beside_it(overvecht: Comparison) -> None:
    html = report_html(overvecht, "en")
    figures = re.findall(r"<figure.*?</figure>", html, re.DOTALL)
    assert len(figures) >= 20
    for figure in figures:
        assert re.search(r'<svg class="chart" role="img"', figure)
        assert re.search(r"<desc[^>]*>[^<]{20,}</desc>", figure)
        assert re.search(r'<p class="reads">[^<]{20,}</p>', figure)
        assert re.search(
            r"<details>.*<table>.*<td>|<details>.*<table>.*<th scope=\"row\">", figure, re.DOTALL
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_table_of_outcomes_says_what_the_comparison_says(
    overvecht: Comparison, language: str
) -> None:
    words = Words(language)
    rows = table_rows(report_html(overvecht, language), words("outcomes.caption"))
    assert len(rows) == len(OUTCOME)
    for cells, row in zip(rows, overvecht.rows(), strict=True):
        outcome = OUTCOME[row.name]
        assert cells[0] == outcome.label(language)
        assert cells[1] == words.number(row.baseline, outcome.decimals)
        assert cells[2] == words.number(row.scenario, outcome.decimals)
        assert cells[3] == words.signed(row.difference, outcome.decimals)
        assert row.low is not None
        assert words.signed(row.low, outcome.decimals) in cells[4]
        assert cells[5] == "6"


def test_the_opening_sentences_carry_the_numbers_of_the_rows(overvecht: Comparison) -> None:
    text = Page(report_html(overvecht, "nl")).text
    words = Words("nl")
    formal = next(row for row in overvecht.rows() if row.name == "formal_hours_per_1000")
    fall = words.percent(-100 * formal.difference / formal.baseline)
    assert f"In Overvecht geven beroepskrachten door het pakket {fall} minder uren hulp".replace(
        "\N{NO-BREAK SPACE}", " "
    ) in text.replace("\N{NO-BREAK SPACE}", " ")
    before, after = words.number(formal.baseline, 1), words.number(formal.scenario, 1)
    assert f"daalt van {before} naar {after} uur" in text


def test_an_interval_with_zero_inside_is_called_no_clear_effect(
    overvecht: Comparison,
) -> None:
    """Half of the seeds go up and half go down: nobody may read a direction into that."""
    measure = INDEX["formal_hours"]
    pairs = []
    for number, pair in enumerate(overvecht.pairs):
        weekly = pair.baseline.weekly.copy()
        weekly[52:, :, measure] *= 1.05 if number % 2 else 0.951
        pairs.append(Pair(pair.seed, pair.baseline, replace(pair.scenario, weekly=weekly)))
    unsure = replace(overvecht, pairs=tuple(pairs))
    assert "does not clearly change" in Page(report_html(unsure, "en")).text
    dutch = Page(report_html(unsure, "nl")).text
    assert "verandert de hulp van beroepskrachten niet duidelijk" in dutch
    assert "(per week, per 1.000 inwoners): geen duidelijk effect" in dutch


def test_the_same_comparison_gives_the_same_bytes(overvecht: Comparison) -> None:
    assert report_html(overvecht, "nl") == report_html(overvecht, "nl")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("scenario", ["baseline", "cuts-2015"])
def test_no_effect_is_said_to_be_none(
    make_comparison: MakeComparison, scenario: str, language: str
) -> None:
    html = report_html(make_comparison(scenario=scenario, size=0.0, seeds=3), language)
    text = Page(html).text
    assert {"nl": "geen verschil", "en": "makes no difference"}[language] in text
    assert {"nl": "niets bespaard en niets verschoven", "en": "Nothing is saved and nothing"}[
        language
    ] in text
    assert "nan" not in text.lower().split()


def test_one_seed_gives_figures_without_an_interval_and_without_a_band(
    make_comparison: MakeComparison,
) -> None:
    html = report_html(make_comparison(seeds=1), "en")
    text = Page(html).text
    assert "at least in the one run there is" in text
    assert "from one run" in text
    assert 'class="band' not in html
    assert "90% interval –" not in text


def test_an_interrupted_comparison_says_how_many_seeds_were_asked_for(
    make_comparison: MakeComparison,
) -> None:
    text = Page(report_html(make_comparison(seeds=2, asked=20), "en")).text
    assert "20 runs were asked for; the others were not finished." in text
    assert "--seeds 20" in text


def test_a_wijk_of_forty_people_without_carers_has_a_report(
    make_comparison: MakeComparison,
) -> None:
    tiny = make_comparison("WK048409", seeds=2, people=40)
    pairs = []
    for pair in tiny.pairs:
        arms = []
        for run in (pair.baseline, pair.scenario):
            weekly = run.weekly.copy()
            for name in ("carers_18_plus", "heavily_strained", "care_hours_given", "sole_carers"):
                weekly[:, :, INDEX[name]] = 0
            end = replace(
                run.end,
                hours_given=np.zeros(40, np.float32),
                total_weeks_heavy=np.zeros(40, np.uint16),
                main_relation=np.zeros(40, np.uint8),
            )
            arms.append(
                replace(run, weekly=weekly, ties=run.ties * 0, groups=run.groups * 0, end=end)
            )
        pairs.append(Pair(pair.seed, *arms))
    nobody = replace(tiny, pairs=tuple(pairs))
    text = Page(report_html(nobody, "nl")).text
    assert "er is niemand over wie het gaat" in text
    assert "over mantelzorgers valt hier niets te zeggen" in text
    assert "nan" not in text.lower().split()


def test_a_municipality_of_31_wijken_gets_a_map_and_a_wijk_its_place_on_one(
    make_comparison: MakeComparison,
) -> None:
    amersfoort = report_html(make_comparison("GM0307", seeds=2, years=2), "nl")
    chart = re.search(r"<svg[^>]*chart-where-strain-title.*?</svg>", amersfoort, re.DOTALL)
    assert chart is not None
    assert len(re.findall(r'class="area (?:more|less|even)[^"]*" fill-rule', chart[0])) == 30
    assert len(amersfoort.encode()) <= MOST_BYTES
    assert "Zonder grens op de kaart van 2022, en daarom alleen in de tabel: 1." in amersfoort
    wijk = report_html(make_comparison("WK048409", seeds=2, years=2), "nl")
    locator = re.search(r"<svg[^>]*chart-locator-title.*?</svg>", wijk, re.DOTALL)
    assert locator is not None
    assert locator[0].count('class="area chosen"') == 1


def test_three_lives_are_told_with_and_without_the_package(overvecht: Comparison) -> None:
    html = report_html(overvecht, "nl")
    lives = re.findall(r'<article class="life".*?</article>', html, re.DOTALL)
    assert len(lives) == 3
    for life in lives:
        assert "Zonder het pakket:" in life
        assert "Met het pakket:" in life
        assert "Het pakket gaat in." in life
        assert life.count("<svg") == 2
    assert re.search(r"Een (man|vrouw) van \d+, mantelzorger voor", lives[0])
    assert "die hulp nodig heeft" in lives[1]


def test_names_that_look_like_markup_stay_text(make_comparison: MakeComparison) -> None:
    comparison = make_comparison(seeds=2, years=2)
    place = replace(comparison.place, name="<script>alert('x')</script> & Co")
    html = report_html(replace(comparison, place=place), "en")
    assert "<script" not in html
    assert "&lt;script&gt;" in html


def test_the_report_tells_how_to_repeat_it(overvecht: Comparison) -> None:
    text = Page(report_html(overvecht, "en")).text
    command = "zorgzaam compare --place WK034403 --scenario cuts-2015 --baseline baseline"
    assert f"{command} --years 5 --seeds 6 --out OUT" in text


def test_a_scenario_of_ones_own_is_repeated_from_its_file(overvecht: Comparison) -> None:
    own = replace(overvecht.scenario, why_en="another reason")
    text = Page(report_html(replace(overvecht, scenario=own), "en")).text
    assert "--scenario cuts-2015.toml --baseline baseline " in text
    record = overvecht.record()
    assert record["identity_sha256"] in text
    assert record["times"]["finished"] in text
    assert "2024-05-01T12:00:00" in text


def test_no_finished_seed_and_a_third_language_are_told_plainly(overvecht: Comparison) -> None:
    with pytest.raises(InputError, match="no seed was finished"):
        report_html(replace(overvecht, pairs=()), "nl")
    with pytest.raises(InputError, match="nl or en"):
        report_html(overvecht, "fy")


def test_both_languages_have_the_same_texts_with_the_same_blanks() -> None:
    dutch, english = texts("nl"), texts("en")
    assert dutch.keys() == english.keys()
    for key, text in dutch.items():
        blanks = set(re.findall(r"{(\w+)}", text))
        assert blanks == set(re.findall(r"{(\w+)}", english[key])), key


def test_every_unit_has_its_word() -> None:
    units = {outcome.unit for outcome in OUTCOME.values()}
    units |= {row.unit for row in ALL_PARAMETERS.values()} | {figure.unit for figure in FIGURES}
    assert not {f"units.{unit}" for unit in units} - texts("nl").keys()


@pytest.mark.parametrize(
    ("value", "decimals", "dutch", "english"),
    [
        (1234.5, 1, "1.234,5", "1,234.5"),
        (-1234567.0, 0, "−1.234.567", "−1,234,567"),
        (-0.04, 1, "0,0", "0.0"),
        (math.nan, 1, "–", "–"),
        (math.inf, 0, "–", "–"),
    ],
)
def test_numbers_are_written_the_way_the_reader_writes_them(
    value: float, decimals: int, dutch: str, english: str
) -> None:
    assert Words("nl").number(value, decimals) == dutch
    assert Words("en").number(value, decimals) == english


def test_a_difference_has_a_sign_unless_it_rounds_to_nothing() -> None:
    words = Words("nl")
    assert words.signed(2.0) == "+2"
    assert words.signed(-2.0) == "−2"
    assert words.signed(0.04, 1) == "0,0"
    assert words.eur(-1500.4) == "−€\N{NO-BREAK SPACE}1.500"
    assert words.eur(-0.2) == "€\N{NO-BREAK SPACE}0"


def test_a_small_difference_is_written_with_enough_decimals_to_be_seen(
    overvecht: Comparison,
) -> None:
    pairs = []
    for number, pair in enumerate(overvecht.pairs):
        weekly = pair.baseline.weekly.copy()
        weekly[52:, :, INDEX["heavily_strained"]] *= 1.001 if number % 2 else 0.9995
        pairs.append(Pair(pair.seed, pair.baseline, replace(pair.scenario, weekly=weekly)))
    text = Page(report_html(replace(overvecht, pairs=tuple(pairs)), "nl")).text
    assert "Het aandeel zwaarbelaste mantelzorgers: geen duidelijk effect" in text
    assert "loopt van 0,0 tot 0,0" not in text
