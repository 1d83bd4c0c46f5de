"""The reports as pages: everybody reads them, some may go on from there."""


def link_to(release_id: str) -> str:
    return f'href="/releases/{release_id}"'


def test_the_executive_summary_links_only_what_one_may_open(site):
    smr = site.file(title="Payroll portal")
    site.do("intake", "S-1.1", needs_smr=True, PM="project_manager")
    site.do("release_manager", "S-1.2", smr_required=True)

    manager = site.browser("release_manager").get("/reports/executive-summary").text
    executive = site.browser("executive").get("/reports/executive-summary").text

    assert "Payroll portal" in manager
    assert link_to(smr) in manager
    assert "Payroll portal" in executive
    assert link_to(smr) not in executive
