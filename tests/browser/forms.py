"""Fills a form in the browser, as a person does who reads what is on the page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from playwright.sync_api import FilePayload, Locator

PAPER: FilePayload = {
    "name": "paper.txt",
    "mimeType": "text/plain",
    "buffer": b"A page of plain text.\n",
}
#: How often answers may call for further fields.
ROUNDS = 4

_SEEN = """form => [...form.querySelectorAll('[data-path]')]
    .filter(each => each.checkVisibility())
    .map(each => {
        const own = input => input.closest('[data-path]') === each;
        const inputs = [...each.querySelectorAll(
            'input:not([type=hidden]), select, textarea')].filter(own);
        const words = each.querySelector(':scope > label, :scope > legend');
        const first = inputs[0];
        const checked = inputs.filter(input => input.checked);
        const many = first && ['radio', 'checkbox'].includes(first.type);
        return {
            path: each.dataset.path,
            label: words.textContent.replace(/\\s+/g, ' ').trim(),
            kind: each.dataset.rows ? 'rows' : !first ? 'nothing'
                : first.inputMode ? 'number'
                : first.tagName === 'INPUT' ? first.type : first.tagName.toLowerCase(),
            needed: !words.querySelector('.erm-flag'),
            complained: each.querySelector(':scope > .erm-error') !== null,
            lines: each.querySelectorAll('[data-row]').length,
            options: first && first.tagName === 'SELECT'
                ? [...first.options].map(option => option.value).filter(Boolean)
                : many ? inputs.map(input => input.value) : [],
            filled: many ? checked.length > 0
                : Boolean(each.querySelector('input[type=hidden]') &&
                          first && first.type === 'file') ||
                  Boolean(first && first.value),
        };
    })"""


@dataclass(frozen=True, slots=True)
class Seen:
    """A field as the page shows it."""

    path: str
    label: str
    kind: str
    needed: bool
    complained: bool
    lines: int
    options: Sequence[str]
    filled: bool

    @property
    def name(self) -> str:
        """What it is called, without the line it stands in."""
        return self.path.rsplit(".", 1)[-1]

    @property
    def is_in_a_line(self) -> bool:
        """Whether it is a column of a table."""
        return "." in self.path

    def wants(self) -> bool:
        """Whether a person would not leave it as it is."""
        return (self.needed and not self.filled) or self.complained


def seen(form: Locator) -> list[Seen]:
    """The fields that a form shows now, in their order."""
    return [Seen(**each) for each in form.evaluate(_SEEN)]


def fill(form: Locator, decided: Mapping[str, Any], now: datetime) -> None:
    """Answer what is decided and what is needed; further fields as they appear."""
    done: set[str] = set()
    for _ in range(ROUNDS):
        fresh = [each for each in seen(form) if each.path not in done]
        if not _calls_for_more(form, decided):
            _fill_all(form, fresh, decided, now, done)
        else:
            with form.page.expect_response(
                lambda answer: answer.url.endswith("/draft")
            ):
                _fill_all(form, fresh, decided, now, done)
                form.dispatch_event("input")
        if not fresh:
            return


def _calls_for_more(form: Locator, decided: Mapping[str, Any]) -> bool:
    """Whether a field that is not shown yet is among those one wants to answer."""
    hidden = form.locator("[data-path].is-hidden")
    paths = hidden.evaluate_all("found => found.map(each => each.dataset.path)")
    return any(decided.get(path) not in (None, False) for path in paths)


def _fill_all(
    form: Locator,
    fresh: Sequence[Seen],
    decided: Mapping[str, Any],
    now: datetime,
    done: set[str],
) -> None:
    for each in fresh:
        done.add(each.path)
        if each.is_in_a_line:
            decision = _in_line(decided, each)
        else:
            decision = decided.get(each.name, ...)
        if each.kind == "rows":
            _add_lines(form, each, decision)
        elif decision is not ...:
            answer(form, each, decision(now) if callable(decision) else decision)
        elif each.wants():
            answer(form, each, something(each, now))


def _in_line(decided: Mapping[str, Any], column: Seen) -> Any:
    rows, number, name = column.path.split(".")
    lines = decided.get(rows)
    if not isinstance(lines, list) or int(number) >= len(lines):
        return ...
    return lines[int(number)].get(name, ...)


def _add_lines(form: Locator, rows: Seen, decided: Any) -> None:
    """Press “Add a line” until there are as many as are wanted."""
    wanted = len(decided) if isinstance(decided, list) else int(rows.wants())
    missing = max(0, wanted - rows.lines)
    button = form.locator(f'[data-path="{rows.path}"] > [data-add]')
    for _ in range(missing):
        button.click()


def answer(form: Locator, field: Seen, value: Any) -> None:
    """Write, choose or tick one answer."""
    place = form.locator(f'[data-path="{field.path}"]')
    if field.kind in ("radio", "checkbox"):
        for each in _words(value):
            place.locator(f'input[value="{each}"]').check()
    elif field.kind == "select":
        place.locator("select").select_option(_words(value))
    elif field.kind == "file":
        place.locator("input[type=file]").set_input_files(PAPER)
    elif field.kind != "nothing":
        place.locator("input:not([type=hidden]), textarea").fill(_word(value))


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _words(value: Any) -> list[str]:
    return (
        [_word(each) for each in value] if isinstance(value, list) else [_word(value)]
    )


def something(field: Seen, now: datetime) -> Any:
    """A fitting answer to one field."""
    later = now + timedelta(days=10)
    match field.kind:
        case "date":
            return f"{later:%Y-%m-%d}"
        case "datetime-local":
            return f"{later:%Y-%m-%dT%H:%M}"
        case "radio" | "select":
            return field.options[0] if field.options else ""
        case "checkbox":
            return [field.options[0]]
        case "number":
            return 3
        case _:
            return field.label[:60]
