"""Scores, benchmarks and the charts drawn from them."""
