"""The state's and the district's rules as data."""
