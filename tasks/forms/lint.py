"""The domain's findings on a diagram: its forms, mails, roles and RACI rows.

Source: ours, because a mistake in a form should be told when it is made and not to
the person who meets it in the middle of a release.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from engine.expressions.functions import Function
from engine.lint.finding import Finding, Severity
from engine.model import Diagram, Node
from tasks.collateral.template import paper_names
from tasks.effect_checks import problems as effect_problems
from tasks.forms.definition import form, path_of, similar
from tasks.forms.problems import Sources, problems
from tasks.forms.shape import Field, FormError, FormUnreadable
from tasks.mail import templates
from tasks.mail.raci_mails import GIVEN
from tasks.mail.readable import ALWAYS, OF_PROCESSES, RECORD_NAMES
from tasks.people import raci
from tasks.people.roles import ROLES, SYSTEM
from tasks.release.collections import COLLECTIONS
from tasks.release.fields import FIELDS, PROCESS_FIELDS
from tasks.release.predefined import predefined

FORM, MAIL, ROLE, RACI = "form", "mail", "role", "raci"


def findings(
    diagram: Diagram, bundle: Mapping[str, bytes], facts: Mapping[str, Function]
) -> list[Finding]:
    """All that is wrong with what a diagram brings beside itself."""
    return [
        *_forms(diagram, bundle, facts),
        *_mails(diagram, bundle, facts),
        *_roles(diagram),
        *_raci(diagram, bundle),
    ]


def mail_names(bundle: Mapping[str, bytes]) -> set[str]:
    """The templates of a bundle, by the name that diagrams use."""
    return {
        path.removeprefix("mail/").removesuffix(".txt")
        for path in bundle
        if path.startswith("mail/") and not path.endswith(".fr.txt")
    }


def sources_of(bundle: Mapping[str, bytes], facts: Mapping[str, Function]) -> Sources:
    """What the forms of a bundle may refer to."""
    release = {*FIELDS, *PROCESS_FIELDS, "id"}
    columns = {name: set(kind.fields) for name, kind in COLLECTIONS.items()}
    return Sources(
        facts=facts,
        roles=ROLES,
        lists=[k for k, v in predefined(bundle).items() if isinstance(v, list)],
        columns={"release": release, **columns},
        check_effects=partial(
            effect_problems, mails=mail_names(bundle), papers=paper_names(bundle)
        ),
    )


def _forms(
    diagram: Diagram, bundle: Mapping[str, bytes], facts: Mapping[str, Function]
) -> Iterator[Finding]:
    sources = sources_of(bundle, facts)
    told: set[str] = set()
    set_by: dict[str, tuple[str, Field]] = {}
    for node in _tasks(diagram):
        name = node.properties.get("form")
        if name is None:
            says = f"“{node.name or node.id}” needs the property “form”."
            yield _found(node, FORM, says)
            continue
        yield from _variables(node, name, bundle, set_by)
        if name not in told:
            told.add(name)
            for problem in _of_form(bundle, name, sources):
                yield _found(node, FORM, f"{path_of(name)}: {problem}")


def _of_form(bundle: Mapping[str, bytes], name: str, sources: Sources) -> Sequence[str]:
    try:
        return problems(form(bundle, name), sources)
    except FormUnreadable as error:
        return error.problems
    except FormError:
        known = [p[6:-5] for p in bundle if p.startswith("forms/")]
        return [f"the file is missing{similar(name, known)}"]


def _variables(
    node: Node,
    name: str,
    bundle: Mapping[str, bytes],
    set_by: dict[str, tuple[str, Field]],
) -> Iterator[Finding]:
    """A variable that two forms set is one thing only if both mean the same type."""
    try:
        fields = form(bundle, name).fields
    except FormError:
        return
    for field in fields:
        if field.variable is None:
            continue
        other, known = set_by.setdefault(field.variable, (name, field))
        if known.type != field.type:
            yield _found(
                node,
                FORM,
                f"The variable “{field.variable}” is {field.type} in {name} and "
                f"{known.type} in {other}: give one of them another name.",
            )


def _mails(
    diagram: Diagram, bundle: Mapping[str, bytes], facts: Mapping[str, Function]
) -> Iterator[Finding]:
    known = mail_names(bundle)
    for node in diagram.nodes.values():
        named = _mail_of(node)
        if named is not None and named not in known:
            hint = similar(named, known)
            yield _found(node, MAIL, f"There is no mail template “{named}”{hint}")
    names = {*ALWAYS, *RECORD_NAMES, *GIVEN, *OF_PROCESSES}
    for path, content in bundle.items():
        if path.startswith("mail/"):
            text = content.decode(errors="replace")
            for problem in templates.check(text, names, facts):
                yield Finding("error", MAIL, None, None, f"{path}: {problem}")
        if path.startswith("mail/") and path.endswith(".fr.txt"):
            continue
        if path.startswith("mail/") and f"{path[:-4]}.fr.txt" not in bundle:
            says = f"{path} has no French text beside it; readers of French get this."
            yield Finding("warning", MAIL, None, None, says)


def _mail_of(node: Node) -> str | None:
    """The template that a node's operator names, if it is a constant."""
    operator = node.operator
    if operator is None:
        return None
    text = operator.parameters.get("mail", "").strip()
    if len(text) > 2 and text[0] == text[-1] and text[0] in "'\"":
        return text[1:-1]
    return None


def _roles(diagram: Diagram) -> Iterator[Finding]:
    for node in _tasks(diagram):
        roles = raci.named_roles(node) or [node.lane or ""]
        for role in roles:
            if role == SYSTEM:
                says = "The system's lane does no human work: name a role."
                yield _found(node, ROLE, says)
            elif not role:
                says = (
                    f"Nobody is to work on “{node.name or node.id}”: put it in a lane."
                )
                yield _found(node, ROLE, says)
            elif role not in ROLES:
                says = f"There is no role “{role}”{similar(role, ROLES)}"
                yield _found(node, ROLE, says)


def _raci(diagram: Diagram, bundle: Mapping[str, bytes]) -> Iterator[Finding]:
    wrong = list(raci.problems(bundle))
    for problem in wrong:
        yield Finding("error", RACI, None, None, problem)
    if wrong:
        return
    for node in diagram.nodes.values():
        activity = node.properties.get("raci")
        if activity is None:
            continue
        if raci.duties_of(bundle, diagram.process_id, node) is None:
            says = f"{raci.FILE} has no activity “{activity}” of {diagram.process_id}."
            yield _found(node, RACI, says)


def _tasks(diagram: Diagram) -> Iterator[Node]:
    return (n for n in diagram.nodes.values() if n.type in ("userTask", "manualTask"))


def _found(
    node: Node, rule: str, message: str, severity: Severity = "error"
) -> Finding:
    return Finding(severity, rule, node.id, node.line, message)
