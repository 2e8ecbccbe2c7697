"""Pages on which a school prepares and runs its conferences."""
