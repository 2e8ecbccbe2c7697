"""Tests beside what they test."""
