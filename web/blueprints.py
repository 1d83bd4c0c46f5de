"""All routes, by noun."""

from web import health
from web.api import access as api_access
from web.api import audit as api_audit
from web.api import beginnings as api_beginnings
from web.api import conformance as api_conformance
from web.api import documents as api_documents
from web.api import drafts as api_drafts
from web.api import entries as api_entries
from web.api import imports as api_imports
from web.api import improvements as api_improvements
from web.api import instances as api_instances
from web.api import messages as api_messages
from web.api import meta as api_meta
from web.api import migrations as api_migrations
from web.api import papers as api_papers
from web.api import planning as api_planning
from web.api import process_health as api_process_health
from web.api import processes as api_processes
from web.api import releases as api_releases
from web.api import reports as api_reports
from web.api import tasks as api_tasks
from web.api import values as api_values
from web.pages import (
    access,
    admin,
    audit,
    beginnings,
    blackouts,
    calendar,
    changes,
    conformance,
    differences,
    documentation,
    draft_files,
    draft_forms,
    draft_mails,
    draft_raci,
    editor,
    feeds,
    help,
    imports,
    improvements,
    inbox,
    instances,
    language,
    link_addresses,
    mail,
    mailings,
    migration,
    organizations,
    outline_edit,
    papers,
    planning,
    process_health,
    processes,
    rehearsal,
    rehearsal_tasks,
    release,
    release_documents,
    release_entries,
    release_messages,
    release_record,
    releases,
    reports,
    requirements,
    resources,
    scenarios,
    task,
    time,
    values,
)

PAGES = (
    inbox.bp,
    task.bp,
    releases.bp,
    beginnings.bp,
    release.bp,
    release_record.bp,
    release_entries.bp,
    release_documents.bp,
    papers.bp,
    conformance.bp,
    release_messages.bp,
    instances.bp,
    processes.bp,
    documentation.bp,
    requirements.bp,
    differences.bp,
    changes.bp,
    migration.bp,
    rehearsal.bp,
    rehearsal_tasks.bp,
    scenarios.bp,
    outline_edit.bp,
    editor.bp,
    draft_raci.bp,
    draft_mails.bp,
    draft_forms.bp,
    draft_files.bp,
    imports.bp,
    improvements.bp,
    link_addresses.bp,
    values.bp,
    calendar.bp,
    reports.bp,
    process_health.bp,
    planning.bp,
    blackouts.bp,
    resources.bp,
    feeds.bp,
    mailings.bp,
    mail.bp,
    admin.bp,
    organizations.bp,
    audit.bp,
    access.bp,
    help.bp,
    language.bp,
    time.bp,
)

API = (
    api_releases.bp,
    api_papers.bp,
    api_conformance.bp,
    api_conformance.drafts_bp,
    api_documents.bp,
    api_entries.bp,
    api_values.bp,
    api_imports.bp,
    api_improvements.bp,
    api_beginnings.bp,
    api_tasks.bp,
    api_instances.bp,
    api_messages.bp,
    api_processes.bp,
    api_migrations.bp,
    api_drafts.bp,
    api_reports.bp,
    api_process_health.bp,
    api_planning.bp,
    api_audit.bp,
    api_access.bp,
    api_meta.bp,
    health.bp,
)
