"""Pages of the register of products."""
