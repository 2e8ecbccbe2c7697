"""Builds the demo district through the product's own importers and actions: a running test of all of them."""

from doorway.demo.build.run import BuildReport, build

__all__ = ["BuildReport", "build"]
