"""The committed bundle of the modeler: built from the lock, licences beside it."""

import json
from pathlib import Path

FRONTEND, VENDOR = Path("web/frontend"), Path("web/static/vendor")


def test_the_lock_names_no_registry() -> None:
    lock = json.loads((FRONTEND / "package-lock.json").read_text())

    assert not [name for name, each in lock["packages"].items() if "resolved" in each]


def test_every_package_in_the_bundle_has_its_licence_beside_it() -> None:
    text = (VENDOR / "modeler.LEGAL.txt").read_text()

    for name in ("bpmn-js", "diagram-js", "bpmn-moddle", "diagram-js-minimap"):
        assert f"{name} " in text
    assert "The source code responsible for displaying the bpmn.io project" in text


def test_the_style_sheet_asks_for_nothing_the_policy_forbids() -> None:
    css = (VENDOR / "modeler.css").read_text()

    assert "data:" not in css
    assert "http" not in css.replace("http://www.w3.org", "")
