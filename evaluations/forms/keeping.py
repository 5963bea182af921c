"""What forms share that are saved half-filled, and from more than one window."""

from typing import cast

from django import forms
from django.utils.datastructures import MultiValueDict


class HalfFilled(forms.Form):
    """``required`` only says what is asked for in the end; the form can be saved before.

    Only ``version`` keeps its word.
    """

    use_required_attribute = False

    def full_clean(self) -> None:
        """Check what is there."""
        asked = {name: field.required for name, field in self.fields.items() if name != "version"}
        for name in asked:
            self.fields[name].required = False
        super().full_clean()
        for name, required in asked.items():
            self.fields[name].required = required


class Versioned(forms.Form):
    """A form with a hidden ``version``: the save that the writer had in front of them."""

    def let_overwrite(self, version: object) -> None:
        """After a conflict was shown: the next save is a decision, not an accident."""
        data = cast("MultiValueDict[str, str]", self.data).copy()
        data["version"] = str(version)
        self.data = data
