"""Data in: the demo province. (Workbooks of an office come with their own module.)"""

from exchange.services.demo import STAGES, seed_demo

__all__ = ["STAGES", "seed_demo"]
