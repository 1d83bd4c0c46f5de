"""The stretches of an SMR release that most stories share."""

from typing import Any

from tests.stories.office import Office


def to_planning(office: Office, **assessed: Any) -> str:
    """Requested, reviewed, recorded, assigned, assessed: at the release plan."""
    smr = office.file("smr", "Move the payroll portal to the new data centre")
    office.do(smr, "S-1.1", needs_smr=True)
    office.do(smr, "S-1.2", smr_required=True)
    office.do(smr, "S-1.5", coordinator="release_coordinator_smr")
    office.do(smr, "S-1.6")
    office.do(smr, "S-1.7")
    office.do(smr, "S-2.1")
    given = {"release_type": "Moderate / Limited", "formal_release": True}
    office.do(smr, "S-2.2", **{**given, "dcs_required": False, **assessed})
    return smr


STAKEHOLDERS = [
    {"person": "stakeholder", "area": "Network", "role": "Technical"},
    {"person": "service_owner", "area": "Hosting", "role": "Service owner"},
]


def to_status_meetings(office: Office, **assessed: Any) -> str:
    """Planned, announced, kicked off: the status meetings begin."""
    smr = to_planning(office, **assessed)
    planned(office, smr)
    return smr


def planned(office: Office, smr: str) -> None:
    """Planned, announced and kicked off."""
    office.do(smr, "S-3.1", stakeholders=STAKEHOLDERS)
    office.do(smr, "S-3.2")
    office.do(smr, "S-3.3")
    office.do(smr, "S-3.4", result="Approve")
    office.do(smr, "S-3.5")
    office.do(smr, "S-4.1", send_at=None)
    office.do(smr, "S-5.1")
    office.do(smr, "S-5.2")
    office.do(smr, "S-5.3")


def to_go_no_go(office: Office, smr: str, *, tested: bool = False) -> None:
    """Meetings held, tested, ready: the recommendations are in."""
    office.do(smr, "S-6.1")
    office.do(smr, "S-6.5")
    office.do(smr, "S-6.6", end_to_end=tested, pilot=False)
    if tested:
        office.do(smr, "S-6.6a")
        office.do_all(smr, "S-6.6b", result="Pass")
        office.do(smr, "S-6.6c", retest=False)
    office.do(smr, "S-6.7", pre_go_needed=False)
    office.do(smr, "S-7.3")
    office.do_all(smr, "S-7.4", recommendation="Ready")


def deployed(office: Office, smr: str) -> None:
    """Deployed without deployment coordination, and live."""
    office.do(smr, "S-8.1")
    office.do(smr, "S-8.2", result="Success", activated_at=moment(office))
    office.do(smr, "S-8.5")


def moment(office: Office) -> str:
    """The present, as a form takes it."""
    return office.clock.now().isoformat().replace("+00:00", "Z")


def stabilized(office: Office, smr: str) -> None:
    """Thirty days pass, and the service is handed over."""
    office.pass_time(days=31)
    office.do(smr, "S-9.2", extend=False)
    office.do(smr, "S-9.3", service_confirmed=True)


def closed(office: Office, smr: str) -> None:
    """Everybody agrees, and the record is closed."""
    office.do(smr, "S-10.2", approve="Approve")
    office.do(smr, "S-10.3", approve="Approve")
    office.do_all(smr, "S-10.4v", reply="Confirm")
    office.do(smr, "S-10.5")
    office.do(smr, "S-10.6")
    office.do(smr, "S-10.7", all_correct=True)
