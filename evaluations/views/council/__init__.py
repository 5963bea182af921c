"""Pages of rounds, councils and sittings."""
