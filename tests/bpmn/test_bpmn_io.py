"""Every diagram opens in bpmn.io without a warning and passes bpmnlint."""

from pathlib import Path

import pytest
from bpmn_io.bpmn_moddle import BpmnModdle
from bpmn_io.lint import Linter
from bpmn_io.lint.resolver import NodeResolver
from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
VIEWER = ROOT / "tests/vendor/bpmn-js/navigated-viewer.min.js"
DIAGRAMS = sorted((ROOT / "bpmn").glob("*.bpmn"))

OPEN = """async (xml) => {
  const canvas = document.body.appendChild(document.createElement('div'));
  canvas.style.cssText = 'width: 1200px; height: 800px';
  const viewer = new BpmnJS({ container: canvas });
  const { warnings } = await viewer.importXML(xml);
  const shapes = viewer.get('elementRegistry').getAll().length;
  return { warnings: warnings.map((w) => w.message), shapes };
}"""


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda p: p.stem)
def test_a_diagram_opens_in_bpmn_io_without_a_warning(page: Page, path: Path) -> None:
    page.add_script_tag(path=str(VIEWER))

    opened = page.evaluate(OPEN, path.read_text())

    assert opened["warnings"] == []
    assert opened["shapes"] > 20


@pytest.mark.parametrize("path", DIAGRAMS, ids=lambda p: p.stem)
def test_a_diagram_passes_bpmnlint(path: Path) -> None:
    read_in = BpmnModdle().from_xml(path.read_text())
    linter = Linter(config={"extends": "bpmnlint:recommended"}, resolver=NodeResolver())

    assert [str(w) for w in read_in.warnings] == []
    assert [str(f) for f in linter.lint(read_in.root_element)] == []
