"""Who may do what on which route, in the words of the standard's table of rights.

``TABLE`` is processes.md E.2; ``OURS`` says in the same way what the standard has no
row for.  ``ROUTES`` names for every route the right that it asks for: a verb and a
row.  A route without an entry fails the walk: say here which right it asks for.
"""

TABLE = """
Object | Intake | RM | RC here | RC other | PM | ST | SO | EX | PO | Auditor | Admin
Request, assessment | U | U | R | R | R own | - | R own | - | R | R | R
Release fields, milestones | R | U | U | R | R | R | R | R | R | R | R
Plan, checklist | R | U | U | R | U own | U own | U own | R | R | R | R
Documents | R | U | U | R | U own | U own | U own | R | R | R | R
MoP | R | U | U | R | U initial | R + comment | R | R | R | R | R
Issue, risk, deviation, action | R | U | U | R | U own | U own | U own | R | R | R | R
Cancel, reopen | - | A | ask | - | ask | - | ask | - | - | - | -
Notes, messages, audit | R | R | U notes | R | R | R own | R | R | R | R | R
Access request | ask | A | ask | ask | ask | ask | ask | ask | A | - | -
Executive Summary dashboard (internal) | R | R | R | R | - | - | - | R | R | R | R
Forward Schedule | R | R | R | R | R | R | R | R | R | R | R
Value lists, settings | - | U | - | - | - | - | - | - | U | R | -
Diagrams, RACI data, KPIs | R | propose | R | R | R | R | R | R | U, A publish | R | R
"""

#: The administrator is no role of the standard: a reader of the record who keeps
#: people, and mends what has failed.  The rest are things the standard has no row for.
OURS = """
Own pages: inbox, language, feeds | U | U | U | U | U | U | U | U | U | U | U
Running processes | R | U | R | R | R | R | R | R | U | R | U
Work on a task of the intake | U own | R | R | R | R | R | R | R | R | R | R
Passing on a task of the intake | U own | U | R | R | R | R | R | R | R | R | U
People, incidents, outbox | - | - | - | - | - | - | - | - | - | - | U
Administration | - | R | - | - | - | - | - | - | R | R | R
Organizations | - | U | - | - | - | - | - | - | U | R | U
Requests for access of others | - | R | - | - | - | - | - | - | R | R | R
Drafts of diagrams | - | U | - | - | - | - | - | - | U, A publish | R | R
Blackouts, capacity | R | U | R | R | R | R | R | R | R | R | R
Absence of a coordinator | R | U | U | R | R | R | R | R | R | R | R
Mailings of the summary | - | U | - | - | - | - | - | - | - | - | -
Waivers of the standard | R | U | R | R | R | R | R | R | U | R | R
Value lists, to be chosen from | R | R | R | R | R | R | R | R | R | R | R
Addresses of other tools | - | U | - | - | - | - | - | - | U | R | U
Improvements of the process | R | R | R | R | R | R | R | R | U | R | R
Release to copy into a request | R | R | - | - | - | - | - | - | - | - | -
Import of releases | - | U | - | - | - | - | - | - | - | - | -
Snapshot of the reports | - | U | - | - | - | - | - | U | U | - | U
"""

#: What a cell of the table lets one do.
GRANTS = {
    "-": set(),
    "R": {"read"},
    "R own": {"read"},
    "R + comment": {"read"},
    "ask": {"request"},
    "propose": {"read", "propose"},
    "A": {"read", "request", "approve", "reopen"},
    "U": {"read", "update own", "update", "propose"},
    "U notes": {"read", "update own", "update"},
    "U own": {"read", "update own"},
    "U initial": {"read", "update own"},
    "U, A publish": {"read", "update own", "update", "propose", "publish"},
}

#: "Rights apply to releases one is involved in, except RM, PO, auditor (all)."
EVERYWHERE = {"RM", "PO", "Auditor", "Admin"}
#: The intake receives all requests, and the table lets coordinators read of others.
READS_EVERYWHERE = {"Intake", "RC other"}

#: What is no part of the record, and goes on when it is closed.
BESIDE_THE_RECORD = {
    *("Running processes", "Waivers of the standard", "People, incidents, outbox"),
    "Drafts of diagrams",
}

FIELDS = "Release fields, milestones"
WORK = "Issue, risk, deviation, action"
NOTES = "Notes, messages, audit"
SUMMARY = "Executive Summary dashboard (internal)"
DIAGRAMS = "Diagrams, RACI data, KPIs"
PROCESSES, OWN = "Running processes", "Own pages: inbox, language, feeds"
TASK, PASSING = "Work on a task of the intake", "Passing on a task of the intake"
PEOPLE = "People, incidents, outbox"
DRAFTS, ABSENCE = "Drafts of diagrams", "Absence of a coordinator"
BLACKOUTS, MAILINGS = "Blackouts, capacity", "Mailings of the summary"
IMPORT, ADDRESSES = "Import of releases", "Addresses of other tools"
COPY = "Release to copy into a request"
IMPROVEMENTS = "Improvements of the process"
CHOICES, CANCEL = "Value lists, to be chosen from", "Cancel, reopen"
WAIVERS, VALUES = "Waivers of the standard", "Value lists, settings"
REQUESTS = "Requests for access of others"

#: Everybody may come here, signed in or not.
PUBLIC = {
    *("api_meta.docs", "api_meta.openapi", "feeds.feed", "health.alive"),
    *("help.lint", "single_sign_on.leave", "single_sign_on.come_back"),
    *("health.metrics", "health.ready", "help.index", "help.topic"),
    *("language.choose", "login.sign_in", "login.sign_in_page"),
}

ROUTES = {
    # one's own
    "inbox.index": ("read", OWN),
    "time.advance": ("update", OWN),
    "calendar.index": ("read", "Forward Schedule"),
    "feeds.index": ("read", OWN),
    "feeds.open_feed": ("update", OWN),
    "feeds.revoke": ("update", OWN),
    "login.sign_out": ("update", OWN),
    "releases.index": ("read", OWN),
    "instances.index": ("read", OWN),
    "mail.index": ("read", OWN),
    "api_releases.index": ("read", OWN),
    "api_instances.index": ("read", OWN),
    "api_tasks.index": ("read", OWN),
    "api_audit.index": ("read", OWN),
    "audit.index": ("read", OWN),
    "audit.as_csv": ("read", OWN),
    "reports.index": ("read", "Forward Schedule"),
    # access
    "access.index": ("read", OWN),
    "access.ask": ("request", "Access request"),
    "api_access.mine": ("read", OWN),
    "api_access.ask": ("request", "Access request"),
    "access.granted": ("read", REQUESTS),
    # administration
    "admin.index": ("read", "Administration"),
    "admin.add_person": ("update", PEOPLE),
    "admin.set_roles": ("update", PEOPLE),
    "admin.set_place": ("update", PEOPLE),
    "admin.set_access": ("update", PEOPLE),
    "admin.retry": ("update", PEOPLE),
    "admin.requeue": ("update", PEOPLE),
    "organizations.index": ("read", "Organizations"),
    "organizations.show": ("read", "Organizations"),
    "organizations.add": ("update", "Organizations"),
    "organizations.change": ("update", "Organizations"),
    "organizations.set_active": ("update", "Organizations"),
    # requests
    "releases.new": ("update", "Request, assessment"),
    "releases.create": ("update", "Request, assessment"),
    "api_releases.file": ("update", "Request, assessment"),
    "beginnings.copy_page": ("read", COPY),
    "beginnings.copy": ("read", COPY),
    "beginnings.afterwards": ("update", "Request, assessment"),
    "beginnings.record": ("update", "Request, assessment"),
    "api_beginnings.copy": ("read", COPY),
    "api_beginnings.afterwards": ("update", "Request, assessment"),
    # a release
    "release.show": ("read", FIELDS),
    "api_releases.show": ("read", FIELDS),
    "release_record.edit": ("read", FIELDS),
    "release_record.change": ("update", FIELDS),
    "api_releases.change": ("update", FIELDS),
    "release_record.open_again": ("reopen", CANCEL),
    "release_record.close": ("reopen", CANCEL),
    "api_releases.cancel": ("approve", CANCEL),
    "api_releases.open_again": ("reopen", CANCEL),
    "api_releases.close": ("reopen", CANCEL),
    "release_messages.tell_page": ("approve", CANCEL),
    "release_messages.tell": ("approve", CANCEL),
    "api_messages.send": ("approve", CANCEL),
    "api_entries.index": ("read", WORK),
    "api_entries.form": ("read", WORK),
    "api_entries.show": ("read", WORK),
    "api_entries.add": ("update own", WORK),
    "api_entries.change": ("update own", WORK),
    "release_entries.new": ("update own", WORK),
    "release_entries.add": ("update own", WORK),
    "release_entries.show": ("read", WORK),
    "release_entries.change": ("update own", WORK),
    "mail.show": ("read", NOTES),
    # documents
    "release_documents.new": ("update own", "Documents"),
    "release_documents.add": ("update own", "Documents"),
    "release_documents.show": ("read", "Documents"),
    "release_documents.change": ("update own", "Documents"),
    "release_documents.add_version": ("update own", "Documents"),
    "release_documents.judge": ("update", "Documents"),
    "release_documents.review": ("update own", "Documents"),
    "release_documents.download": ("read", "Documents"),
    "api_documents.add": ("update own", "Documents"),
    "api_documents.add_version": ("update own", "Documents"),
    "api_documents.versions": ("read", "Documents"),
    "api_documents.download": ("read", "Documents"),
    "api_documents.review": ("update own", "Documents"),
    "api_documents.accept": ("update", "Documents"),
    "api_documents.send_back": ("update", "Documents"),
    "papers.index": ("read", "Documents"),
    "papers.show": ("read", "Documents"),
    "papers.download": ("read", "Documents"),
    "papers.keep_it": ("update", "Documents"),
    "papers.version": ("read", "Documents"),
    "papers.version_file": ("read", "Documents"),
    "api_papers.index": ("read", "Documents"),
    "api_papers.download": ("read", "Documents"),
    "api_papers.keep_it": ("update", "Documents"),
    # conformance
    "conformance.show": ("read", FIELDS),
    "conformance.paper": ("read", FIELDS),
    "api_conformance.index": ("read", FIELDS),
    "conformance.waiver_page": ("update", WAIVERS),
    "conformance.add_waiver": ("update", WAIVERS),
    "api_conformance.add_waiver": ("update", WAIVERS),
    # tasks
    "task.show": ("read", TASK),
    "task.draft": ("read", TASK),
    "task.work": ("update own", TASK),
    "task.claim": ("update own", TASK),
    "task.unclaim": ("update own", PASSING),
    "task.delegate": ("update own", PASSING),
    "api_tasks.show": ("read", TASK),
    "api_tasks.options": ("read", TASK),
    "api_tasks.claim": ("update own", TASK),
    "api_tasks.complete": ("update own", TASK),
    "api_tasks.draft": ("update own", TASK),
    "api_tasks.unclaim": ("update own", PASSING),
    "api_tasks.delegate": ("update own", PASSING),
    # running processes
    "instances.show": ("read", PROCESSES),
    "instances.now": ("read", PROCESSES),
    "instances.operate": ("update", PROCESSES),
    "instances.retry": ("update", PROCESSES),
    "api_instances.show": ("read", PROCESSES),
    "api_instances.diagram": ("read", PROCESSES),
    "api_instances.told": ("read", PROCESSES),
    "api_instances.start": ("update", PROCESSES),
    "api_instances.cancel": ("update", PROCESSES),
    "api_instances.migrate": ("update", PROCESSES),
    "api_instances.move": ("update", PROCESSES),
    "api_instances.resume": ("update", PROCESSES),
    "api_instances.retry": ("update", PROCESSES),
    "api_instances.suspend": ("update", PROCESSES),
    "migration.show": ("read", DRAFTS),
    "migration.progress": ("read", DRAFTS),
    "migration.now": ("read", DRAFTS),
    "migration.begin": ("update", PROCESSES),
    "migration.stop": ("update", PROCESSES),
    "migration.undo": ("update", PROCESSES),
    "api_migrations.show": ("read", DRAFTS),
    "api_migrations.progress": ("read", DRAFTS),
    "api_migrations.begin": ("update", PROCESSES),
    "api_migrations.stop": ("update", PROCESSES),
    "api_migrations.undo": ("update", PROCESSES),
    # diagrams
    "processes.index": ("read", DIAGRAMS),
    "processes.show": ("read", DIAGRAMS),
    "processes.version": ("read", DIAGRAMS),
    "processes.download": ("read", DIAGRAMS),
    "processes.import_file": ("propose", DIAGRAMS),
    "processes.publish": ("publish", DIAGRAMS),
    "processes.draft": ("read", DRAFTS),
    "api_processes.index": ("read", DIAGRAMS),
    "api_processes.versions": ("read", DIAGRAMS),
    "api_processes.download": ("read", DIAGRAMS),
    "api_processes.add_draft": ("propose", DIAGRAMS),
    "api_processes.draft": ("read", DRAFTS),
    "api_processes.publish": ("publish", DIAGRAMS),
    "api_drafts.index": ("read", DRAFTS),
    "api_drafts.begin": ("propose", DIAGRAMS),
    "api_drafts.save": ("update", DRAFTS),
    "api_drafts.discard": ("update", DRAFTS),
    "api_drafts.download": ("read", DRAFTS),
    "api_drafts.check": ("read", DRAFTS),
    "api_drafts.copy": ("update", DRAFTS),
    "api_drafts.difference": ("read", DRAFTS),
    "api_drafts.presence": ("update", DRAFTS),
    "api_drafts.restore": ("update", DRAFTS),
    "api_drafts.saves": ("read", DRAFTS),
    "api_drafts.words": ("read", DRAFTS),
    "editor.edit": ("read", DIAGRAMS),
    "editor.begin": ("propose", DIAGRAMS),
    "editor.download": ("read", DRAFTS),
    "editor.discard": ("update", DRAFTS),
    "editor.restore": ("update", DRAFTS),
    "editor.saves": ("read", DRAFTS),
    "outline_edit.show": ("update", DRAFTS),
    "outline_edit.change": ("update", DRAFTS),
    "outline_edit.begin": ("update", DRAFTS),
    "outline_edit.undo": ("update", DRAFTS),
    "rehearsal.show": ("update", DRAFTS),
    "rehearsal.begin": ("update", DRAFTS),
    "rehearsal.end": ("update", DRAFTS),
    "rehearsal.clock": ("update", DRAFTS),
    "rehearsal.play": ("update", DRAFTS),
    "rehearsal.send": ("update", DRAFTS),
    "rehearsal_tasks.task": ("update", DRAFTS),
    "rehearsal_tasks.work": ("update", DRAFTS),
    "rehearsal_tasks.shown": ("update", DRAFTS),
    "scenarios.keep": ("update", DRAFTS),
    "scenarios.run": ("update", DRAFTS),
    "draft_files.index": ("read", DRAFTS),
    "draft_files.add": ("update", DRAFTS),
    "draft_files.show": ("read", DRAFTS),
    "draft_files.change": ("update", DRAFTS),
    "draft_forms.show": ("read", DRAFTS),
    "draft_forms.change": ("update", DRAFTS),
    "draft_forms.preview": ("read", DRAFTS),
    "draft_mails.show": ("read", DRAFTS),
    "draft_mails.change": ("update", DRAFTS),
    "draft_mails.look": ("read", DRAFTS),
    "draft_raci.show": ("read", DRAFTS),
    "draft_raci.change": ("update", DRAFTS),
    "requirements.show": ("read", DRAFTS),
    "requirements.waive": ("publish", DRAFTS),
    "api_requirements.waive_in": ("publish", DRAFTS),
    "differences.show": ("read", DIAGRAMS),
    "changes.show": ("read", DIAGRAMS),
    "changes.versions": ("read", DIAGRAMS),
    "changes.submission": ("propose", DIAGRAMS),
    "changes.submit": ("propose", DIAGRAMS),
    "changes.again": ("publish", DIAGRAMS),
    "documentation.show": ("read", DIAGRAMS),
    "documentation.as_pdf": ("read", DIAGRAMS),
    # improvements of the process, from all releases
    "improvements.index": ("read", IMPROVEMENTS),
    "improvements.show": ("read", IMPROVEMENTS),
    "improvements.change": ("update", IMPROVEMENTS),
    "api_improvements.index": ("read", IMPROVEMENTS),
    "api_improvements.change": ("update", IMPROVEMENTS),
    # value lists
    "values.index": ("read", CHOICES),
    "values.show": ("read", CHOICES),
    "values.change": ("update", VALUES),
    "api_values.index": ("read", CHOICES),
    "api_values.show": ("read", CHOICES),
    "api_values.change": ("update", VALUES),
    "api_values.link_addresses": ("read", CHOICES),
    "api_values.set_link_address": ("update", ADDRESSES),
    "link_addresses.index": ("read", ADDRESSES),
    "link_addresses.change": ("update", ADDRESSES),
    # import
    "imports.index": ("update", IMPORT),
    "imports.read_file": ("update", IMPORT),
    "imports.show": ("update", IMPORT),
    "imports.mapping": ("update", IMPORT),
    "imports.keep": ("update", IMPORT),
    "api_imports.index": ("update", IMPORT),
    "api_imports.add": ("update", IMPORT),
    "api_imports.show": ("update", IMPORT),
    "api_imports.known": ("update", IMPORT),
    "api_imports.keep": ("update", IMPORT),
    # process health
    "process_health.index": ("read", DIAGRAMS),
    "process_health.file": ("read", DIAGRAMS),
    "process_health.definitions": ("read", DIAGRAMS),
    "process_health.define": ("update", DIAGRAMS),
    "process_health.edit": ("update", DIAGRAMS),
    "process_health.change": ("update", DIAGRAMS),
    "process_health.end": ("update", DIAGRAMS),
    "api_process_health.index": ("read", DIAGRAMS),
    "api_process_health.file": ("read", DIAGRAMS),
    # reports and planning
    "reports.schedule": ("read", "Forward Schedule"),
    "reports.schedule_file": ("read", "Forward Schedule"),
    "api_reports.schedule": ("read", "Forward Schedule"),
    "api_reports.schedule_file": ("read", "Forward Schedule"),
    "planning.free_slot": ("read", "Forward Schedule"),
    "api_planning.free_slot": ("read", "Forward Schedule"),
    "api_planning.coordinators": ("read", "Forward Schedule"),
    "reports.summary": ("read", SUMMARY),
    "reports.summary_file": ("read", SUMMARY),
    "api_reports.summary": ("read", SUMMARY),
    "api_reports.summary_file": ("read", SUMMARY),
    "reports.refreshed": ("update", "Snapshot of the reports"),
    "mailings.index": ("update", MAILINGS),
    "mailings.begin": ("update", MAILINGS),
    "mailings.end": ("update", MAILINGS),
    "blackouts.index": ("read", BLACKOUTS),
    "blackouts.add": ("update", BLACKOUTS),
    "blackouts.take_back": ("update", BLACKOUTS),
    "blackouts.restore": ("update", BLACKOUTS),
    "api_planning.listed": ("read", BLACKOUTS),
    "api_planning.add": ("update", BLACKOUTS),
    "api_planning.take_back": ("update", BLACKOUTS),
    "resources.index": ("read", "Forward Schedule"),
    "resources.enter_absence": ("update", ABSENCE),
    "resources.take_back": ("update", ABSENCE),
    "resources.restore": ("update", ABSENCE),
    "resources.set_capacity": ("update", BLACKOUTS),
}


def rows(text: str) -> dict[str, dict[str, set[str]]]:
    """Object → column → what one may do, read from a table."""
    lines = [line.split(" | ") for line in text.strip().splitlines()]
    head = TABLE.strip().splitlines()[0].split(" | ")[1:]
    found = [line for line in lines if line[0] != "Object"]
    return {
        name: {c: GRANTS[cell] for c, cell in zip(head, cells, strict=True)}
        for name, *cells in found
    }


RIGHTS = rows(TABLE) | rows(OURS)


def expected(column: str, place: str, verb: str, thing: str) -> bool:
    """Whether the table lets somebody of a column do this there.

    ``place`` is ``own``, ``foreign`` or ``closed`` for what belongs to a release, and
    ``product`` for what belongs to none.  Closed releases are read-only for all, but
    the release manager may reopen one.
    """
    may = verb in RIGHTS[thing][column]
    if place == "foreign" and column not in EVERYWHERE:
        return may and verb == "read" and column in READS_EVERYWHERE
    if place == "closed" and verb not in ("read", "reopen"):
        return may and thing in BESIDE_THE_RECORD
    return may
