"""Forms, mails and tables of a draft on their pages: changed, checked, previewed."""

import json
import re
from typing import Any

import pytest

from engine import drafts
from engine.bundles import unpack
from tests.web.conftest import Browser, Site

KEY = "smr_release"


class Desk:
    """The process owner at the files of a fresh draft."""

    def __init__(self, site: Site, user: str = "process_owner") -> None:
        self.site, self.browser = site, site.browser(user)
        answer = self.browser.post(f"/processes/{KEY}/drafts/begin")
        self.number = int(answer.headers["Location"].rpartition("=")[2])

    def at(self, path: str) -> str:
        return f"/processes/{KEY}/drafts/{self.number}/{path}"

    def sees(self, path: str) -> str:
        answer = self.browser.get(self.at(path))
        assert answer.status_code == 200, answer.text
        return answer.text

    def sends(
        self, path: str, sent: dict[str, str] | None = None, **fields: str
    ) -> Any:
        seen = re.findall(r'name="seen" value="(\w*)"', self.sees(path))[0]
        return self.browser.post(
            self.at(path), {"seen": seen, **(sent or {}), **fields}
        )

    def file(self, name: str) -> bytes | None:
        with self.site.app.read() as conn:
            row = drafts.draft(conn, KEY, self.number)
        return unpack(row.bundle).get(name)

    def form(self, name: str) -> Any:
        return json.loads(self.file(f"forms/{name}.json") or b"{}")


@pytest.fixture
def desk(site: Site) -> Desk:
    return Desk(site)


def test_the_files_are_listed_with_the_steps_that_use_them(desk: Desk) -> None:
    page = desk.sees("files")

    assert "s-1.1" in page
    assert "go-no-go-outcome" in page
    assert "S-7.6" in page


def test_a_form_is_begun_and_gets_questions(desk: Desk) -> None:
    assert "There is no such form yet" in desk.sees("forms/s-1.9")
    desk.sends("forms/s-1.9", do="create", title_en="Second look", title_fr="Regard")

    answer = desk.sends("forms/s-1.9", do="add")
    assert answer.headers["Location"].endswith("forms/s-1.9?field=1")
    desk.sends(
        "forms/s-1.9",
        do="field:1",
        name="verdict",
        type="bool",
        label_en="Is it right?",
        label_fr="Est-ce juste?",
        required="yes",
    )

    assert desk.form("s-1.9")["fields"][1] == {
        "name": "verdict",
        "type": "bool",
        "label": {"en": "Is it right?", "fr": "Est-ce juste?"},
        "required": True,
    }
    page = desk.sees("forms/s-1.9?language=fr")
    assert "Est-ce juste?" in page


def test_questions_change_their_order_and_go(desk: Desk) -> None:
    names = [field["name"] for field in desk.form("s-1.2")["fields"]]

    desk.sends("forms/s-1.2", do="down:0")
    desk.sends("forms/s-1.2", do="remove:2")

    now = [field["name"] for field in desk.form("s-1.2")["fields"]]
    assert now == [names[1], names[0]]


def test_a_mistake_in_a_form_is_told_beside_it(desk: Desk) -> None:
    field = desk.form("s-1.2")["fields"][1]

    desk.sends(
        "forms/s-1.2",
        do="field:1",
        name=field["name"],
        type="choice",
        label_en="Reason",
        label_fr="Motif",
        shown_when="smr_requird == True",
    )

    page = desk.sees("forms/s-1.2")
    assert "needs options to choose from" in page


def test_what_is_typed_is_previewed_and_not_saved(desk: Desk) -> None:
    before = desk.file("forms/s-1.2.json")

    page = desk.browser.post(
        desk.at("forms/s-1.2/preview"),
        {
            "do-now": "field:1",
            "name": "reason",
            "type": "long",
            "label_en": "<script>alert(1)</script>",
            "label_fr": "Motif",
        },
    ).text

    assert "&lt;script&gt;" in page
    assert "<script>" not in page
    assert desk.file("forms/s-1.2.json") == before


def test_json_is_kept_as_it_was_typed_however_wrong(desk: Desk) -> None:
    desk.sends("forms/s-1.2", do="raw", raw='{"fields": [\r\n')

    page = desk.sees("forms/s-1.2")
    assert desk.file("forms/s-1.2.json") == b'{"fields": [\n'
    assert "It is no JSON" in page


def test_two_people_at_one_form_overwrite_nothing(site: Site, desk: Desk) -> None:
    other: Browser = site.browser("release_manager")
    page = desk.sees("forms/s-1.2")
    seen = re.findall(r'name="seen" value="(\w*)"', page)[0]
    desk.sends("forms/s-1.2", do="down:0")
    now = desk.file("forms/s-1.2.json")

    answer = other.post(desk.at("forms/s-1.2"), seen=seen, do="remove:0")

    assert answer.status_code == 409
    assert "Nothing was overwritten" in answer.text
    assert desk.file("forms/s-1.2.json") == now


def test_the_drawing_may_be_saved_while_a_form_is_open(site: Site, desk: Desk) -> None:
    page = desk.sees("forms/s-1.2")
    seen = re.findall(r'name="seen" value="(\w*)"', page)[0]
    desk.sends("mail/go-no-go-outcome", do="save:en", text="Subject: Hello\n\nText")

    answer = desk.browser.post(desk.at("forms/s-1.2"), seen=seen, do="down:0")

    assert answer.status_code == 303


def test_a_mail_is_written_in_both_languages_and_read_before(desk: Desk) -> None:
    desk.site.file(title="Move <the> portal")
    text = "Subject: {{ release.title }}\r\n\r\nBy {{ answers.message }}: {{ link }}"

    desk.sends("mail/second-look", do="save:en", text=text)

    assert desk.file("mail/second-look.txt") == text.replace("\r", "").encode() + b"\n"
    plain = desk.sees("mail/second-look")
    assert "‹release.title›" in plain
    real = desk.sees("mail/second-look?release=SMR-2026-0001")
    assert "Move &lt;the&gt; portal" in real


def test_a_mail_that_cannot_be_written_is_told(desk: Desk) -> None:
    look = desk.browser.post(
        desk.at("mail/x/preview"), text="Subject: x\n\n{{ 7 * 7 }} {{ nonsense }}"
    )

    assert "is not allowed in a mail" in look.text


def test_the_matrix_is_kept_as_a_table(desk: Desk) -> None:
    page = desk.sees("raci")
    fields = dict(
        re.findall(
            r'<input class="erm-field[^"]*" name="([^"]+)" value="([^"]*)"', page
        )
    )
    fields["executive.0"] = "i"

    desk.sends("raci", fields, do="save")

    text = (desk.file("raci.toml") or b"").decode()
    assert '"executive"' in text.partition('[smr_release."2.0"]')[0]
    assert "# Who does what" in text


def test_a_matrix_without_an_owner_is_told(desk: Desk) -> None:
    desk.sends("raci", {"number.0": "1.0", "en.0": "A", "fr.0": "A"}, do="save")

    assert "nobody is Accountable" in desk.sees("raci")


def test_a_table_that_cannot_be_read_is_not_kept_and_not_lost(desk: Desk) -> None:
    before = desk.file("values.toml")

    answer = desk.sends("files/values.toml", do="save", text="[oops")

    assert "values.toml cannot be read" in answer.text
    assert "[oops</textarea>" in answer.text
    assert desk.file("values.toml") == before


def test_no_file_outside_of_the_draft_is_read_or_written(desk: Desk) -> None:
    for name in ("../../etc/passwd", "forms/..%2Fx.json", "x.py", "forms/x.js"):
        assert desk.browser.get(desk.at(f"files/{name}")).status_code == 404
        answer = desk.browser.post(desk.at(f"files/{name}"), do="save", text="x")
        assert answer.status_code in (404, 422)


def test_who_only_looks_changes_nothing(site: Site, desk: Desk) -> None:
    auditor = site.browser("auditor")

    page = auditor.get(desk.at("forms/s-1.2"))
    assert page.status_code == 200
    assert 'value="down:0"' not in page.text
    assert auditor.post(desk.at("forms/s-1.2"), do="down:0").status_code == 403
    assert site.browser("stakeholder").get(desk.at("files")).status_code == 403


def test_earlier_states_come_back_and_a_draft_goes_when_confirmed(desk: Desk) -> None:
    before = desk.file("forms/s-1.2.json")
    desk.sends("forms/s-1.2", do="down:0")

    page = desk.sees("saves")
    assert "forms/s-1.2.json" in page
    desk.browser.post(desk.at("restore"), revision="2", to="1")
    assert desk.file("forms/s-1.2.json") == before

    desk.browser.post(desk.at("discard"), revision="3", confirm="no")
    assert desk.file("forms/s-1.2.json") == before
    desk.browser.post(desk.at("discard"), revision="3", confirm=str(desk.number))
    assert desk.browser.get(desk.at("files")).status_code == 404
