"""The door of lint: what it refuses, what it survives, whom it asks besides."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from engine.errors import UnsafeDiagram
from engine.lint import Finding
from engine.model import MAX_BYTES
from tests.engine.diagrams import HEAD, bpmn, end, par, service, start, user, xor
from tests.engine.lint.examples import EXAMPLES
from tests.engine.lint.linting import linted, told

S, E = start("S"), end("E")
ROW = bpmn(S, user("A"), E, "S -> A -> E")
BODY = ROW.split(b"\n", 1)[1]

HOSTILE = {
    "a document type": b"<!DOCTYPE x>" + BODY,
    "an external entity": b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
    + BODY.replace(b'id="A"', b'id="&e;"'),
    "a billion laughs": b'<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">'
    b'<!ENTITY c "&b;&b;&b;&b;">]>' + BODY.replace(b'id="A"', b'id="&c;"'),
    "a parameter entity": b'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/">%p;]>'
    + BODY,
    "a document type in UTF-16": ("<!DOCTYPE x>" + BODY.decode()).encode("utf-16"),
    "UTF-16 declared but not written": b'<?xml version="1.0" encoding="UTF-16"?>'
    + BODY,
    "an unknown encoding": b'<?xml version="1.0" encoding="klingon"?>' + BODY,
    "deep nesting": HEAD.encode()
    + b"<a>" * 300
    + b"</a>" * 300
    + b"</bpmn:definitions>",
    "very deep nesting": b"<a>" * 100_000,
    "more than 5 MB": ROW + b" " * MAX_BYTES,
    "no BPMN": b"<html><body/></html>",
    "BPMN without a process": HEAD.encode() + b"</bpmn:definitions>",
    "no XML": b"\x00\x01\x02",
    "nothing": b"",
    "half a file": ROW[: len(ROW) // 2],
    "a zip file": b"PK\x03\x04" + bytes(200),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_what_is_no_safe_bpmn_is_refused_with_a_sentence(what: str) -> None:
    with pytest.raises(UnsafeDiagram) as refused:
        linted(HOSTILE[what])

    assert str(refused.value).endswith(".")
    assert "/etc" not in str(refused.value)


def test_nothing_is_fetched_for_a_schema_location() -> None:
    located = ROW.replace(
        b'id="defs"', b'id="defs" xsi:schemaLocation="urn:x http://127.0.0.1:9/x.xsd"'
    )

    assert linted(located) == []


def test_a_byte_order_mark_says_more_than_a_wrong_declaration() -> None:
    assert linted(ROW.decode().encode("utf-16")) == []


def test_the_domain_adds_its_findings_in_their_place() -> None:
    own = Finding("warning", "role", "A", 3, "Nobody has this role.")

    found = linted(EXAMPLES["quantity"][0], extra=lambda diagram: [own, own])

    assert found.count(own) == 1
    assert [f.line for f in found] == sorted(f.line or 0 for f in found)


def test_the_domain_is_not_asked_of_a_file_with_two_of_one_id() -> None:
    asked: list[str] = []

    linted(EXAMPLES["id-twice"][0], extra=lambda diagram: asked.append("x") or [])

    assert asked == []


def test_what_only_the_engine_knows_is_told_last() -> None:
    odd = "<spiffworkflow:unitTests><spiffworkflow:unitTest/></spiffworkflow:unitTests>"
    inner = f"<bpmn:extensionElements>{odd}</bpmn:extensionElements>"

    found = linted(bpmn(S, user("A").holding(inner), E, "S -> A -> E"))

    assert [(f.rule, f.element, f.severity) for f in found] == [
        ("engine", "p", "error")
    ]


def test_a_chain_of_a_thousand_steps_is_read_to_its_end() -> None:
    steps = [f"A{i}" for i in range(1000)]

    xml = bpmn(S, *map(user, steps), E, " -> ".join(["S", *steps, "E"]))

    assert linted(xml) == []


def test_a_thousand_nodes_in_blocks_and_loops_are_read_to_their_end() -> None:
    parts: list[object] = [S, E]
    before = "S -> M0"
    for i in range(140):
        parts += [
            xor(f"M{i}"), par(f"P{i}"), user(f"A{i}"), user(f"B{i}"), par(f"J{i}"),
            service(f"T{i}", "tell", to="'all'"), xor(f"G{i}"), before,
            f"M{i} -> P{i} -> A{i} -> J{i}", f"P{i} -> B{i} -> J{i} -> T{i} -> G{i}",
            f"G{i} -> M{i} if flag('again')",
        ]  # fmt: skip
        before = f"G{i} -> M{i + 1} else"
    parts.append("G139 -> E else")

    assert linted(bpmn(*parts)) == []  # type: ignore[arg-type]


@given(st.integers(0, 2**32), st.text(max_size=12))
def test_no_garbage_in_a_file_is_more_than_a_finding(seed: int, garbage: str) -> None:
    damaged = damage(seed, garbage)

    found = linted(damaged)

    assert all(f.message and f.rule for f in found)


def damage(seed: int, garbage: str) -> bytes:
    """One of the example files with an attribute or element changed at random."""
    chance = random.Random(seed)
    root = etree.fromstring(chance.choice(sorted(EXAMPLES.values()))[0])
    process = root.find("{*}process")
    for _ in range(chance.randint(1, 3)):
        element = chance.choice(list(process.iter()))
        ids = [e.get("id") for e in root.iter() if e.get("id")]
        words = ["", "true", "-1", *ids, "".join(filter(str.isprintable, garbage))]
        match chance.randint(0, 4):
            case 0 if element.attrib:
                del element.attrib[chance.choice(sorted(element.attrib))]
            case 1 if element.attrib:
                element.set(chance.choice(sorted(element.attrib)), chance.choice(words))
            case 2 if element is not process:
                element.getparent().remove(element)
            case 3:
                other = chance.choice(list(process.iter()))
                if element not in other.iterancestors() and element is not process:
                    other.append(element) if element is not other else None
            case _:
                element.text = chance.choice(words)
    return etree.tostring(root)


def test_garbage_in_an_expression_is_a_finding() -> None:
    xml = bpmn(
        S, user("A", due_in="\N{FIRE}] ; drop"), E, "S -> A -> E"
    )  # fmt: skip

    assert ("expression", "A") in told(xml)
