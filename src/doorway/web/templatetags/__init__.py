"""The parts of pages, for templates."""
