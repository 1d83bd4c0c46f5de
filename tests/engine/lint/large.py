"""A large diagram on one level: loops, decisions and parallel blocks in a row."""

from tests.engine.diagrams import Part, bpmn, end, par, service, start, user, xor

#: Nodes of one part of the row.
EACH = 11


def large(nodes: int) -> bytes:
    """A sound diagram of about so many nodes."""
    parts: list[Part | str] = [start("S")]
    lines, before = [], "S"
    for n in range((nodes - 2) // EACH):
        parts += [
            *(xor(f"L{n}"), user(f"E{n}", form=f"y{n}"), xor(f"H{n}")),
            *(user(f"A{n}", form=f"x{n}"), xor(f"G{n}"), user(f"B{n}", form="b")),
            *(xor(f"M{n}"), par(f"P{n}"), user(f"C{n}", form="c")),
            *(service(f"D{n}", "tell", to="'all'"), par(f"J{n}")),
        ]
        lines += [
            f"{before} -> L{n} -> E{n} -> H{n} -> A{n} else",
            f"H{n} -> L{n} if y{n} == 1",
            f"A{n} -> G{n} -> M{n} else",
            f"G{n} -> B{n} if x{n} == True",
            f"B{n} -> M{n} -> P{n} -> C{n} -> J{n}",
            f"P{n} -> D{n} -> J{n}",
        ]
        before = f"J{n}"
    return bpmn(*parts, end("Z"), *lines, f"{before} -> Z")
