"""Forms of the register of producers: they narrow choices and keep what was typed."""

from producers.forms.holdings import HeldForm, MemberForm, PlaceForm, SiteForm
from producers.forms.lists import ProducerFilterForm
from producers.forms.producer import ProducerForm
from producers.forms.vault import (
    PaperDetailsForm,
    PaperFilterForm,
    UploadForm,
    WithdrawPaperForm,
)

__all__ = [
    "HeldForm",
    "MemberForm",
    "PaperDetailsForm",
    "PaperFilterForm",
    "PlaceForm",
    "ProducerFilterForm",
    "ProducerForm",
    "SiteForm",
    "UploadForm",
    "WithdrawPaperForm",
]
