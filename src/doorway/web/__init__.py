"""Pages, components, print."""
