"""A student held against scholarships, a module per noun."""
