"""An office in the middle of its work: releases in many states, to look at.

The crew of the stories makes it through the interface, so that every page has data.
"""

from tests.stories.client import Crew
from tests.stories.decisions import ALL_IS_WELL
from tests.support.serving import Site

#: Title, and the step at which a release is left open.
LEFT_AT = (
    ("smr", "Replace the e-mail gateway", "S-1.1"),
    ("smr", "Move the licence renewal service to the cloud", "S-2.2"),
    ("smr", "Single sign-on for the grants portal", "S-3.1"),
    ("smr", "Payroll portal in the new data centre", "S-6.5"),
    ("smr", "Retire the legacy case archive", "S-7.5"),
    ("smr", "Encrypted backups for court records", "S-9.5"),
    ("dcs", "Firewall rules for the health registry", "D-1.1"),
    ("dcs", "Upgrade the address lookup", "D-6.2"),
    ("dcs", "Replace the load balancers in Guelph", "D-8.3"),
)
ORGANIZATIONS = ("Health", "Transportation", "Justice", "Finance")


def make(site: Site) -> dict[str, str]:
    """Fill a serving site; the releases by the step that they wait at."""
    alone = {**ALL_IS_WELL["S-2.2"], "dcs_required": False}
    crew, made = Crew.hired(site, {**ALL_IS_WELL, "S-2.2": alone}), {}
    for number, (process, title, step) in enumerate(LEFT_AT):
        more = {"organization": ORGANIZATIONS[number % len(ORGANIZATIONS)]}
        body = {"process": process, "title": title, **more}
        made[step] = str(crew["intake"].post("/releases", body).must(201)["id"])
        crew.work(made[step], until=lambda at=step: at in crew.open_steps(made[at]))
    return made
