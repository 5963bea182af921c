"""Reads of the council: who sees a sitting, how it stands, marks through their one door."""
