"""The world and its week: places, ties, money, processes, outcomes, the Mesa model."""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from zorgzaam.model.mesa_face.participation_model import ParticipationModel

__all__ = ["ParticipationModel"]


def __getattr__(name: str) -> Any:
    """The model is imported when first asked for, so that figures and places load without Mesa."""
    if name == "ParticipationModel":
        from zorgzaam.model.mesa_face.participation_model import ParticipationModel

        return ParticipationModel
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
