"""Pages of the plans, by who uses them."""
