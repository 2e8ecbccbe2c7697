"""Routes of the scores."""
