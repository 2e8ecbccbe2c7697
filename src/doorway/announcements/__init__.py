"""Letters of the district and the schools to everybody, and what readers reply."""
