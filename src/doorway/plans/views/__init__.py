"""Pages of the plans, a module per page."""
