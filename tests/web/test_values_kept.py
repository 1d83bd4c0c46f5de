"""Lists of predefined values are kept by the office, with reasons and history."""

from typing import Any

from tests.web.conftest import Site

OWNER = "process_owner"


def weights(site: Site, name: str) -> list[dict[str, Any]]:
    """The values of a list as they are."""
    found: list[dict[str, Any]] = site.told("auditor", "GET", f"/values/{name}")[
        "options"
    ]
    return found


def urgent_weighs(site: Site, weight: int) -> Any:
    """The process owner lets urgency 2-High weigh something else."""
    options = weights(site, "urgency")
    options[1] = {**options[1], "weight": weight}
    body = {"options": options, "reason": "Too many criticals"}
    return site.told(OWNER, "PUT", "/values/urgency", body)


def test_the_lists_begin_with_the_defaults(site: Site) -> None:
    told = site.told("stakeholder", "GET", "/values")

    assert [o["weight"] for o in told["impact"]] == [9, 5, 3, 0]
    assert [o["weight"] for o in told["urgency"]] == [20, 15, 10, 0]


def test_a_changed_weight_changes_the_priority_that_follows(site: Site) -> None:
    release_id = site.file(impact="1-Extensive/Widespread", urgency="4-Low")
    path = f"/releases/{release_id}"
    urgent_weighs(site, 9)
    tag = site.ask(OWNER, "GET", path).headers["ETag"]

    body = {"urgency": "2-High", "reason": "The deadline moved"}
    told = site.ask("release_manager", "PATCH", path, body, If_Match=tag).json

    assert told["priority"] == "High"  # 9 + 9; by the defaults it were critical
    trail = site.told("auditor", "GET", f"{path}/audit")["items"]
    whys = {
        a["field"]: a["why"] for a in trail if a["field"] in ("urgency", "priority")
    }
    assert set(whys.values()) == {"The deadline moved"}


def test_a_priority_that_somebody_sets_stands(site: Site) -> None:
    path = f"/releases/{site.file()}"
    tag = site.ask(OWNER, "GET", path).headers["ETag"]

    body = {"impact": "4-Minor/Localized", "urgency": "4-Low", "priority": "High"}
    told = site.ask("release_manager", "PATCH", path, body, If_Match=tag).json

    assert told["priority"] == "High"


def test_every_change_of_a_list_is_kept_with_who_and_why(site: Site) -> None:
    urgent_weighs(site, 9)
    told = urgent_weighs(site, 12)

    whys = [(state["by"], state["why"]) for state in told["history"]]
    assert whys == [(OWNER, "Too many criticals")] * 2
    trail = site.told("auditor", "GET", "/audit?entity=values")["items"]
    assert [a["entity_id"] for a in trail] == ["urgency", "urgency"]


def test_a_coordinator_does_not_keep_lists(site: Site) -> None:
    body = {"options": [{"value": "X"}], "reason": "Mine"}

    refused = site.ask("release_coordinator_smr", "PUT", "/values/service", body)

    assert refused.status_code == 403


def test_a_list_without_sense_is_refused(site: Site) -> None:
    path = "/values/priority"
    twice = {"options": [{"value": "High", "from": 0}] * 2, "reason": "Try"}
    no_floor = {"options": [{"value": "High", "from": 5}], "reason": "Try"}
    silent = {"options": [{"value": "High", "from": 0}]}

    asked = [site.ask(OWNER, "PUT", path, body) for body in (twice, no_floor, silent)]

    assert [answer.status_code for answer in asked] == [422, 422, 422]
    assert site.ask(OWNER, "PUT", "/values/types", twice).status_code == 404


def test_a_list_is_changed_on_its_page(site: Site) -> None:
    browser = site.browser(OWNER)
    path = "/values/status_reason"
    line = {"options.0.value": "Successful", "options.0.fr": "Réussi"}

    silent = browser.post(path, **line)
    told = browser.post(path, **line, why="Fewer words")

    assert (silent.status_code, told.status_code) == (422, 303)
    assert 'value="Successful"' in silent.text
    assert "Fewer words" in browser.get(path).text
    assert [o["value"] for o in weights(site, "status_reason")] == ["Successful"]


def test_everybody_reads_how_priorities_come_about(site: Site) -> None:
    text = site.browser("stakeholder").get("/values").text

    assert "Priority from impact and urgency" in text
    assert "29" in text
