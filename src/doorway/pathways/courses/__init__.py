"""The district's course catalog."""
