"""The picture of a population against its figures."""

import pytest

from zorgzaam.model.population.picture import draw

SVG, PNG, PDF = b"<?xml", b"\x89PNG", b"%PDF"


@pytest.mark.parametrize(("suffix", "magic"), [(".svg", SVG), (".png", PNG), (".pdf", PDF)])
def test_the_suffix_says_which_kind_of_file(suffix, magic, population_of, tmp_path):
    place, population = population_of("WK168003")
    path = tmp_path / f"people{suffix}"
    draw(place, population, path)
    assert path.read_bytes().startswith(magic)


def test_the_same_population_gives_the_same_drawing(population_of, tmp_path):
    place, population = population_of("WK168003")
    one, other = tmp_path / "one.svg", tmp_path / "other.svg"
    draw(place, population, one)
    draw(place, population, other)
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize(("language", "word"), [("nl", "verpleeghuis"), ("en", "nursing home")])
def test_it_speaks_the_language_asked_for_and_names_the_place(
    language, word, population_of, tmp_path
):
    import matplotlib as mpl

    place, population = population_of("WK168003")
    path = tmp_path / "people.svg"
    with mpl.rc_context({"svg.fonttype": "none"}):
        draw(place, population, path, language)
    text = path.read_text()
    assert word in text
    assert "Gasteren" in text
    assert "CBS" in text
