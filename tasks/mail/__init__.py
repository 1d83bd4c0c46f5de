"""Mail: written from templates that a process owner may edit, sent from the outbox."""
