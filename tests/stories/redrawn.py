"""The SMR diagram as a process owner changes it: a review step with its form."""

import json
from pathlib import Path

from engine import catalogue
from tasks import publishing
from tests.stories.office import ROOT, Office

KEY = "smr_release"
FORM = {
    "fields": [
        {
            "name": "readable",
            "type": "bool",
            "label": {"en": "Everybody can read it", "fr": "Tous peuvent le lire"},
            "required": True,
        }
    ]
}
STEP = """\
    <bpmn:userTask id="S-3.3r" name="Review for plain language">
      <bpmn:extensionElements>
        <spiffworkflow:properties>
          <spiffworkflow:property name="form" value="plain-language" />
          <spiffworkflow:property name="role" value="release_coordinator_smr" />
          <spiffworkflow:property name="raci" value="3.0" />
        </spiffworkflow:properties>
      </bpmn:extensionElements>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="F-S-3.3r-S-3.4" sourceRef="S-3.3r" targetRef="S-3.4" />
"""
FLOW = '<bpmn:sequenceFlow id="F-S-3.3-S-3.4" sourceRef="S-3.3" targetRef="S-3.4" />'


def with_review(xml: str) -> str:
    """A review after the announcement is written."""
    ours = FLOW.replace('targetRef="S-3.4"', 'targetRef="S-3.3r"')
    assert FLOW in xml
    lane = "<bpmn:flowNodeRef>S-3.3</bpmn:flowNodeRef>"
    beside = "<bpmn:flowNodeRef>S-3.3r</bpmn:flowNodeRef>"
    return xml.replace(FLOW, STEP + "    " + ours).replace(lane, lane + beside)


def without_crm(xml: str) -> str:
    """The note in the CRM is another step now."""
    return xml.replace('"S-1.6"', '"S-1.6x"').replace(">S-1.6<", ">S-1.6x<")


def drawn() -> str:
    """The SMR diagram of the folder."""
    return (ROOT / "bpmn" / f"{KEY}.bpmn").read_text()


def publish(office: Office, xml: str) -> int:
    """Publish a changed diagram with the review's form; its version."""
    app = office.app
    with app.command(by="process_owner", why="plain language") as context:
        files = publishing.folder_bundle(Path(app.diagrams))
        files["forms/plain-language.json"] = json.dumps(FORM).encode()
        diagram = catalogue.read(xml.encode())
        bundle = publishing.bundle_for(diagram, files)
        found = publishing.findings(app, xml.encode(), bundle)
        assert [f for f in found if f.severity == "error"] == []
        row = catalogue.publish(context, KEY, xml.encode(), bundle)
    return int(row.number)
