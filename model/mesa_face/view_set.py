"""Mesa's AgentSet over lazy views: it holds ids, and makes a view when one is asked for.

A set is taken at one moment, like a list. Whoever leaves the model afterwards drops out of it, as
removed agents do from Mesa's own sets; newcomers are in the next set that you take. Attributes of
the columns are read for all agents at once.
"""

from __future__ import annotations

import operator
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from mesa.agent import AgentSet

try:
    from mesa.agentset import GroupBy  # Mesa 3.5
except ImportError:
    from mesa.agent import GroupBy

from zorgzaam.model.mesa_face.attributes import Attribute
from zorgzaam.model.mesa_face.views import (
    ROLES,
    Person,
    Professional,
    View,
    present,
    rows_of,
    view_of,
)

if TYPE_CHECKING:
    from zorgzaam.model.mesa_face.participation_model import ParticipationModel

_REFUSE = object()  # stands for 'a missing attribute is an error'


class ViewSet(AgentSet):
    """An ordered set of agents of one model, by id; in one role, or in the first of each."""

    def __init__(self, agents: Iterable[View] = (), random: Any = None) -> None:  # noqa: ARG002
        # Not Mesa's: it would keep weak references to views that nobody else holds. `random` is
        # there because Mesa passes it; orders are drawn by the model's own keyed generator.
        if isinstance(agents, ViewSet):
            model, role, ids = agents.model, agents.role, agents.present_ids().tolist()
        else:
            views = list(agents)
            kinds = {type(view) for view in views}
            model = views[0].model if views else None
            role = kinds.pop() if len(kinds) == 1 else None
            ids = [view.unique_id for view in views]
        self._hold(model, ids, role)

    @classmethod
    def of(
        cls, model: ParticipationModel, ids: Iterable[int], role: type[View] | None = None
    ) -> ViewSet:
        """The set of these ids, seen in this role (None: each in the first role it has)."""
        made = cls.__new__(cls)
        made._hold(model, ids, role)
        return made

    def _hold(
        self, model: ParticipationModel | None, ids: Iterable[int], role: type[View] | None
    ) -> None:
        self.model = model
        self.role = role
        self._ids = dict.fromkeys(ids)  # an ordered set

    def _like(self, ids: Iterable[int], inplace: bool = False) -> ViewSet:
        """A set of some of these agents: a new one, or this one changed."""
        if inplace:
            self._ids = dict.fromkeys(ids)
            return self
        return type(self).of(self.model, ids, self.role) if self.model else type(self)()

    def present_ids(self) -> np.ndarray[Any, Any]:
        """Ids of those who are still in the model, in the order of the set."""
        ids = np.fromiter(self._ids, np.int64, len(self._ids))
        return ids[present(self.model.world, ids)] if self.model else ids

    def _view(self, unique_id: int) -> View:
        assert self.model is not None
        if self.role is None:
            return view_of(self.model, unique_id)
        return self.role(self.model, unique_id)

    def __len__(self) -> int:
        return len(self.present_ids())

    def __iter__(self) -> Iterator[View]:
        for unique_id in self.present_ids().tolist():
            yield self._view(unique_id)

    def __contains__(self, agent: object) -> bool:
        return (
            isinstance(agent, View)
            and agent.model is self.model
            and agent.unique_id in self._ids
            and agent.is_present
        )

    def __getitem__(self, item: Any) -> Any:
        ids = self.present_ids()[item]
        if isinstance(item, slice):
            return [self._view(unique_id) for unique_id in ids.tolist()]
        return self._view(int(ids))

    def __reversed__(self) -> Iterator[View]:
        return iter(self.to_list()[::-1])

    def __repr__(self) -> str:
        kind = self.role.__name__ if self.role else "agent"
        return f"<ViewSet: {len(self)} of {kind}>"

    def to_list(self) -> list[View]:
        """All agents, as a list of views."""
        return list(self)

    def copy(self) -> ViewSet:
        """Another set of the same agents."""
        return self._like(self._ids)

    __copy__ = copy

    def add(self, agent: View) -> None:
        """Put an agent of the same model in this set (the model itself does not change)."""
        if self.model is not None and agent.model is not self.model:
            raise ValueError("a set holds agents of one model; this agent is of another")
        if self.model is None:
            self._hold(agent.model, (), type(agent))
        if self.role is not type(agent):
            self.role = None
        self._ids[agent.unique_id] = None

    def discard(self, agent: View) -> None:
        """Take an agent out of this set if it is in it."""
        if agent.model is self.model:
            self._ids.pop(agent.unique_id, None)

    def remove(self, agent: View) -> None:
        """Take an agent out of this set; KeyError if it is not in it."""
        if agent not in self:
            raise KeyError(agent)
        self.discard(agent)

    def select(
        self,
        filter_func: Callable[[Any], bool] | None = None,
        at_most: float = float("inf"),
        inplace: bool = False,
        agent_type: type[Any] | None = None,
    ) -> ViewSet:
        """Those for whom `filter_func` holds and who have this role; at most so many or this share."""
        ids = self.present_ids()
        if isinstance(at_most, float) and at_most <= 1.0:
            at_most = int(len(ids) * at_most)
        role = self.role
        if agent_type in ROLES and self.model is not None:
            role = agent_type
            ids = ids[np.isin(ids, agent_type.ids(self.model.world))]
        elif agent_type is not None:
            ids = np.array([i for i in ids.tolist() if isinstance(self._view(i), agent_type)], int)
        chosen = self._like([], inplace)
        chosen.role = role
        for unique_id in ids.tolist():
            if len(chosen._ids) >= at_most:
                break
            if filter_func is None or filter_func(chosen._view(unique_id)):
                chosen._ids[unique_id] = None
        return chosen

    def sort(
        self, key: Callable[[Any], Any] | str, ascending: bool = False, inplace: bool = False
    ) -> ViewSet:
        """In order of an attribute or of what a function gives; highest first unless ascending."""
        ids, values = self.present_ids().tolist(), self._read(key)
        order = sorted(range(len(ids)), key=values.__getitem__, reverse=not ascending)
        return self._like([ids[i] for i in order], inplace)

    def shuffle(self, inplace: bool = False) -> ViewSet:
        """In random order: keyed by the model's seed and week, another one at every call."""
        ids = self.present_ids()
        if self.model is not None:
            ids = self.model.shuffled(ids)
        return self._like(ids.tolist(), inplace)

    def do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> ViewSet:
        """Call a method, or a function, on each agent."""
        self.map(method, *args, **kwargs)
        return self

    def shuffle_do(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> ViewSet:
        """The same in random order."""
        self.shuffle().map(method, *args, **kwargs)
        return self

    def map(self, method: str | Callable[..., Any], *args: Any, **kwargs: Any) -> list[Any]:
        """What a method, or a function, returns for each agent."""
        if isinstance(method, str):
            return [getattr(agent, method)(*args, **kwargs) for agent in self]
        return [method(agent, *args, **kwargs) for agent in self]

    def get(
        self,
        attr_names: str | list[str],
        handle_missing: str = "error",
        default_value: Any = None,
    ) -> list[Any]:
        """An attribute of each agent, or a list of several; read for all agents at once."""
        if handle_missing not in ("error", "default"):
            raise ValueError(
                f"Unknown handle_missing option: {handle_missing}, should be 'error' or 'default'"
            )
        default = _REFUSE if handle_missing == "error" else default_value
        if isinstance(attr_names, str):
            return self._values(attr_names, default)
        columns = [self._values(name, default) for name in attr_names]
        return [list(values) for values in zip(*columns, strict=True)]

    def _values(self, name: str, default: Any = _REFUSE) -> list[Any]:
        if self.model is None:
            return []
        ids = self.present_ids()
        rows, professional = rows_of(ids)
        values: list[Any] = [None] * len(ids)
        for kind, mask in ((Person, ~professional), (Professional, professional)):
            if not mask.any():
                continue
            attribute = getattr(kind, name, None)
            if isinstance(attribute, Attribute):
                part = attribute.of_rows(self.model.world, rows[mask])
            elif default is _REFUSE:
                part = [getattr(self._view(i), name) for i in ids[mask].tolist()]
            else:
                part = [getattr(self._view(i), name, default) for i in ids[mask].tolist()]
            for index, value in zip(np.flatnonzero(mask).tolist(), part, strict=True):
                values[index] = value
        return values

    def _read(self, by: Callable[[Any], Any] | str) -> list[Any]:
        if isinstance(by, str) and "." not in by:
            return self._values(by)
        return self.map(operator.attrgetter(by) if isinstance(by, str) else by)

    def groupby(self, by: Callable[[Any], Any] | str, result_type: str = "agentset") -> Any:
        """Groups by an attribute, or by what a function gives, as Mesa's GroupBy."""
        groups: dict[Any, list[int]] = defaultdict(list)
        for unique_id, value in zip(self.present_ids().tolist(), self._read(by), strict=True):
            groups[value].append(unique_id)
        if result_type == "agentset":
            return GroupBy({value: self._like(ids) for value, ids in groups.items()})
        return GroupBy({v: [self._view(i) for i in ids] for v, ids in groups.items()})

    def _update(self, agents: Iterable[View]) -> ViewSet:
        return self._like([agent.unique_id for agent in agents], inplace=True)

    def __getstate__(self) -> dict[str, Any]:
        return {"model": self.model, "ids": list(self._ids), "role": self.role}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self._hold(state["model"], state["ids"], state["role"])
