"""Pages of the requirements, a module per noun."""
