"""Compile the loops now, so that nobody waits for it later: ``python -m doorway.assessments.core.growth``."""

from __future__ import annotations

from doorway.assessments.core.growth.path import compile_loops

if __name__ == "__main__":
    compile_loops()
