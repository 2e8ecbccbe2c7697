"""The one way to the records of the conferences."""
