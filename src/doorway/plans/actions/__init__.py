"""Named writes of the plans: opening a plan, entries, goals, notes, sharing, signing."""
