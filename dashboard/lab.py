"""The second page: one run of the same model, week by week, in Mesa's own SolaraViz.

Every visitor has a model of their own; a new place makes a new one. The levers are sliders, so that
no value reaches the model that it would refuse.
"""

from typing import Any, Final

import solara
import solara.lab
from matplotlib.axes import Axes
from mesa.visualization import SolaraViz, make_plot_component

from zorgzaam.dashboard.components import element
from zorgzaam.dashboard.controls import PlaceControl
from zorgzaam.dashboard.header import Header
from zorgzaam.dashboard.inputs import (
    LEVERS,
    Asked,
    Inputs,
    lever_label,
    lever_row,
    read,
    short_name,
)
from zorgzaam.dashboard.texts import number, text
from zorgzaam.dashboard.words import unit_words
from zorgzaam.model import ParticipationModel

MOST_RESIDENTS: Final = 200_000  # one model is made while the visitor waits
LAB_SEEDS: Final = 200
_HOURS: Final = {
    "formal_hours_per_1000": "#0072b2",
    "informal_hours_per_1000": "#b85400",
    "unmet_hours_per_1000": "#a0336f",
}
_CARERS: Final = {"carers_18_plus": "#b85400", "heavily_strained": "#a0336f"}
_CLIENTS: Final = {"household_help_clients": "#0072b2", "guidance_clients": "#00695c",
                   "district_nursing_clients": "#8a6d00", "waiting": "#55636c"}  # fmt: skip


@solara.component
def ModelLab() -> Any:
    """The page; its place comes from the address."""
    router = solara.use_router()
    asked: Asked = solara.use_memo(lambda: read(router.search), [router.search])
    language, place = asked.language, asked.place

    def make() -> ParticipationModel | None:
        if place.residents > MOST_RESIDENTS:
            return None
        return ParticipationModel(place=place, rng=1, years=asked.inputs.years)

    making = solara.lab.use_task(make, dependencies=[place.code, asked.inputs.years])

    def ask(inputs: Inputs) -> None:
        router.push(f"/lab?{inputs.query(language)}")

    with solara.AppLayout(navigation=False, title="", color="#0a3d43") as main:
        with solara.AppBar():
            Header(asked, "/lab", embedded=True)
        with element("div", class_="zz-lab", id="zz-results"):
            element(
                "h1", f"{text('lab_title', language)}: {short_name(place.name)}", class_="zz-h1"
            )
            element("p", text("lab_help", language), class_="zz-about")
            PlaceControl(asked, ask)
            if place.residents > MOST_RESIDENTS:
                element("p", text("lab_too_large", language, place=place.name,
                                  most=number(MOST_RESIDENTS, language)), role="alert")  # fmt: skip
            elif making.error:
                element("p", text("broken_body", language), role="alert")
            elif making.finished and making.value is not None:
                Viz(making.value, asked).key(f"{place.code}-{asked.inputs.years}-{language}")
            else:
                element("p", text("first_compile", language), role="status")
    return main


@solara.component
def Viz(model: ParticipationModel, asked: Asked) -> Any:
    """Mesa's own page around this model."""
    language = asked.language
    return SolaraViz(
        model,
        components=[
            _plot(_HOURS, "care_unit", language),
            _plot(_CARERS, "persons", language),
            _plot(_CLIENTS, "persons", language),
        ],
        model_params=model_params(asked),
        name=f"Zorgzaam · {short_name(asked.place.name)}",
        play_interval=1,
        render_interval=5,  # its slider knows odd numbers only
    )


def model_params(asked: Asked) -> dict[str, Any]:
    """Place and duration as they are; the levers and the seed to move."""
    params: dict[str, Any] = {"place": asked.place, "years": asked.inputs.years}
    for name in LEVERS:
        row = lever_row(name)
        whole = row.whole
        params[name] = {
            "type": "SliderInt" if whole else "SliderFloat",
            "label": f"{lever_label(name, asked.language)} ({unit_words(row.unit, asked.language)})",
            "value": int(row.value) if whole else float(row.value),
            "min": int(row.low) if whole else row.low,
            "max": int(row.high) if whole else row.high,
            "step": 1 if whole else 0.01 if row.high <= 1 else 0.1,
        }
    seed = {"type": "SliderInt", "label": text("lab_seed", asked.language), "value": 1}
    params["rng"] = {**seed, "min": 1, "max": LAB_SEEDS, "step": 1}
    return params


def _plot(measures: dict[str, str], unit: str, language: str) -> Any:
    def finish(axes: Axes) -> None:
        for line in axes.get_lines():
            name = str(line.get_label()).removesuffix("_per_1000")
            line.set_label(text(name, language))
        axes.legend()
        axes.set_ylabel(text(unit, language))
        axes.set_ylim(bottom=0)
        axes.spines[["top", "right"]].set_visible(False)

    return make_plot_component(measures, post_process=finish, save_format="svg")
