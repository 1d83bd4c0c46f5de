"""Texts that try to leave the language, to read what is private, or to cost too much.

Each belongs to a family; none may do more than give a plain value or be refused.
"""

from collections.abc import Iterator
from itertools import product

SUBJECTS = ("n", "d", "'a'", "1", "[]", "None", "len", "today", "(1, 2)", "days(1)")
SPECIAL = (
    *("__class__", "__dict__", "__globals__", "__subclasses__", "__init__", "__mro__"),
    *("__builtins__", "__code__", "__reduce__", "gi_frame", "f_globals", "tb_frame"),
    *("func", "args", "keywords", "tzinfo", "utcoffset", "real", "format", "join"),
    *("items", "values", "pop", "append", "clear", "update", "setdefault", "_secret"),
)
BUILTINS = (
    *("eval", "exec", "open", "compile", "getattr", "setattr", "vars", "globals"),
    *("locals", "type", "print", "input", "help", "breakpoint", "memoryview", "iter"),
    *("super", "object", "map", "range", "sum", "bytearray", "exit", "__import__"),
)
REFUSED = (
    # statements and scopes
    *("import os", "n = 1", "n := 1", "(n := 1)", "del n", "global n", "pass", "n; n"),
    *("lambda: n", "(lambda: n)()", "yield n", "(yield)", "await n", "assert n"),
    *("[x for x in n]", "{x for x in n}", "(x for x in n)", "{x: x for x in n}"),
    *("[*n]", "len(*n)", "len(**d)", "len(value=n)", "n if n", "print(n, file=d)"),
    # objects by way of texts
    *("f'{n}'", "f'{n.__class__}'", "'%s' % n", "'{0.__class__}'.format(n)"),
    *("rf'{n}'", "b'abc'", "u'abc'", "'a'.join(n)", "'a'.upper()", "'a'[0]", "'a'[:]"),
    *("d[0:1]", "d[::]", "d[...]", "d[n, n]", "d[()]", "d[lambda: n]"),
    # numbers that grow
    *("9**9**9", "2**100000", "1<<100000", "10**15*10**15", "9e999", "1e308*10"),
    *("9" * 400, "-" + "9" * 300, "9" * 15 + "*" + "9" * 15, "0xffffffffffffffff"),
    *("'a'*10**9", "'a'*999999999", "[0]*999999999", "(0,)*999999999", "~n", "n@n"),
    *("days(10**14)", "weeks(999999999999)", "hours(9)*999999999999999", "1/0"),
    *("round(1, 999999)", "round(1, -999999)", "add_business_days(today(), 10**9)"),
    *("business_days('0001-01-01', '9999-12-31')", "date('9999-12-31')+days(9)"),
    # hidden characters
    *("\ufeffn", "n\x00", "n\x1b", "\u202en", "n\u2066", "n\u200d", "n # n", "#"),
    *(
        "# coding: utf-7\nn",
        "+AG4-",
        "\\u006e",
        "n\\\n",
        "ｎ",
        "ｌｅｎ(d)",
        "d.ｋ",
        "𝓃",
    ),
    *("'\\x00'", "'\\ud800'", "'\ud800'", "'a\x00b'", "'\\N{BULLET}'", "'''n"),
    # shape
    *("n,", "n, n", "()", ",", ")", "(", "'", '"', "n)", "(n", "n n", "n..k", ".n"),
    *("not", "and n", "n or", "n in", "in n", "n is n", "n is not n", "n <> n", "n!"),
    *("True = 1", "None()", "True()", "'a'()", "1()", "d()", "d.k()", "d['k']()"),
    *("len()()", "[len][0](n)", "(len if n else len)(n)", "len", "today", "len.n"),
    *("(" * 300 + ")" * 300, "[" * 300, "-" * 499 + "1", "not " * 120 + "n"),
    *("n" + ".k" * 240, "n" + "[0]" * 160, "len(" * 120 + ")" * 120),
)
COSTLY = (
    "+".join(["count_of(rows,'n',n)"] * 20),
    "+".join(["count_of(rows,'due',today())"] * 15),
    " and ".join(["any_of(rows,'n',values,'in')"] * 15),
    "count_where(" + "rows,'n','in',values,'n','in',values,'n','in',values)",
    " or ".join(["n in values"] * 40),
    "rows == rows and rows == rows and rows == rows",
    "[rows, rows, rows, rows, rows, rows, rows, rows]",
    "text(long, long, long)",
    "long in long and long in long",
    "lowest(values) + highest(values) + len(rows)",
    "business_days('2020-01-01', '2025-01-01')",
    "add_business_days(today(), 1000)",
    "1" + "+1" * 22,
)


def texts() -> Iterator[str]:
    """Every attack, the members and calls spelt in each way."""
    yield from REFUSED
    for subject, name in product(SUBJECTS, SPECIAL):
        yield f"{subject}.{name}"
    for name in SPECIAL:
        yield f"d['{name}']"
        yield f"get(d, '{name}')"
        yield f"get(d, 'k.{name}')"
        yield f"any_of(rows, '{name}', 1)"
        yield f"count_where(rows, 'n', '{name}', 1)"
        yield f"date('{name}')"
        yield f"number('{name}')"
    for name in BUILTINS:
        yield f"{name}(n)"
        yield f"{name}"
        yield f"[{name}][0]('os')"
        yield f"text({name})"
