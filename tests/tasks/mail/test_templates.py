"""Mail templates: what they give, and what may not stand in one."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from tasks.mail.language import TemplateRefused
from tasks.mail.templates import check, invites, names_in, render, split

TORONTO = ZoneInfo("America/Toronto")


def text(body, subject="Hello"):
    return f"Subject: {subject}\n\n{body}"


def rendered(body, language="en", subject="Hello", functions=None, **values):
    return render(
        text(body, subject), values, functions or {}, language=language, zone=TORONTO
    )


def test_values_of_the_record_are_written():
    mail = rendered(
        "{% for i in issues %}- {{ i.text }}"
        "{% if i.due %} ({{ i.due | day }}){% endif %}\n{% endfor %}End",
        subject="{{ release.title }}",
        release={"title": "New\ne-mail"},
        issues=[
            {"text": "DNS", "due": date(2026, 12, 1)},
            {"text": "TLS", "due": None},
        ],
    )

    assert mail.subject == "New e-mail"
    assert mail.body == "- DNS (December 1, 2026)\n- TLS\nEnd\n"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "July 1, 2026, 9:00 a.m. EDT, no, a, b"),
        ("fr", "1 juillet 2026, 09 h 00 HAE, non, a, b"),
    ],
)
def test_moments_and_words_follow_the_reader(language, said):
    at = datetime(2026, 7, 1, 13, 0, tzinfo=UTC)

    mail = rendered(
        "{{ at }}, {{ ok }}, {{ parts }}", language, at=at, ok=False, parts=["a", "b"]
    )

    assert " ".join(mail.body.split()) == said


def test_texts_of_moments_are_written_as_moments():
    mail = rendered(
        "{{ at | moment }}; {{ on | day }}; {{ no | day }}",
        at="2026-07-01T13:00:00+00:00",
        on="2026-12-01",
        no="soon",
    )

    assert "July 1, 2026" in mail.body
    assert mail.body.endswith("December 1, 2026; soon\n")


def test_what_is_not_known_is_empty():
    assert rendered("[{{ a.b.c }}{{ release.x }}{{ none }}]", none=None).body == "[]\n"


def test_facts_may_be_called_with_constants():
    mail = rendered("{{ answer('S-1', 'x') }}", functions={"answer": lambda *a: a[1]})

    assert mail.body == "x\n"


def test_a_record_has_members_and_no_methods():
    record = {"items": "mine", "text": "x"}

    mail = rendered(
        "[{{ r.items }}{{ r.keys }}{{ r.text.upper }}{{ n.real }}]", r=record, n=5
    )

    assert mail.body == "[mine]\n"


ATTACKS = [
    "{{ ''.__class__.__mro__ }}",
    "{{ release['__class__'] }}",
    "{{ release.__class__ }}",
    "{{ release.items() }}",
    "{{ release|attr('x') }}",
    "{{ 'a' * 1000000000 }}",
    "{{ 10 ** 10 }}",
    "{{ 1 + 1 }}",
    "{{ 'a' ~ 'b' }}",
    "{{ range(10) }}{% for i in range(1000000000) %}x{% endfor %}",
    "{% for i in [1, 2] %}x{% endfor %}",
    "{% for a in x %}" * 3 + "y" + "{% endfor %}" * 3,
    "{% for a in x recursive %}{{ loop(x) }}{% endfor %}",
    "{% for a, b in x %}y{% endfor %}",
    "{% for a in x if a %}y{% endfor %}",
    "{% set x = 1 %}",
    "{% macro m() %}{% endmacro %}{{ m() }}",
    "{% include 'x' %}",
    "{% import 'x' as y %}",
    "{% extends 'x' %}",
    "{% block a %}{% endblock %}",
    "{% filter upper %}x{% endfilter %}",
    "{{ x | upper }}",
    "{{ x | day(5) }}",
    "{{ x is defined }}",
    "{{ x[0:5] }}",
    "{{ answer(x) }}",
    "{{ answer(*x) }}",
    "{{ answer(a='b') }}",
    "{{ _secret }}",
    "{{ x if y else z }}",
    "{{ '%s' % x }}",
    "{{ unclosed",
    "{% if x %}",
    "{{ {'a': 1} }}",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_could_harm_is_refused(attack):
    assert check(text(attack))
    with pytest.raises(TemplateRefused):
        rendered(attack, x=[1], release={})


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("Hello", "The first line must be"),
        ("Subject:\n\nx", "The first line must be"),
        ("Subject: x\ny", "After the subject comes an empty line"),
        ("Subject: x\n\n" + "y" * 10_000, "at most 10,000 characters"),
    ],
)
def test_a_template_begins_with_its_subject(content, problem):
    assert problem in check(content)[0]


def test_unknown_names_and_facts_are_told_by_lint():
    content = text(
        "{{ relese.title }}{% for a in actions %}{{ a.x }}{% endfor %}{{ f('x') }}"
    )

    assert check(content, ["actions", "release"], ["answer"]) == [
        "Nothing is called “relese” in a mail.",
        "There is no fact “f”.",
    ]
    assert names_in(content) == {"relese", "actions"}


def test_what_is_written_has_an_end():
    long = [{"text": "x" * 1000}] * 1000

    with pytest.raises(TemplateRefused, match="too long"):
        rendered("{% for a in x %}{{ a.text }}{% endfor %}", x=long)


def test_what_people_wrote_is_not_read_as_a_template():
    assert rendered("{{ t }}", t="{{ 1 + 1 }} <b>").body == "{{ 1 + 1 }} <b>\n"


def test_a_template_may_carry_the_meeting():
    plain = "Subject: x\n\nCalendar: meeting\n"
    inviting = "Subject: x\r\nCalendar: meeting\r\n\r\nCome.\r\n"

    assert check(inviting) == []
    assert not invites(plain)
    assert invites(inviting)
    assert split(inviting) == ("x", "Come.")
