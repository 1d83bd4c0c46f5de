"""Every table of the product: who needs the whole schema imports this.

A table that no module of a running process happens to import would else be missing
from the migrations.
"""

import engine.audit
import engine.catalogue
import engine.clock
import engine.history
import engine.incidents
import engine.instances
import engine.messages
import engine.outbox
import engine.timers
import tasks.inbox.tables
import tasks.people.holders
import tasks.people.persons
import tasks.people.sessions
import tasks.people.tokens
import tasks.release.records
import tasks.release.series
import tasks.release.tables
import tasks.repository.documents
from engine.db import metadata

__all__ = ["metadata"]
