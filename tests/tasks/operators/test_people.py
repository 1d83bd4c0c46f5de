"""Operators that choose people and write to them."""

from tasks.people.holders import assign
from tasks.release.records import save

MAIL = {
    "mail/hello.txt": b"Subject: Hello\n\n{{ release.title }}",
    "mail/hello.fr.txt": b"Subject: Bonjour\n\n{{ release.title }}",
}


def test_people_are_chosen_by_audience_and_outsiders_get_no_task(context, smr, run):
    assign(context, smr, "stakeholder", "eli")
    save(context, "stakeholders", smr, {"name": "A vendor", "email": "vendor@x.ca"})

    assert run("choose_people", of="stakeholders, project_manager") == ["eli"]


def test_a_mail_goes_to_everybody_of_an_audience(context, smr, run):
    context.bundle = MAIL
    assign(context, smr, "stakeholder", "eli")
    save(context, "stakeholders", smr, {"name": "A vendor", "email": "vendor@x.ca"})
    run("send_mail", mail="hello", to="stakeholders")

    assert [(m["to"], m["subject"]) for m in context.mails] == [
        (["eli@ontario.example"], "Hello"),
        (["vendor@x.ca"], "Hello"),
    ]


def test_telling_forty_people_costs_no_more_than_telling_one(
    context, smr, run, statements
):
    context.bundle = MAIL
    contacts = [f"contact{n}@x.ca" for n in range(40)]
    run("send_mail", mail="hello", to=", ".join(contacts[:1]))
    one = len(statements)
    context.changed()
    statements.clear()
    run("send_mail", mail="hello", to=", ".join(contacts))

    assert len(statements) <= one
    assert len(context.mails) == 41
