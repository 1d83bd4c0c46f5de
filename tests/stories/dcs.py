"""The stretches of a DCS release that most stories share."""

from typing import Any

from tests.stories.filling import PAPER
from tests.stories.office import Office
from tests.stories.smr import moment


def to_planning(office: Office, kind: str, dcs: str | None = None, **asked: Any) -> str:
    """Requested, assessed, typed and given to a coordinator."""
    dcs = dcs or office.file("dcs", "Replace the load balancers")
    given = {"source": "SMEI via SPIM", "crq_needed": False, "crq_no": None}
    office.do(dcs, "D-1.1", meeting_needed=False, **{**given, **asked})
    office.do(dcs, "D-2.1", dcs_required=True)
    office.do(dcs, "D-3.1", release_type=kind)
    office.do(dcs, "D-3.2")
    office.do(dcs, "D-4.1", coordinator="release_coordinator_dcs")
    office.do(dcs, "D-4.3", type_ok=True)
    return dcs


def prepared(office: Office, dcs: str, kind: str) -> None:
    """Collateral made and confirmed: the release may be deployed."""
    office.do(dcs, "D-5.1")
    office.do(dcs, "D-5.2", initial_mop={"name": "mop.txt", "content": PAPER})
    office.do(dcs, "D-5.3")
    if kind == "CX":
        office.do(dcs, "D-6.1", needed=True)
        office.do(dcs, "D-6.1a")
        office.do(dcs, "D-6.1b")
    if kind in ("DE", "CX"):
        office.do(dcs, "D-6.2", backout_possible=True)
        office.do(dcs, "D-6.3", another=False)
    if kind == "SI":
        office.do(dcs, "D-6.5")
    plan = {"client_comm_needed": False, "checkpoint_calls": False}
    office.do(dcs, "D-6.4", frequency="1 hour", **plan)
    if kind != "CO":
        office.do(dcs, "D-7.1", changes_needed=False)
        if kind != "SI":
            office.do(dcs, "D-7.2", final=True)
        office.do(dcs, "D-7.2b", uat_ok=True)
        office.do(dcs, "D-7.3")
    office.do(dcs, "D-7.4", outage=False)


def deployed(office: Office, dcs: str) -> None:
    """Prepared, deployed and validated without an issue."""
    office.do(dcs, "D-8.2", result="Success")
    office.do(dcs, "D-8.3", result="Success", activated_at=moment(office))
    office.do_all(dcs, "D-8.4", **{"pass": "Pass"})
    if "D-8.6" in office.open_steps(dcs):
        office.do(dcs, "D-8.6")
    office.do(dcs, "D-8.7")


def closed(office: Office, dcs: str, reason: str = "Successful") -> None:
    """Reviewed and closed with its reason."""
    office.do(dcs, "D-9.2")
    office.do(dcs, "D-9.3", all_complete="Yes")
    office.do(dcs, "D-9.4", applicable=False, data_correct=True)
    office.do(dcs, "D-9.5", status_reason=reason)
