"""Writes of the producers room."""

from producers.services.bulk import (
    CORRECTED,
    NewProducer,
    correct_producers,
    enter_producers,
    restore_producers,
    withdraw_producers,
)
from producers.services.distinct import mark_distinct, reconsider
from producers.services.members import add_member, end_member
from producers.services.merging import (
    PARTS,
    merge_fault,
    merge_producers,
    split_producer,
    stamp_of,
)
from producers.services.papers import HeldDetails, add_held, change_held, remove_held
from producers.services.pictures import draw_pictures
from producers.services.places import choose_place, choose_places, refresh_places
from producers.services.register import (
    ProducerDetails,
    change_producer,
    register_producer,
    withdraw_consent,
)
from producers.services.sites import SiteDetails, add_site, change_site
from producers.services.vault import (
    PaperDetails,
    Received,
    change_paper,
    keep_paper,
    receive,
    renew_paper,
    take_held,
    withdraw_paper,
)

__all__ = [
    "CORRECTED",
    "PARTS",
    "HeldDetails",
    "NewProducer",
    "PaperDetails",
    "ProducerDetails",
    "Received",
    "SiteDetails",
    "add_held",
    "add_member",
    "add_site",
    "change_held",
    "change_paper",
    "change_producer",
    "change_site",
    "choose_place",
    "choose_places",
    "correct_producers",
    "draw_pictures",
    "end_member",
    "enter_producers",
    "keep_paper",
    "mark_distinct",
    "merge_fault",
    "merge_producers",
    "receive",
    "reconsider",
    "refresh_places",
    "register_producer",
    "remove_held",
    "renew_paper",
    "restore_producers",
    "split_producer",
    "stamp_of",
    "take_held",
    "withdraw_consent",
    "withdraw_paper",
    "withdraw_producers",
]
