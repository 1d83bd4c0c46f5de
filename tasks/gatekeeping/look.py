"""What a gate sees of a release, and what it says is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, NamedTuple

from engine.ports import Context
from tasks.inbox.asked import open_steps
from tasks.release.loaded import release_of, remembered, rows
from tasks.release.predefined import predefined


class Missing(NamedTuple):
    """One thing that is missing, in both languages."""

    en: str
    fr: str

    def in_language(self, language: str) -> str:
        """The sentence in this language."""
        return self.fr if language == "fr" else self.en


@dataclass(frozen=True, slots=True)
class Look:
    """What a gate may look at; each table is read when asked for."""

    context: Context
    release_id: str

    @property
    def release(self) -> Mapping[str, Any]:
        """The release's own row."""
        return release_of(self.context, self.release_id)

    def rows(self, collection: str) -> Sequence[Mapping[str, Any]]:
        """A collection of the release."""
        return rows(self.context, collection, self.release_id)

    def has_document(self, state: str, *types: str) -> bool:
        """Whether one of these documents is in this state."""
        found = self.rows("documents")
        return any(d["type"] in types and d["state"] == state for d in found)

    def requires(self, need: str) -> bool:
        """Whether the release's type needs this; more than ours may be configured."""
        kind = self.release["release_type"]
        types = predefined(self.context.bundle).get("types", {})
        configured = types.get(kind, {}).get("requires", ())
        return need in NEEDS.get(kind, ()) or need in configured

    def waived(self, word: str) -> bool:
        """Whether a deviation, with its reason, waives the rule of this word."""
        return any(
            word in (d["rule"] or "").lower()
            and d["reason"]
            and d["state"] != "Rejected"
            for d in self.rows("deviations")
        )

    def held_by(self, gate: str) -> list[str]:
        """Names of the diagram's steps that are open and hold this gate shut."""
        context = self.context
        if context.instance is None or context.diagram is None:
            return []
        read = partial(open_steps, context.conn, context.instance.id)
        nodes = context.diagram.nodes
        open_nodes = [nodes[s] for s in remembered(context, "open_steps", read)]
        return [n.name for n in open_nodes if n.properties.get("holds") == gate]


#: Source: Release Standard 3.7.3, "requires" and criteria together; AMB-17.
NEEDS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "Significant / Large": frozenset(
            {"registered_project", "crq", "test_or_pilot"}
        ),
        "Extensive / Widespread": frozenset(
            {"registered_project", "crq", "test_or_pilot"}
        ),
    }
)
