"""Pages of the register of producers."""
