"""Transcripts of students."""
