"""Blackouts, free slots, resources, feeds and mailings, for people and programs."""

from icalendar import Calendar

SLOT = {"starts_at": "2026-01-20T18:00", "ends_at": "2026-01-21T06:00"}


def planned(site, **more):
    """Two releases of one service at the same hour."""
    at = {"deployment_at": "2026-01-20T19:00:00-05:00", "service": "Hosting", **more}
    return [site.file(title=title, **at) for title in ("Portal", "Gateway")]


def test_the_manager_enters_a_blackout_takes_it_back_and_undoes_that(site):
    browser = site.browser("release_manager")
    entered = browser.post("/blackouts", SLOT, reason_en="Elections", reason_fr="Vote")
    [blackout] = site.told("auditor", "GET", "/blackouts")["items"]

    taken = browser.post(f"/blackouts/{blackout['id']}/take-back")
    undo = browser.get(taken.headers["Location"]).text
    assert f"/blackouts/{blackout['id']}/restore" in undo
    assert "Elections" not in undo
    browser.post(f"/blackouts/{blackout['id']}/restore")

    assert (entered.status_code, taken.status_code) == (303, 303)
    assert "Elections" in browser.get("/blackouts").text


def test_a_blackout_that_makes_no_sense_is_said_at_its_field(site):
    wrong = {**SLOT, "ends_at": "2026-01-01T06:00", "reason_en": "Elections"}

    page = site.browser("release_manager").post("/blackouts", wrong)
    told = site.ask("release_manager", "POST", "/blackouts", wrong)

    assert page.status_code == 422
    assert 'href="#f-ends_at"' in page.text
    assert told.json["errors"] == {"ends_at": "A blackout ends after it begins."}


def test_others_read_blackouts_and_enter_none(site):
    browser = site.browser("stakeholder")

    assert "Enter the blackout" not in browser.get("/blackouts").text
    assert browser.post("/blackouts", SLOT, reason_en="No").status_code == 403
    sent = {**SLOT, "reason_en": "No"}
    assert site.ask("stakeholder", "POST", "/blackouts", sent).status_code == 403


def test_the_next_free_slot_avoids_the_other_and_names_it(site):
    one, other = planned(site)
    path = f"/reports/free-slot?release={one}&after=2026-01-20"

    found = site.told("release_manager", "GET", path)
    page = site.browser("release_manager").get(path).text

    assert found["slots"][0]["starts_at"] == "2026-01-22T00:00:00Z"
    assert found["passed"][0]["conflicts"] == [
        {"release_id": other, "kinds": ["service"]}
    ]
    assert other in page
    assert "2026-01-21 19:00" in page


def test_a_release_that_one_may_not_read_is_not_asked_about(site):
    [one, _other] = planned(site)

    told = site.ask("stakeholder", "GET", f"/reports/free-slot?release={one}")

    assert told.status_code == 404


def test_a_coordinator_enters_an_absence_and_is_not_free(site):
    browser = site.browser("release_coordinator_dcs")
    away = {"user_name": "release_coordinator_dcs", "first_on": "2026-01-20"}

    assert browser.post("/resources/absences", away).status_code == 303
    at = "/resources?at=2026-01-20T19:00:00-05:00"
    found = {
        each["user_name"]: each for each in site.told("auditor", "GET", at)["items"]
    }

    assert found["release_coordinator_dcs"]["free"] is False
    assert found["release_coordinator_smr"]["free"] is True
    others = {**away, "user_name": "release_coordinator_smr"}
    assert browser.post("/resources/absences", others).status_code == 403


def test_the_manager_sets_a_capacity(site):
    path = "/resources/capacity/release_coordinator_smr"

    assert site.browser("intake").post(path, releases="9").status_code == 403
    manager = site.browser("release_manager")
    assert manager.post(path, releases="many").status_code == 422
    assert manager.post(path, releases="2").status_code == 303

    assert "0 of 2" in manager.get("/resources").text


def test_a_calendar_program_reads_a_feed_until_it_is_revoked(site):
    [one, _other] = planned(site)
    browser = site.browser("stakeholder")
    page = browser.post("/calendar/feeds", name="My phone", content="all").text
    address = page.split('id="address" value="')[1].split('"')[0]
    path = address.removeprefix(site.settings.base_url)

    answer = site.stranger().get(path)
    calendar = Calendar.from_ical(answer.data)
    again = site.stranger().get(path, **{"If-None-Match": answer.headers["ETag"]})

    assert "webcal://" in page
    assert answer.content_type == "text/calendar; charset=utf-8"
    assert f"{one}@erm" in {str(e["uid"]) for e in calendar.walk("VEVENT")}
    assert again.status_code == 304
    shown = browser.get("/calendar/feeds").text
    assert address not in shown
    feed_id = shown.split("/calendar/feeds/")[1].split("/revoke")[0]
    browser.post(f"/calendar/feeds/{feed_id}/revoke")
    assert site.stranger().get(path).status_code == 404


def test_a_feed_of_ones_own_holds_only_ones_releases(site):
    planned(site)
    browser = site.browser("stakeholder")
    page = browser.post("/calendar/feeds", content="mine").text
    address = page.split('id="address" value="')[1].split('"')[0]

    answer = site.stranger().get(address.removeprefix(site.settings.base_url))

    assert Calendar.from_ical(answer.data).walk("VEVENT") == []


def test_a_token_in_the_address_opens_nothing(site):
    path = "/api/v1/reports/forward-schedule.csv"
    client = site.flask.test_client()
    token = site.token("auditor")

    in_address = client.get(f"{path}?token={token}&access_token={token}")
    in_header = client.get(path, headers={"Authorization": f"Bearer {token}"})

    assert (in_address.status_code, in_header.status_code) == (401, 200)


def test_the_manager_sends_the_summary_by_mail_and_stops_it(site):
    browser = site.browser("release_manager")
    given = {
        "recipients": "executive, list@ontario.example",
        "every": "P7D",
        "first_at": "2026-01-06T07:30",
        "days_back": "14",
        "days_ahead": "30",
        "language": "fr",
    }
    path = "/reports/executive-summary/mailings"

    wrong = browser.post(path, given, recipients="nobody-here")
    assert wrong.status_code == 422
    assert "neither a user name nor an e-mail address" in wrong.text
    assert browser.post(path, given).status_code == 303
    page = browser.get(path).text
    assert "2026-01-06 07:30" in page
    mailing_id = page.split("/mailings/")[1].split("/end")[0]
    browser.post(f"{path}/{mailing_id}/end")

    assert "is not sent by mail yet" in browser.get(path).text
    assert site.browser("executive").get(path).status_code == 403
