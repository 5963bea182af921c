"""Pure work on office workbooks: bytes in, rows of a register out. No tables, no Django models."""

from exchange.reading.rows import Fault, Passed, Reading, RegisterRow

__all__ = ["Fault", "Passed", "Reading", "RegisterRow"]
