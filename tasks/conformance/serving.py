"""Which elements of a diagram serve a need of a clause: requirement → element.

What a form, a message or an operator does is found where it is written, so that a
clause follows a diagram that is redrawn and is orphaned when the deed is taken out.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence

from engine.model import Diagram, Node
from tasks.conformance.needs import RACI_ROLES, Need
from tasks.effect_words import Effect
from tasks.forms.definition import form, path_of
from tasks.forms.shape import Field, FormError
from tasks.inbox.items import FORM_PROPERTY
from tasks.messages import effects_of
from tasks.people.raci import Duties, raci

#: Entries that operators write: collection → operators.
WRITTEN_BY = {
    "attempts": ("record_attempt", "begin_attempt"),
    "scorecards": ("create_scorecard",),
    "extensions": ("extend_stabilization",),
    "updates": ("send_update",),
    "documents": ("preset_collateral", "attach_document"),
    "approvals": ("apply_type_rules",),
    "deliverables": ("apply_type_rules",),
    "notes": ("add_note",),
}
#: What operators do beside: operator, kind of need, parameter that says which.
OPERATORS_DO = (
    ("set_milestone", "milestone", "milestone"),
    ("create_record", "milestone", "milestone"),
    ("set_status", "status", "status"),
    ("set_field", "record", "field"),
    ("attach_document", "document", "type"),
    ("send_message", "message", "message"),
    ("start_linked_release", "linked", ""),
)
_GATE = re.compile(r"gate_open\(['\"](\w+)['\"]\)")
_LETTERS = ("responsible", "accountable", "consulted", "informed")

Nodes = tuple[str, ...]


class Serving:
    """A diagram with its bundle, asked for the elements that serve needs."""

    def __init__(self, diagram: Diagram, bundle: Mapping[str, bytes]) -> None:
        self.diagram, self.bundle = diagram, bundle
        self.deeds: dict[tuple[str, str], list[tuple[str, Mapping[str, object]]]] = (
            defaultdict(list)
        )
        for node in diagram.nodes.values():
            self._note_operator(node)
            for effect in self._effects(node):
                self._note_effect(node.id, effect)
        self._ask: Mapping[str, Callable[[Need], Nodes]] = {
            "step": self._step,
            "field": self._field,
            "record": lambda n: self._done("record", n.subject),
            "document": lambda n: self._done("document", n.subject),
            "decision": lambda n: self._done("decision", n.subject),
            "mail": self._mail,
            "rows": self._rows,
            "milestone": lambda n: self._done("milestone", n.subject),
            "status": lambda n: self._done("status", n.subject),
            "raci": self._raci,
            "gate": self._gate,
            "calls": self._calls,
            "message": self._message,
            "linked": lambda _: self._done("linked", ""),
            "audit": lambda _: tuple(diagram.nodes),
        }

    def nodes(self, need: Need) -> Nodes:
        """The elements that serve a need, in the order of the file; none: orphaned."""
        return tuple(dict.fromkeys(self._ask[need.kind](need)))

    def serves(self, alternatives: Sequence[Need]) -> bool:
        """Whether any of the alternatives has an element."""
        return any(self.nodes(need) for need in alternatives)

    # What is done where

    def _note(self, kind: str, subject: str, node: str) -> None:
        self.deeds[kind, subject].append((node, {}))

    def _note_operator(self, node: Node) -> None:
        called = node.operator
        if called is None:
            return
        given = {k: _literal(v) for k, v in called.parameters.items()}
        self.deeds["calls", called.name].append((node.id, given))
        for operator, kind, parameter in OPERATORS_DO:
            if called.name == operator:
                self._note(kind, given.get(parameter, ""), node.id)
        if "mail" in given:
            self._note("mail", given["mail"], node.id)
        for collection, operators in WRITTEN_BY.items():
            if called.name in operators:
                self.deeds["rows", collection].append((node.id, given))

    def _effects(self, node: Node) -> Iterator[Effect]:
        name = node.properties.get("form")
        if name is not None:
            try:
                yield from form(self.bundle, name).effects
            except FormError:
                return  # said by the form's own findings
        for event in node.events:
            if event.kind == "message" and event.ref is not None:
                yield from effects_of(self.bundle, event.ref)

    def _note_effect(self, node: str, effect: Effect) -> None:
        if "save" in effect:
            self._note_saved(node, effect["save"], effect.get("values", {}))
        if "document" in effect:
            self._note("document", effect["document"], node)
            self._note("rows", "documents", node)
        if "note" in effect:
            self.deeds["rows", "notes"].append((node, {"kind": effect["note"]}))
        if "notify" in effect:
            self._note("mail", effect["notify"], node)
        if "link" in effect:
            self._note("linked", "", node)

    def _note_saved(self, node: str, saved: str, values: Mapping[str, object]) -> None:
        given = {name: _literal(str(value)) for name, value in values.items()}
        if saved == "release":
            for column in values:
                self._note("record", column, node)
        else:
            self.deeds["rows", saved].append((node, given))
        if saved == "decisions":
            self._note("decision", given.get("kind", ""), node)

    def _done(self, kind: str, subject: str) -> Nodes:
        return tuple(node for node, _ in self.deeds.get((kind, subject), ()))

    # One question a kind

    def _step(self, need: Need) -> Nodes:
        return (need.subject,) if need.subject in self.diagram.nodes else ()

    def _field(self, need: Need) -> Nodes:
        node = self.diagram.nodes.get(need.subject)
        name = None if node is None else node.properties.get("form")
        if node is None or name is None or path_of(name) not in self.bundle:
            return ()
        try:
            fields = form(self.bundle, name).fields
        except FormError:
            return ()
        known = all(field_named(fields, path) for path in need.more)
        return (node.id,) if known else ()

    def _mail(self, need: Need) -> Nodes:
        if f"mail/{need.subject}.txt" not in self.bundle:
            return ()
        if need.subject.startswith("_"):  # those of RACI go out at every activity
            return tuple(
                n.id for n in self.diagram.nodes.values() if "raci" in n.properties
            )
        return self._done("mail", need.subject)

    def _rows(self, need: Need) -> Nodes:
        return self._asked("rows", need)

    def _calls(self, need: Need) -> Nodes:
        return self._asked("calls", need)

    def _asked(self, kind: str, need: Need) -> Nodes:
        found = self.deeds.get((kind, need.subject), ())
        if need.asked is None:
            return tuple(node for node, _ in found)
        name = need.asked[0]
        return tuple(
            node
            for node, given in found
            # What is computed may be anything.
            if given.get(name) == "" or (name in given and need.fits(given[name]))
        )

    def _raci(self, need: Need) -> Nodes:
        duties = raci(self.bundle).duties(self.diagram.process_id, need.subject)
        if duties is None:
            return ()
        for role, letters in zip(RACI_ROLES, need.more, strict=True):
            if _held(duties, role) != set(letters.replace("-", "")):
                return ()
        return tuple(
            node.id
            for node in self.diagram.nodes.values()
            if node.properties.get("raci") == need.subject
        )

    def _gate(self, need: Need) -> Nodes:
        gateways = tuple(
            flow.source
            for flow in self.diagram.flows.values()
            if need.subject in _GATE.findall(flow.condition or "")
        )
        if gateways:
            return gateways
        # Showing what is missing is not enough: a form has to insist on it.
        return tuple(
            node.id
            for node in self.diagram.nodes.values()
            if need.subject in _GATE.findall(self._insists_on(node))
        )

    def _insists_on(self, node: Node) -> str:
        name = node.properties.get("form")
        if name is None:
            return ""
        try:
            return " ".join(check.that for check in form(self.bundle, name).checks)
        except FormError:
            return ""

    def _message(self, need: Need) -> Nodes:
        awaited = tuple(
            node.id
            for node in self.diagram.nodes.values()
            if any(e.kind == "message" and e.ref == need.subject for e in node.events)
        )
        return awaited + self._done("message", need.subject)


def _held(duties: Duties, role: str) -> set[str]:
    """The letters of a role; of a coordinator, whichever process it is of."""
    return {
        letter[0].upper()
        for letter in _LETTERS
        if any(r.startswith(role) for r in getattr(duties, letter))
    }


def forms_of(diagram: Diagram) -> set[str]:
    """The forms that a diagram's tasks and plan items use."""
    named = {node.properties.get("form") for node in diagram.nodes.values()}
    named.add(diagram.properties.get(FORM_PROPERTY))
    return {name for name in named if name}


def field_named(fields: Sequence[Field], path: str) -> Field | None:
    """The field of a form, or the column of one of its lists: ``rows.column``."""
    name, _, column = path.partition(".")
    found = next((field for field in fields if field.name == name), None)
    if found is None or not column:
        return found
    return next((field for field in found.fields if field.name == column), None)


def _literal(expression: str) -> str:
    """What a parameter says outright; empty when it is computed."""
    found = re.fullmatch(
        r"'([^']*)'|\"([^\"]*)\"|(-?\d+(?:\.\d+)?)", expression.strip()
    )
    return "" if found is None else next(g for g in found.groups() if g is not None)
