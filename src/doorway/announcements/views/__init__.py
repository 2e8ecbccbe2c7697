"""Pages of the letters, by who uses them."""
