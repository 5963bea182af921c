"""Writes of the products room."""
