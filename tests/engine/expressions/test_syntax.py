"""What may be written, and what an expression mentions."""

import pytest

from engine.expressions.syntax import (
    MAX_LENGTH,
    Call,
    analyse,
    functions_used,
    names_used,
)


def problem(text):
    return analyse(text).problems[0]


def test_an_expression_tells_the_names_it_reads():
    text = "approved and release.priority < 3 and approved"

    assert names_used(text) == {"approved", "release"}
    assert analyse(text).names == {"approved": 0, "release": 13}


def test_a_bare_iso_8601_text_reads_no_names():
    assert names_used("P30D") == frozenset()
    assert names_used("2026-12-24") == frozenset()
    assert names_used("R3/PT1H") == frozenset()


def test_an_expression_tells_the_functions_it_calls():
    text = "today() > date(due) or any_of(crqs, 'state', 'Open')"

    assert functions_used(text) == {"today", "date", "any_of"}
    assert Call("any_of", 3, 23) in analyse(text).functions
    assert names_used(text) == {"due", "crqs"}


def test_an_expression_tells_the_members_it_reads():
    found = analyse("release.owner.team == release['title'] or crqs[0].state == 'x'")

    assert found.members == {"release.owner", "release.owner.team", "release.title"}


def test_positions_count_characters_also_after_blanks_and_letters_with_accents():
    assert analyse("  'é€😀' == nom").names == {"nom": 11}
    assert analyse("\n\tapproved").names == {"approved": 2}


def test_a_conditional_that_spans_lines_is_one_expression():
    assert analyse("approved\r\n  and ready").problems == ()


@pytest.mark.parametrize(
    ("text", "position", "message"),
    [
        ("approved = True", 9, "write == to compare"),
        ("owner is None", 0, "write == None"),
        ("owner is not None", 0, "write != None"),
        ("a && b", 2, "write and"),
        ("a || b", 2, "write or"),
        ("!a", 0, "write not"),
        ("'open", 0, "a text is not closed"),
        ("approved # and not risky", 9, "comments are not allowed"),
        ("approved,", 0, "a list instead of one value"),
        ("['a' 'b']", 5, "a comma is missing between two texts"),
        ("due < 2026-12-24", 6, "a date is written date('2026-12-24')"),
        ("due < 2026-01-05", 6, "a date is written date('2026-12-24')"),
        ("1_000", 0, "'1_000' is not part of the expression language"),
        ("0x10", 0, "'0x10' is not part"),
        ("1e9", 0, "'1e9' is not part"),
        ("1j", 0, "'1j' is not part"),
        ("2 ** 3", 0, "Pow is not part"),
        ("7 // 2", 0, "FloorDiv is not part"),
        ("7 % 2", 2, "'%' is not part"),
        ("+a", 0, "UAdd is not part"),
        ("a b", 2, "syntax: invalid syntax"),
        ("f(x)(y)", 0, "only named functions can be called"),
        ("a.f()", 0, "only named functions can be called"),
        ("f(*a)", 2, "Starred is not part"),
        ("f(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)", 0, "only named functions"),
        ("...", 0, "only texts, numbers, True, False and None"),
    ],
)
def test_a_refusal_says_what_to_write_and_where(text, position, message):
    assert problem(text).position == position
    assert problem(text).message.startswith(message)


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffn",
        "n\ufeff",
        "# coding: utf-7\nn",
        "n #-*- coding: rot13 -*-",
        "n\u0000",
        "n\u200b",
        "n\u00a0and n",
        "ｎ",
        "ａｐｐｒｏｖｅｄ",
        "d.ｘ",
        "𝐧",
        "é",
        "n；n",
        "‘text’",
        "'\ud800'",
        "'\x00'",
        "'\\x41'",
        "'\\N{DIGIT ONE}'",
        "n \\\n and n",
        "٣",
        "１",
        "n\u2028and n",
        "n\x0cand n",
    ],
)
def test_a_character_that_is_read_differently_from_how_it_looks_is_refused(text):
    assert analyse(text).tree is None


def test_a_text_may_hold_any_letters():
    assert analyse("title == 'Été ｎ 😀 # not a comment'").problems == ()


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t", "x" * (MAX_LENGTH + 1), None, 5, b"x"]
)
def test_an_expression_is_a_text_of_bounded_length(text):
    assert problem(text).message == "an expression is a text of 1 to 500 characters"


@pytest.mark.parametrize(
    "text",
    [
        "(" * 250 + "n" + ")" * 249,
        "(" * 90 + "n" + ")" * 90,
        "[" * 60 + "]" * 60,
        "-" * 400 + "1",
        "not " * 100 + "n",
        "n" + ".n" * 60,
        "n" + "[0]" * 60,
        "len(" * 60 + "n" + ")" * 60,
        "1" + "+1" * 100,
        "1 if n else " * 30 + "1",
    ],
)
def test_deep_nesting_is_refused_or_harmless(text):
    found = analyse(text)

    assert found.problems or found.tree is not None


def test_an_expression_nested_too_deeply_is_refused():
    assert problem("-" * 26 + "1").message == "nested too deeply"
    assert analyse("-" * 23 + "1").problems == ()


def test_a_name_has_at_most_64_characters():
    assert analyse("n" * 64).problems == ()
    assert analyse("n" * 65).problems != ()
