"""Words of the notices of the evaluations room."""
