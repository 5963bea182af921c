"""The demo province Thanh Hóa, built through the same services that people use."""

from exchange.services.demo.build import STAGES, seed_demo

__all__ = ["STAGES", "seed_demo"]
