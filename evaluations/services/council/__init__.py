"""Writes of the council: founding, convening, declaring, the sitting, sheets, verdicts, papers."""
