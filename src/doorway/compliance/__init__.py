"""The board's policy with its versions, and whether every school keeps it, as of this minute."""
