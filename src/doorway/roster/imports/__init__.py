"""Taking a roster in: a plan of what would change, then the change as a whole or not at all, with a ledger."""
