"""Pages of the conferences, by who uses them."""
