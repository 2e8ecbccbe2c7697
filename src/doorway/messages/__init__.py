"""Invitations, confirmations, reminders: the outbox."""
