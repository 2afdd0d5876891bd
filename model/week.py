"""The week: one literal list of processes, in the order in which things happen."""

from typing import Final

from zorgzaam.model.process import Process
from zorgzaam.model.processes.access import ACCESS
from zorgzaam.model.processes.admission import ADMISSION
from zorgzaam.model.processes.asking import ASKING
from zorgzaam.model.processes.brokering import BROKERING
from zorgzaam.model.processes.collective import COLLECTIVE
from zorgzaam.model.processes.delivery import DELIVERY
from zorgzaam.model.processes.family import FAMILY
from zorgzaam.model.processes.formal_care import FORMAL_CARE
from zorgzaam.model.processes.health import HEALTH
from zorgzaam.model.processes.initiatives import INITIATIVES
from zorgzaam.model.processes.life import LIFE
from zorgzaam.model.processes.observe import OBSERVE
from zorgzaam.model.processes.renewal import RENEWAL
from zorgzaam.model.processes.strain import STRAIN
from zorgzaam.model.processes.ties import TIES
from zorgzaam.model.processes.workforce import WORKFORCE

WEEK: Final[tuple[Process, ...]] = (
    LIFE,  # who is there
    HEALTH,  # who needs help
    FAMILY,  # which households with children cannot manage
    ACCESS,  # who is entitled to formal help
    FORMAL_CARE,  # which hours the budgets buy, and for whom
    ASKING,  # who asks whom, and who says yes
    BROKERING,  # who is asked on somebody's behalf, and who is introduced
    COLLECTIVE,  # who comes to a walk-in, and who meets there
    DELIVERY,  # hours given and received; what is left is unmet
    STRAIN,  # what caring does to carers
    ADMISSION,  # who cannot stay at home
    TIES,  # which ties fade or begin
    WORKFORCE,  # who leaves or joins, and what is reorganised
    INITIATIVES,  # what residents set up together
    OBSERVE,  # what happened
)

# Before the start nobody is born, dies or moves, and who is admitted makes room for somebody just like
# them, so that the population at the start is exactly the one of the figures; needs and arrangements
# come and go while indications and ties settle.
SETTLING_WEEK: Final[tuple[Process, ...]] = (
    RENEWAL,
    *(process for process in WEEK if process is not LIFE),
)
