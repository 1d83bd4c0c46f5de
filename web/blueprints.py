"""All routes, by noun."""

from web.pages import (
    admin,
    calendar,
    help,
    inbox,
    instances,
    language,
    mail,
    processes,
    release,
    releases,
    reports,
    task,
    time,
)

PAGES = (
    inbox.bp,
    task.bp,
    releases.bp,
    release.bp,
    instances.bp,
    processes.bp,
    calendar.bp,
    reports.bp,
    mail.bp,
    admin.bp,
    help.bp,
    language.bp,
    time.bp,
)
