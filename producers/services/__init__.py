"""Writes of the producers room."""

from producers.services.members import add_member, end_member
from producers.services.register import ProducerDetails, change_producer, register_producer

__all__ = [
    "ProducerDetails",
    "add_member",
    "change_producer",
    "end_member",
    "register_producer",
]
