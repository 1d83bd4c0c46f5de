"""Every form of the diagrams can be shown, in both languages."""

import re
from pathlib import Path

import pytest
from flask import render_template_string

from tasks.forms.definition import form
from tests.web.conftest import Site

FORMS = Path(__file__).parents[2] / "bpmn" / "forms"
NAMES = sorted(path.stem for path in FORMS.glob("*.json"))
TEMPLATE = """
{% import "task/_fields.html" as fields with context %}
{{ fields.all(form, values, errors, {}, none, added) }}
"""


@pytest.fixture(scope="module")
def bundle() -> dict[str, bytes]:
    """All forms."""
    return {
        f"forms/{name}.json": (FORMS / f"{name}.json").read_bytes() for name in NAMES
    }


@pytest.mark.parametrize("name", NAMES)
def test_every_form_of_the_diagrams_is_shown(
    quiet_site: Site, bundle: dict[str, bytes], name: str
) -> None:
    definition = form(bundle, name)
    errors = {path: "Mend this." for path, _ in definition.walk() if "." not in path}

    with quiet_site.flask.test_request_context("/"):
        shown = render_template_string(
            TEMPLATE, form=definition, values={}, errors=errors, added=None
        )

    for path, field in definition.walk():
        assert field.label.en.replace("'", "&#39;") in shown or field.label.en in shown
        if "." not in path:
            assert f'data-path="{path}"' in shown
            assert f'id="f-{path}' in shown
    assert len(re.findall("Mend this.", shown)) == len(errors)


def test_a_condition_is_told_in_words_where_no_script_runs(
    quiet_site: Site, bundle: dict[str, bytes]
) -> None:
    with quiet_site.flask.test_request_context("/"):
        shown = render_template_string(
            TEMPLATE, form=form(bundle, "s-7.5"), values={}, errors={}, added=None
        )

    assert "Only when “Decision” is “No-Go”." in shown
    assert "Unless “Decision” is “No-Go”." in shown


def test_moments_are_shown_by_the_office_s_clock(
    quiet_site: Site, bundle: dict[str, bytes]
) -> None:
    values = {"meeting_at": "2026-07-01T14:00:00Z"}

    with quiet_site.flask.test_request_context("/"):
        shown = render_template_string(
            TEMPLATE, form=form(bundle, "s-7.5"), values=values, errors={}, added=None
        )

    assert 'value="2026-07-01T10:00"' in shown
