"""The demo district and its cast."""
