"""Service Management Readiness, from the request to the closed record."""

from tests.stories import smr as stretch
from tests.stories.office import Office


def test_a_release_is_requested_deployed_watched_for_thirty_days_and_closed(
    office: Office,
) -> None:
    smr = stretch.to_status_meetings(office)
    assert office.release(smr).milestone == "Build"
    stretch.to_go_no_go(office, smr)
    assert office.release(smr).milestone == "Test"
    office.do(smr, "S-7.5", decision="Go")
    assert office.release(smr).milestone == "Deployment"
    stretch.deployed(office, smr)
    assert office.open_steps(smr) == []

    stretch.stabilized(office, smr)
    assert office.release(smr).milestone == "Close down"
    stretch.closed(office, smr)

    assert office.release(smr).status == "Closed"
    assert office.release(smr).status_reason == "Successful"
    assert office.instance_status(smr) == "completed"
