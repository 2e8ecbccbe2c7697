"""Settings, the URL table and the start-up checks."""
