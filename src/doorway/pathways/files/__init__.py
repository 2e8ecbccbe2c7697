"""Transcripts and audits as files: one student a line, in and out."""
