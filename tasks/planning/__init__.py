"""When things may happen: blackouts, conflicts, free slots, who has time."""
