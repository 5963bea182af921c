"""Forms of the programmes room."""
