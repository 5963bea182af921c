"""Writes of the programmes room."""
