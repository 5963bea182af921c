"""Writes of the evaluations room."""
