"""The page that walks through one week of one carer, from a run of today's model.

`python -m zorgzaam.experiments.one_carer.page docs` writes it; a test holds the page to it.
"""

import sys
from pathlib import Path
from typing import Final

from zorgzaam.agents.people import WOMAN
from zorgzaam.experiments.one_carer.finding import (
    AGES,
    MANY_HOURS,
    OLD,
    Pair,
    age,
    find,
    received,
    said,
    snapshot,
)
from zorgzaam.experiments.one_carer.telling import SEVERITIES, TELLERS
from zorgzaam.model.care.ties import main_tie
from zorgzaam.model.network import (
    NO_RELATION,
    RELATION_NAMES,
    VOLUNTEER,
)
from zorgzaam.model.places import resolve
from zorgzaam.model.simulation import advance, prepare, start
from zorgzaam.model.timeline import Timeline
from zorgzaam.model.week import WEEK
from zorgzaam.model.world import World

NAME: Final = "a-week-of-one-carer.md"
PLACE: Final = "WK051306"  # Kort Haarlem, Gouda
SEED: Final = 1
FIRST_WEEK: Final = 52
WEEKS: Final = 40  # in which a fitting carer is looked for


def introduction(world: World, pair: Pair) -> str:
    """Who they are at the start of the week."""
    people, ties = world.people, world.ties
    carer, recipient = pair
    she = "she" if people.sex[carer] == WOMAN else "he"
    her = "her" if people.sex[recipient] == WOMAN else "him"
    main = int(main_tie(world.handle, carer))
    is_to = said(RELATION_NAMES[ties.relation[main]])
    others = sorted({int(ties.giver[s]) for s in received(world, recipient)} - {carer})
    sex = "woman" if people.sex[carer] == WOMAN else "man"
    its = "woman" if people.sex[recipient] == WOMAN else "man"
    same = people.household[carer] == people.household[recipient]
    dementia = " and dementia" if people.dementia[recipient] else ""
    work = people.work_hours[carer]
    start_row, end_row = world.contacts.start[recipient : recipient + 2]
    contacts = world.contacts.relation[start_row:end_row]
    known = int((contacts != NO_RELATION).sum())
    return f"""\
The carer lives in row {carer}: a {sex} of {age(world, carer)} with {SEVERITIES[people.severity[carer]]} \
limitation, {f"{work} hours of paid work" if work else "no paid work"}. The one cared for lives in row \
{recipient}: a {its} of {age(world, recipient)} with {SEVERITIES[people.severity[recipient]]} limitation\
{dementia}, {"at the same address" if same else "at another address"}. To {her} the \
carer is the {is_to}. Row {recipient} has {known} kin and friends, and {len(others) + 1} of all whom the \
model knows care for {her}. At the start of week {world.week} {she} had given care for \
{people.weeks_caring[carer]} weeks in a row and been heavily strained for {people.weeks_heavy[carer]}."""


def page() -> str:
    """The whole page."""
    place = resolve(PLACE)
    world = start(prepare(place, SEED), FIRST_WEEK + WEEKS)
    pair = None
    while world.week < FIRST_WEEK + WEEKS:
        pair = find(world) if world.week >= FIRST_WEEK else None
        if pair is not None:
            break
        advance(world, Timeline())
    if pair is None:
        raise LookupError(
            f"nobody fits in the weeks {FIRST_WEEK} to {FIRST_WEEK + WEEKS} of {PLACE}"
        )
    volunteer = int((world.ties.relation == VOLUNTEER).sum())
    parts = [
        f"""\
<!-- Made by `make docs-carer` from a run. Do not edit by hand. -->

# A week of one carer

What the model does to one person in one week, told with the numbers of one run: {place.name} ({PLACE}, \
{place.residents:,} residents), baseline, seed {SEED}, week {world.week} (the start is week 0). It is the first \
carer of {AGES.start} to {AGES.stop - 1} there, from week {FIRST_WEEK} on, who gives {MANY_HOURS} hours or more and is heavily strained, whose severely limited recipient of {OLD} or over lacks help and has a \
professional, and who has a turn in the same week. So it is a hard case, not an average one. Nobody \
here exists.

The rules behind each step are in section 7 of [ODD.md](ODD.md). 'Draws' are numbers between 0 and 1 that \
belong to a person, a purpose and a week: another scenario with this seed draws the same.

## Who

{introduction(world, pair)}

In this week {int((world.ties.giver >= 0).sum()):,} care ties stand among everybody in the run, kin elsewhere \
included; {volunteer} of them are visits by volunteers.
"""
    ]
    world.change(())
    for number, (process, tell) in enumerate(zip(WEEK, TELLERS, strict=True), start=1):
        assert process.name == tell.__name__, process.name
        before = snapshot(world, pair)
        process(world)
        after = snapshot(world, pair) if world.people.care_file[pair.recipient] >= 0 else before
        parts.append(
            f"## {number}. {process.name}\n\n*{process.why[0].upper()}{process.why[1:]}.*\n"
        )
        parts.append(tell(world, pair, before, after) + "\n")
    return "\n".join(parts)


if __name__ == "__main__":
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "docs")
    (folder / NAME).write_text(page(), encoding="utf-8")
