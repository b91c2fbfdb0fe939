"""Which schema belongs to which kind of subject, and which topic browsers know it by."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from iaqverse.contracts import subjects
from iaqverse.contracts.action import Action, Alert, Feedback
from iaqverse.contracts.module import Air, Module
from iaqverse.contracts.prediction import Accuracy, Prediction
from iaqverse.contracts.reading import Reading
from iaqverse.contracts.wire import Message

MESSAGE_OF_KIND: Final[Mapping[str, type[Message]]] = MappingProxyType(
    {
        subjects.READINGS: Reading,
        subjects.LATE: Reading,
        subjects.PREDICTIONS: Prediction,
        subjects.ACCURACY: Accuracy,
        subjects.ACTIONS: Action,
        subjects.ALERTS: Alert,
        subjects.AIR: Air,
        subjects.MODULES: Module,
        subjects.FEEDBACK: Feedback,
    }
)

SCHEMA_OF_KIND: Final[Mapping[str, str]] = MappingProxyType(
    {kind: message.schema_name for kind, message in MESSAGE_OF_KIND.items()}
)

TOPIC_OF_KIND: Final[Mapping[str, str]] = MappingProxyType(
    {
        subjects.READINGS: "measurements",
        subjects.PREDICTIONS: "predictions",
        subjects.ACTIONS: "actions",
        subjects.ALERTS: "alerts",
        subjects.MODULES: "modules",
    }
)

TOPICS: Final = tuple(TOPIC_OF_KIND.values())
ALL_TOPICS: Final = "all"
