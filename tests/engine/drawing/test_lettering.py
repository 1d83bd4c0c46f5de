"""Texts are measured and wrapped without a font at hand."""

from engine.drawing.lettering import text_size, text_width, wrap


def test_a_text_is_wrapped_between_words() -> None:
    assert wrap("Validate scope, impact, urgency", 90, 12) == (
        "Validate scope,",
        "impact, urgency",
    )


def test_a_word_too_long_for_a_line_is_cut_after_a_hyphen() -> None:
    assert wrap("Communications-Only", 90, 11) == ("Communications-", "Only")


def test_what_is_left_over_is_shown_by_an_ellipsis() -> None:
    lines = wrap("Review the record against the procedures guide", 60, 12, 2)

    assert len(lines) == 2
    assert lines[1].endswith("…")
    assert all(text_width(line, 12) <= 60 for line in lines)


def test_no_text_takes_no_lines() -> None:
    assert wrap("", 90, 12) == ()


def test_the_size_of_a_text_holds_its_longest_line() -> None:
    width, height = text_size("No", 90, 11)

    assert width > text_width("No", 11)
    assert height == 11 * 1.25
