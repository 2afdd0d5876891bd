"""What a run is judged by: one declared list of outcomes, each with unit, words and formula.

An outcome is taken over the weeks from the first change of the scenario to the end (the whole run
where nothing changes), all areas of the place together. It is NaN where there is nothing to divide
by, such as a share of carers where nobody cares.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from zorgzaam.agents.care_file import SERVICE_NAMES
from zorgzaam.experiments.costs import CostRule, costs_of
from zorgzaam.experiments.window import Window, ratio
from zorgzaam.model.run import Run


@dataclass(frozen=True, slots=True)
class Outcome:
    """One outcome: how it is called, counted, said in two languages, and made from a window."""

    name: str
    unit: str
    label_en: str
    label_nl: str
    meaning_en: str
    meaning_nl: str
    decimals: int
    formula: Callable[[Window], float]

    def label(self, language: str) -> str:
        """What it is called, in 'nl' or 'en'."""
        return self.label_nl if language == "nl" else self.label_en

    def meaning(self, language: str) -> str:
        """What it says, in 'nl' or 'en'."""
        return self.meaning_nl if language == "nl" else self.meaning_en


_HOURS: Final = "hours/week per 1,000 residents"
_PER_1000: Final = "per 1,000 residents"
_A_YEAR: Final = "per 1,000 residents a year"
_EUR: Final = "EUR a year per inhabitant"

_NEW_ORIGINS: Final = ("own_initiative", "brokered", "through_initiative")
_CLIENTS: Final = tuple(f"{service}_clients" for service in SERVICE_NAMES)

OUTCOMES: Final = (
    Outcome(
        "need_hours_per_1000",
        _HOURS,
        "Help needed",
        "Hulp nodig",
        "help needed at home beyond what people do alone",
        "hulp die thuis nodig is, boven wat mensen zelf doen",
        0,
        lambda w: w.per_1000("need_hours"),
    ),
    Outcome(
        "formal_hours_per_1000",
        _HOURS,
        "Formal care",
        "Formele zorg",
        "need met by professionals",
        "hulp door beroepskrachten",
        1,
        lambda w: w.per_1000("formal_hours"),
    ),
    Outcome(
        "informal_hours_per_1000",
        _HOURS,
        "Informal care",
        "Mantelzorg",
        "need met by informal carers, wherever they live",
        "hulp door mantelzorgers, waar die ook wonen",
        1,
        lambda w: w.per_1000("informal_hours"),
    ),
    Outcome(
        "volunteer_hours_per_1000",
        _HOURS,
        "Volunteers",
        "Vrijwilligers",
        "need met by volunteers",
        "hulp door vrijwilligers",
        1,
        lambda w: w.per_1000("volunteer_hours"),
    ),
    Outcome(
        "unmet_hours_per_1000",
        _HOURS,
        "Unmet need",
        "Hulp die ontbreekt",
        "need met by nobody",
        "hulp die nodig is en die niemand geeft",
        1,
        lambda w: w.per_1000("unmet_hours"),
    ),
    Outcome(
        "carers_narrow_share_18plus",
        "%",
        "Carers among adults",
        "Mantelzorgers onder volwassenen",
        "share of residents of 18 and over who have cared for 3 months or give 8 hours a week",
        "deel van de inwoners van 18 en ouder dat 3 maanden of 8 uur per week mantelzorg geeft",
        1,
        lambda w: w.percent("carers_18_plus", "adults_18_plus"),
    ),
    Outcome(
        "carers_narrow_share_65plus",
        "%",
        "Carers among those of 65 and over",
        "Mantelzorgers onder 65-plussers",
        "share of residents of 65 and over who have cared for 3 months or give 8 hours a week",
        "deel van de inwoners van 65 en ouder dat 3 maanden of 8 uur per week mantelzorg geeft",
        1,
        lambda w: w.percent("carers_65_plus", "adults_65_plus"),
    ),
    Outcome(
        "hours_per_carer",
        "hours/week",
        "Hours per carer",
        "Uren per mantelzorger",
        "mean hours that an adult carer gives",
        "gemiddeld aantal uren dat een volwassen mantelzorger geeft",
        1,
        lambda w: ratio(w.mean("care_hours_given"), w.mean("carers_18_plus")),
    ),
    Outcome(
        "carers_8_hours_plus_share",
        "%",
        "Carers who give 8 hours or more",
        "Mantelzorgers met 8 uur of meer",
        "share of the adult carers who give 8 hours a week or more",
        "deel van de volwassen mantelzorgers dat 8 uur per week of meer geeft",
        1,
        lambda w: w.percent("carers_8_hours_plus", "carers_18_plus"),
    ),
    Outcome(
        "heavily_strained_share_of_carers",
        "%",
        "Heavily strained, of carers",
        "Zwaarbelast, van de mantelzorgers",
        "share of the adult carers who are heavily strained",
        "deel van de volwassen mantelzorgers dat zwaarbelast is",
        1,
        lambda w: w.percent("heavily_strained", "carers_18_plus"),
    ),
    Outcome(
        "heavily_strained_per_1000_adults",
        "per 1,000 adults",
        "Heavily strained carers",
        "Zwaarbelaste mantelzorgers",
        "heavily strained carers per 1,000 residents of 18 and over",
        "zwaarbelaste mantelzorgers per 1.000 inwoners van 18 en ouder",
        1,
        lambda w: w.per_1000("heavily_strained", "adults_18_plus"),
    ),
    Outcome(
        "sole_carer_share",
        "%",
        "Sole carers",
        "Mantelzorgers die er alleen voor staan",
        "share of the adult carers who are the only informal carer of their recipient",
        "deel van de volwassen mantelzorgers dat als enige voor de ander zorgt",
        1,
        lambda w: w.percent("sole_carers", "carers_18_plus"),
    ),
    Outcome(
        "helpers_per_recipient",
        "persons",
        "Carers per recipient",
        "Mantelzorgers per ontvanger",
        "mean number of informal carers of somebody who has any",
        "gemiddeld aantal mantelzorgers van wie er een of meer heeft",
        2,
        lambda w: ratio(w.mean("helpers"), w.mean("recipients")),
    ),
    Outcome(
        "spontaneous_share",
        "%",
        "Care ties of own initiative",
        "Zorgbanden op eigen initiatief",
        "share of the hours by ties formed during the run that people asked for themselves",
        "deel van de uren door nieuwe zorgbanden waar mensen zelf om vroegen",
        1,
        lambda w: (
            100.0
            * ratio(
                w.mean("own_initiative_hours"),
                w.mean("own_initiative_hours", "brokered_hours", "initiative_hours"),
            )
        ),
    ),
    Outcome(
        "ties_own_initiative_per_1000",
        _PER_1000,
        "New ties: asked for themselves",
        "Nieuwe banden: zelf gevraagd",
        "care ties formed in the run that recipients asked for themselves, by person and domain",
        "zorgbanden uit deze periode waar mensen zelf om vroegen, per persoon en soort hulp",
        1,
        lambda w: w.per_1000("ties_own_initiative"),
    ),
    Outcome(
        "ties_brokered_per_1000",
        _PER_1000,
        "New ties: brokered",
        "Nieuwe banden: via een professional",
        "care ties formed in the run through a professional",
        "zorgbanden uit deze periode via een professional",
        1,
        lambda w: w.per_1000("ties_brokered"),
    ),
    Outcome(
        "ties_through_initiative_per_1000",
        _PER_1000,
        "New ties: through an initiative",
        "Nieuwe banden: via een initiatief",
        "care ties formed in the run through volunteers, walk-ins and cooperatives",
        "zorgbanden uit deze periode via vrijwilligers, inloop en coöperatie",
        1,
        lambda w: w.per_1000("ties_through_initiative"),
    ),
    Outcome(
        "new_ties_per_1000",
        _PER_1000,
        "New ties, all",
        "Nieuwe banden, alle",
        "care ties formed in the run that stand, whatever their origin",
        "zorgbanden uit deze periode die er nog zijn, van welke oorsprong ook",
        1,
        lambda w: sum(w.per_1000(f"ties_{origin}") for origin in _NEW_ORIGINS),
    ),
    Outcome(
        "spontaneous_half_life_weeks",
        "weeks",
        "Half-life of ties of own initiative",
        "Halfwaardetijd van eigen banden",
        "time after which half of the ties that people asked for themselves has ended",
        "tijd waarna de helft van de banden waar mensen zelf om vroegen voorbij is",
        0,
        lambda w: w.half_life_weeks("own_initiative"),
    ),
    Outcome(
        "clustering",
        "%",
        "Carers who know each other",
        "Mantelzorgers die elkaar kennen",
        "of two carers of one recipient, how often they know each other",
        "hoe vaak twee mantelzorgers van dezelfde persoon elkaar kennen",
        1,
        lambda w: 100.0 * w.network("clustering"),
    ),
    Outcome(
        "clustering_rewired",
        "%",
        "The same if carers were dealt out by chance",
        "Hetzelfde bij toevallige verdeling",
        "the same, with the carers dealt out anew over the recipients",
        "hetzelfde, met de mantelzorgers opnieuw over de ontvangers verdeeld",
        1,
        lambda w: 100.0 * w.network("clustering", "rewired"),
    ),
    Outcome(
        "reciprocity",
        "%",
        "Care both ways",
        "Zorg over en weer",
        "pairs of carer and recipient in which care goes both ways",
        "paren van mantelzorger en ontvanger die voor elkaar zorgen",
        2,
        lambda w: 100.0 * w.network("reciprocity"),
    ),
    Outcome(
        "largest_component_share",
        "%",
        "Largest connected part",
        "Grootste samenhangende deel",
        "of all carers and recipients, those in the largest connected part of the network",
        "deel van alle mantelzorgers en ontvangers in het grootste samenhangende deel van het netwerk",
        2,
        lambda w: 100.0 * w.network("largest_component_share"),
    ),
    Outcome(
        "largest_component_share_rewired",
        "%",
        "The same if carers were dealt out by chance",
        "Hetzelfde bij toevallige verdeling",
        "the same, with the carers dealt out anew over the recipients",
        "hetzelfde, met de mantelzorgers opnieuw over de ontvangers verdeeld",
        2,
        lambda w: 100.0 * w.network("largest_component_share", "rewired"),
    ),
    Outcome(
        "gini_of_hours",
        "0 to 1",
        "Inequality of hours given",
        "Ongelijkheid van gegeven uren",
        "Gini coefficient of the hours that carers give: 0 all the same, 1 all by one",
        "Gini-coëfficiënt van de uren van mantelzorgers: 0 allen gelijk, 1 alles door één",
        2,
        lambda w: w.network("gini_of_hours"),
    ),
    Outcome(
        "helpers_per_recipient_old_only",
        "persons",
        "Carers per recipient, old ties only",
        "Mantelzorgers per ontvanger, alleen oude banden",
        "carers per recipient if only the ties from before the start are counted",
        "mantelzorgers per ontvanger als alleen de banden van voor het begin meetellen",
        2,
        lambda w: w.network("helpers_per_recipient", "old_only"),
    ),
    Outcome(
        "collective_hours_per_1000",
        _HOURS,
        "Company in walk-ins",
        "Gezelschap in de inloop",
        "need for company met in an open walk-in",
        "behoefte aan gezelschap die een open inloop vervult",
        1,
        lambda w: w.per_1000("collective_hours"),
    ),
    Outcome(
        "attenders_per_1000",
        _PER_1000,
        "People who come to a walk-in",
        "Bezoekers van een inloop",
        "residents who come to an open walk-in, hosts included",
        "inwoners die naar een open inloop komen, gastvrouwen en -heren meegeteld",
        1,
        lambda w: w.per_1000("attenders"),
    ),
    Outcome(
        "cooperative_members_per_1000",
        _PER_1000,
        "Members of a care cooperative",
        "Leden van een zorgcoöperatie",
        "residents who are members of a care cooperative",
        "inwoners die lid zijn van een zorgcoöperatie",
        1,
        lambda w: w.per_1000("cooperative_members"),
    ),
    Outcome(
        "known_professional_share",
        "%",
        "Served by a known face",
        "Geholpen door een bekend gezicht",
        "indications served by the same professional for half a year or more",
        "indicaties die al een half jaar of langer dezelfde professional uitvoert",
        1,
        lambda w: 100.0 * ratio(w.mean("known_professionals"), w.mean(*_CLIENTS)),
    ),
    Outcome(
        "brokering_hours_per_1000",
        _HOURS,
        "Professional time for networks",
        "Tijd van professionals voor het netwerk",
        "hours in which professionals ask around or introduce people",
        "uren waarin professionals rondvragen of mensen aan elkaar voorstellen",
        2,
        lambda w: w.per_1000("brokering_hours"),
    ),
    Outcome(
        "household_help_clients_per_1000",
        _PER_1000,
        "Household-help clients",
        "Cliënten huishoudelijke hulp",
        "residents with an indication for household help",
        "inwoners met een indicatie voor huishoudelijke hulp",
        1,
        lambda w: w.per_1000("household_help_clients"),
    ),
    Outcome(
        "waiting_per_1000",
        _PER_1000,
        "Waiting",
        "Wachtenden",
        "residents who applied or hold an indication that nobody serves yet",
        "inwoners die wachten op een besluit of op iemand die komt helpen",
        1,
        lambda w: w.per_1000("waiting"),
    ),
    Outcome(
        "carers_stopped_per_1000_a_year",
        _A_YEAR,
        "Carers who stopped",
        "Gestopte mantelzorgers",
        "carers who stopped because of strain",
        "mantelzorgers die stopten door overbelasting",
        2,
        lambda w: w.per_1000_a_year("carers_stopped"),
    ),
    Outcome(
        "admissions_per_1000_a_year",
        _A_YEAR,
        "Nursing-home admissions",
        "Opnames in een verpleeghuis",
        "admissions to a nursing home",
        "opnames in een verpleeghuis",
        2,
        lambda w: w.per_1000_a_year("admissions"),
    ),
    Outcome(
        "crises_per_1000_a_year",
        _A_YEAR,
        "Crises",
        "Crises",
        "severe needs left unmet for which there was no place",
        "ernstige nood zonder hulp en zonder plek",
        2,
        lambda w: w.per_1000_a_year("crises"),
    ),
    Outcome(
        "deaths_per_1000_a_year",
        _A_YEAR,
        "Deaths",
        "Overledenen",
        "residents who died",
        "inwoners die overleden",
        2,
        lambda w: w.per_1000_a_year("deaths"),
    ),
    Outcome(
        "spending_eur_per_inhabitant",
        _EUR,
        "Spent",
        "Uitgegeven",
        "spent by municipality and insurer on services, walk-ins, respite and coordinators of volunteers",
        "uitgaven van gemeente en zorgverzekeraar aan voorzieningen, inloop, respijtzorg en vrijwilligerscoördinatoren",
        1,
        Window.spending,
    ),
    Outcome(
        "saved_eur_per_inhabitant",
        _EUR,
        "Saved",
        "Bespaard",
        "spending of the baseline minus that of the scenario",
        "uitgaven zonder de maatregel min die met de maatregel",
        1,
        lambda w: w.other.spending() - w.spending(),
    ),
    Outcome(
        "shifted_eur_per_inhabitant",
        _EUR,
        "Shifted",
        "Verschoven",
        "extra cost of nursing homes, crises, carers' time and their lost work",
        "extra kosten van verpleeghuizen, crises, tijd van mantelzorgers en hun verloren werk",
        1,
        lambda w: w.burden() - w.other.burden(),
    ),
)

OUTCOME: Final = {outcome.name: outcome for outcome in OUTCOMES}
AGAINST_BASELINE: Final = ("saved_eur_per_inhabitant", "shifted_eur_per_inhabitant")
# all others are those of the run itself, whatever it is compared with


def outcome_values(
    run: Run, baseline: Run, first_week: int | None = None, costs: CostRule | None = None
) -> dict[str, float]:
    """Every outcome of one run by name; `baseline` is the run of the same seed to compare with.

    `first_week` opens the window: by default the run's own first change, or week 0.
    """
    if first_week is None:
        first_week = run.timeline.first_week or 0
    window = Window(run, baseline, first_week, costs or costs_of({}))
    return {outcome.name: float(outcome.formula(window)) for outcome in OUTCOMES}
