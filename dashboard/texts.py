"""Every word of the dashboard, Dutch and English side by side, and numbers as each language writes them."""

import math
from typing import Final

LANGUAGES: Final = ("nl", "en")
DEFAULT_LANGUAGE: Final = "nl"
LANGUAGE_NAMES: Final = {"nl": "Nederlands", "en": "English"}

# key: (Dutch, English); {…} is filled in
TEXTS: Final[dict[str, tuple[str, str]]] = {
    # frame
    "tagline": ("Wie zorgt er, als er minder zorg is?", "Who cares, when there is less care?"),
    "skip": ("Naar de uitkomsten", "Skip to the results"),
    "nav": ("Pagina's", "Pages"),
    "stress_test": ("Stresstest", "Stress test"),
    "model_lab": ("Modellab", "Model lab"),
    "menu": ("Bediening tonen of verbergen", "Show or hide the controls"),
    "plot": ("Grafiek van de run tot nu toe", "Plot of the run so far"),
    "language": ("Taal", "Language"),
    "needs_javascript": (
        "Deze pagina rekent mee terwijl u kijkt en heeft daarvoor JavaScript nodig.",
        "This page computes while you watch, and needs JavaScript for that.",
    ),
    "no_page_title": ("Deze pagina is er niet", "There is no such page"),
    "no_page_body": ("Het adres klopt niet.", "The address is not right."),
    "to_start": ("Naar het begin", "To the start"),
    "assets_missing_title": ("Nog één stap", "One more step"),
    "assets_missing_body": (
        "Zonder internet heeft het dashboard de JavaScript-bestanden op deze computer nodig. Haal ze "
        "één keer op, met internet, en start het dashboard opnieuw:",
        "Without internet the dashboard needs its JavaScript files on this computer. Fetch them once, "
        "with internet, and start the dashboard again:",
    ),
    "broken_title": ("Er ging iets mis", "Something went wrong"),
    "broken_body": (
        "Dit is een fout van het programma, niet van u. De beheerder vindt de oorzaak in het logboek "
        "van de server.",
        "This is a mistake of the program, not yours. Whoever runs the server finds the cause in its log.",
    ),
    "start_again": ("Begin opnieuw", "Start again"),
    # inputs
    "question": ("Uw vraag", "Your question"),
    "place": ("Wijk, buurt of gemeente", "Neighbourhood or municipality"),
    "place_hint": ("Zoek op naam of code", "Search by name or code"),
    "place_none": ("Niets gevonden", "Nothing found"),
    "place_count": (
        "{count} gevonden, kies met pijltjestoetsen",
        "{count} found, choose with arrow keys",
    ),
    "kind_land": ("land", "country"),
    "kind_gemeente": ("gemeente", "municipality"),
    "kind_wijk": ("wijk", "wijk"),
    "kind_buurt": ("buurt", "buurt"),
    "residents": ("{count} inwoners", "{count} residents"),
    "package": ("Maatregelen", "Measures"),
    "levers": ("Knoppen", "Levers"),
    "levers_services": ("Meer knoppen: voorzieningen", "More levers: services"),
    "levers_professionals": (
        "Meer knoppen: professionals en teams",
        "More levers: professionals and teams",
    ),
    "levers_neighbourhood": ("Meer knoppen: de wijk", "More levers: the neighbourhood"),
    "levers_carers": ("Meer knoppen: steun voor mantelzorgers", "More levers: support for carers"),
    "years": ("Looptijd", "Duration"),
    "years_unit": ("jaar", "years"),
    "years_meaning": (
        "Zo lang loopt het model; de maatregel begint meestal na een jaar.",
        "How long the model runs; the measure mostly starts after a year.",
    ),
    "seeds": ("Herhalingen", "Repetitions"),
    "seeds_unit": ("keer", "runs"),
    "seeds_meaning": (
        "Hetzelfde met ander toeval; meer herhalingen geven een zekerder verschil.",
        "The same with other luck; more repetitions make the difference more certain.",
    ),
    "undo": ("Ongedaan maken", "Undo"),
    "reset": ("Beginstand", "Reset"),
    "copy_link": ("Kopieer link", "Copy link"),
    "copied": ("Link gekopieerd", "Link copied"),
    "download": ("Download cijfers (CSV)", "Download figures (CSV)"),
    "levers_moved": ("knoppen verschoven", "levers moved"),
    "source_and_meaning": ("Betekenis en bron", "Meaning and source"),
    "explanation": ("Uitleg", "Explanation"),
    "confidence": ("zekerheid", "confidence"),
    "confidence_H": ("hoog", "high"),
    "confidence_M": ("middelmatig", "medium"),
    "confidence_L": ("laag", "low"),
    "confidence_A": ("aanname", "assumption"),
    # problems
    "problems": ("Dit kon niet worden gebruikt", "This could not be used"),
    "unknown_input": (
        "'{name}' in de link is geen knop van deze pagina{near}",
        "'{name}' in the link is no lever of this page{near}",
    ),
    "unknown_package": (
        "maatregel '{name}' bestaat niet{near}",
        "there are no measures called '{name}'{near}",
    ),
    "did_you_mean": ("bedoelt u", "did you mean"),
    "place_choices": (
        "„{place}” is niet één bekende plaats. Bedoelt u een van deze?",
        "“{place}” is not one known place. Did you mean one of these?",
    ),
    "place_unknown": (
        "Er is geen wijk, buurt of gemeente „{place}”.",
        "There is no neighbourhood or municipality “{place}”.",
    ),
    "place_unusable": (
        "„{place}” kan niet worden doorgerekend (in het Engels: {cause})",
        "“{place}” cannot be computed: {cause}",
    ),
    "bad_lever": (
        "{label} ({name}) = {told}: kies een getal van {low} tot {high}",
        "{label} ({name}) = {told}: choose a number from {low} to {high}",
    ),
    "bad_years": (
        "looptijd {told}: kies een heel getal van {low} tot {high} jaar",
        "duration {told}: choose a whole number from {low} to {high} years",
    ),
    "bad_seeds": (
        "herhalingen {told}: kies een heel getal van {low} tot {high} (voor een plaats van deze omvang)",
        "repetitions {told}: choose a whole number from {low} to {high} (for a place of this size)",
    ),
    "place_too_large": (
        "{place} heeft meer dan {most} miljoen inwoners: te groot voor deze pagina. Gebruik de "
        "opdrachtregel: zorgzaam compare --place …",
        "{place} has more than {most} million residents, too large for this page. Use the command "
        "line: zorgzaam compare --place …",
    ),
    # progress
    "computing": ("Rekent …", "Computing …"),
    "first_compile": (
        "Rekent … De allereerste keer wordt het model vertaald voor deze computer; dat duurt een "
        "minuut of twee.",
        "Computing … The very first time the model is compiled for this computer, which takes a "
        "minute or two.",
    ),
    "seeds_done": ("{done} van {asked} herhalingen", "{done} of {asked} repetitions"),
    "done": ("Klaar: {done} herhalingen", "Done: {done} repetitions"),
    "stop": ("Stop", "Stop"),
    "stopped": (
        "Gestopt na {done} van {asked} herhalingen",
        "Stopped after {done} of {asked} repetitions",
    ),
    "go_on": ("Ga verder", "Go on"),
    "outdated": (
        "Nieuwe vraag: de cijfers hieronder horen nog bij de vorige.",
        "New question: the figures below still belong to the previous one.",
    ),
    "failed": ("Deze vraag kan niet worden doorgerekend", "This question cannot be computed"),
    # results
    "made_with": ("Gemaakt met: {what}", "Made with: {what}"),
    "headline_more": (
        "In {place} raken door „{package}” meer mantelzorgers zwaarbelast: van {baseline} naar "
        "{scenario} per 1.000 volwassenen.",
        "In {place}, “{package}” leaves more carers heavily strained: from {baseline} to {scenario} "
        "per 1,000 adults.",
    ),
    "headline_fewer": (
        "In {place} zijn met „{package}” minder mantelzorgers zwaarbelast: van {baseline} naar "
        "{scenario} per 1.000 volwassenen.",
        "In {place}, “{package}” leaves fewer carers heavily strained: from {baseline} to {scenario} "
        "per 1,000 adults.",
    ),
    "headline_unclear": (
        "In {place} is geen duidelijk effect van „{package}” op zwaarbelaste mantelzorgers te zien: "
        "{baseline} zonder en {scenario} met, per 1.000 volwassenen.",
        "In {place} no clear effect of “{package}” on heavily strained carers can be seen: {baseline} "
        "without and {scenario} with it, per 1,000 adults.",
    ),
    "headline_none": (
        "In {place} is er met „{package}” niets anders dan zonder.",
        "In {place}, nothing is different with “{package}”.",
    ),
    "headline_one": (
        "In {place} gaat met „{package}” het aantal zwaarbelaste mantelzorgers van {baseline} naar "
        "{scenario} per 1.000 volwassenen, in één herhaling.",
        "In {place}, with “{package}”, heavily strained carers go from {baseline} to {scenario} per "
        "1,000 adults, in one repetition.",
    ),
    "baseline": ("zonder maatregel", "without the measure"),
    "scenario": ("met maatregel", "with the measure"),
    "difference": ("verschil", "difference"),
    "interval": ("90 %-interval", "90% interval"),
    "interval_of_difference": ("90 %-interval van het verschil", "90% interval of the difference"),
    "outcome": ("uitkomst", "outcome"),
    "unit": ("eenheid", "unit"),
    "seeds_one": ("herhaling", "repetition"),
    "seeds_column": ("herhalingen", "repetitions"),
    "band": ("90 %-band", "90% band"),
    "band_explained": (
        "Doorgetrokken met de maatregel, gestreept grijs zonder. De band bevat 90 % van de herhalingen.",
        "Solid with the measure, dashed grey without. The band holds 90% of the repetitions.",
    ),
    "starts": ("begin maatregel", "measure starts"),
    "care_title": ("Hulp die nodig is, en wie die geeft", "Help that is needed, and who gives it"),
    "care_unit": ("uren per week per 1.000 inwoners", "hours a week per 1,000 residents"),
    "need_hours": ("Hulp nodig", "Help needed"),
    "formal_hours": ("Formele zorg", "Formal care"),
    "informal_hours": ("Mantelzorg", "Informal care"),
    "unmet_hours": ("Ontbrekende hulp", "Unmet need"),
    "heavily_strained": ("Zwaarbelaste mantelzorgers", "Heavily strained carers"),
    "strained_title": ("Zwaarbelaste mantelzorgers", "Heavily strained carers"),
    "strained_unit": ("per 1.000 volwassenen", "per 1,000 adults"),
    "who_title": ("Wie raakt zwaarbelast", "Who becomes heavily strained"),
    "who_groups": ("Per 1.000 volwassenen van de groep", "Per 1,000 adults of the group"),
    "who_ties": ("Percentage van de mantelzorgers", "Percentage of the carers"),
    "where_title": ("Waar", "Where"),
    "where_unit": (
        "Verandering van het aantal zwaarbelaste mantelzorgers per 1.000 volwassenen",
        "Change of heavily strained carers per 1,000 adults",
    ),
    "where_one": (
        "Voor deze plaats is er één gebied; kies een gemeente voor een kaart van haar wijken.",
        "This place is one area; choose a municipality for a map of its wijken.",
    ),
    "area": ("gebied", "area"),
    "strained_per_1000": ("zwaarbelast per 1.000 volwassenen", "strained per 1,000 adults"),
    "unmet_per_1000": ("ontbrekende uren per 1.000 inwoners", "unmet hours per 1,000 residents"),
    "money_title": ("Wat het bespaart en wat het verschuift", "What it saves and what it shifts"),
    "money_unit": ("euro per inwoner per jaar", "euros per inhabitant a year"),
    "key_title": ("Alle uitkomsten", "All outcomes"),
    "table": ("Tabel", "Table"),
    "year": ("jaar", "year"),
    "end": ("eind", "end"),
    "low": ("laag", "low"),
    "high": ("hoog", "high"),
    "group": ("groep", "group"),
    # sentences under the charts
    "course_sentence": (
        "{what}: aan het eind {scenario} met en {baseline} zonder maatregel (band {low}–{high}).",
        "{what}: at the end {scenario} with and {baseline} without the measure (band {low}–{high}).",
    ),
    "most_more": (
        "De grootste toename is bij „{name}”: van {baseline} naar {scenario}.",
        "The largest increase is for “{name}”: from {baseline} to {scenario}.",
    ),
    "no_more": ("In geen enkele groep is er een toename.", "No group shows an increase."),
    "money_saves": (
        "Gemeente en verzekeraar geven {saved} euro per inwoner per jaar minder uit; elders komt er "
        "{shifted} euro aan lasten bij.",
        "Municipality and insurer spend {saved} euros less per inhabitant a year; costs of {shifted} "
        "euros appear elsewhere.",
    ),
    "money_saves_only": (
        "Gemeente en verzekeraar geven {saved} euro per inwoner per jaar minder uit; lasten elders "
        "nemen niet aantoonbaar toe.",
        "Municipality and insurer spend {saved} euros less per inhabitant a year; no clear increase "
        "of costs elsewhere can be seen.",
    ),
    "money_spends": (
        "Er wordt niets bespaard: gemeente en verzekeraar geven {spent} euro per inwoner per jaar meer "
        "uit.",
        "Nothing is saved: municipality and insurer spend {spent} euros more per inhabitant a year.",
    ),
    "money_same": (
        "Er wordt niets bespaard en niets verschoven.",
        "Nothing is saved and nothing is shifted.",
    ),
    # groups
    "age": ("Leeftijd", "Age"),
    "sex": ("Geslacht", "Sex"),
    "income": ("Inkomen", "Income"),
    "tenure": ("Woning", "Housing"),
    "relation": ("Zorgt voor", "Cares for"),
    "sole": ("Rol", "Role"),
    "man": ("man", "man"),
    "woman": ("vrouw", "woman"),
    "not_low": ("niet laag", "not low"),
    "low_income": ("laag", "low"),
    "rent": ("huur", "rented"),
    "own": ("koop", "owned"),
    # what the carer is to the recipient, said from the carer's side
    "partner": ("partner", "a partner"),
    "child": ("ouder", "a parent"),
    "child_in_law": ("schoonouder", "a parent-in-law"),
    "parent": ("kind", "a child"),
    "other_kin": ("ander familielid", "other kin"),
    "friend": ("vriend(in)", "a friend"),
    "neighbour": ("buur", "a neighbour"),
    "volunteer": ("iemand, als vrijwilliger", "somebody, as a volunteer"),
    "shared": ("zorgt samen met anderen", "shares the care"),
    "sole_carer": ("staat er alleen voor", "is the only carer"),
    # limits
    "limits_title": ("Wat dit niet kan vertellen", "What this cannot tell"),
    "limits_1": (
        "Dit is een vergelijking van twee mogelijke verlopen van dezelfde, nagebootste buurt. Het is "
        "geen voorspelling.",
        "This compares two possible courses of the same, imitated neighbourhood. It is no forecast.",
    ),
    "limits_2": (
        "De inwoners zijn verzonnen mensen die samen de cijfers van het CBS kloppend maken. Niemand is "
        "een bestaand persoon.",
        "The residents are invented people who together match the figures of Statistics Netherlands. "
        "Nobody is a real person.",
    ),
    "limits_3": (
        "Het model is niet bijgesteld op lokale metingen. De band laat toeval zien, niet de "
        "onzekerheid van de aannames; die staan per knop met bron vermeld.",
        "The model is not tuned to local measurements. The band shows chance, not the uncertainty of "
        "the assumptions; those are named with their source at each lever.",
    ),
    "limits_4": (
        "Kwaliteit van zorg, geluk, beleid van één aanbieder en alles wat buiten de gemeente gebeurt, "
        "zitten er niet in.",
        "Quality of care, happiness, one provider's choices and whatever happens outside the "
        "municipality are not in it.",
    ),
    "sources_title": ("Bronnen", "Sources"),
    "sources_body": (
        "Bevolking en huishoudens: CBS, Kerncijfers wijken en buurten (CC BY 4.0), bewerkt. "
        "Gezondheid: RIVM, GGD'en en CBS, Gezondheidsmonitor. Grenzen: CBS en Kadaster.",
        "Population and households: Statistics Netherlands (CBS), key figures of wijken and buurten "
        "(CC BY 4.0), adapted. Health: RIVM, GGDs and CBS, Health Monitor. Boundaries: CBS and Kadaster.",
    ),
    "data_version": ("Gegevens: {version}", "Data: {version}"),
    # lab
    "lab_title": ("Modellab", "Model lab"),
    "lab_seed": ("Toeval (seed)", "Random seed"),
    "lab_help": (
        "Eén run van het model, week voor week, in de eigen, Engelstalige omgeving van Mesa. Nieuwe "
        "waarden gelden na „Reset”.",
        "One run of the model, week by week, in Mesa's own environment. New values count after “Reset”.",
    ),
    "lab_too_large": (
        "{place} is te groot om hier stap voor stap te volgen: kies een plaats met ten hoogste {most} "
        "inwoners.",
        "{place} is too large to follow step by step here: choose a place of at most {most} residents.",
    ),
    "carers_18_plus": ("Mantelzorgers", "Carers"),
    "household_help_clients": ("Cliënten huishoudelijke hulp", "Household-help clients"),
    "guidance_clients": ("Cliënten begeleiding", "Guidance clients"),
    "district_nursing_clients": ("Cliënten wijkverpleging", "District-nursing clients"),
    "waiting": ("Wachtenden", "Waiting"),
    "persons": ("personen", "persons"),
}


def text(key: str, language: str, **fill: object) -> str:
    """One text in one language, filled in."""
    words = TEXTS[key][LANGUAGES.index(language)]
    return words.format(**fill) if fill else words


def number(value: float | None, language: str, decimals: int = 0, sign: bool = False) -> str:
    """1.234,5 in Dutch and 1,234.5 in English, with a real minus; a dash for what is not known."""
    if value is None or not math.isfinite(value):
        return "–"
    rounded = round(value, decimals) + 0.0  # no minus zero
    written = f"{abs(rounded):,.{decimals}f}"
    if language == "nl":
        written = written.translate(str.maketrans(",.", ".,"))
    before = "−" if rounded < 0 else "+" if sign and rounded > 0 else ""
    return before + written
