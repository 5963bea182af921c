"""Forms that narrow a list: plain GET forms in which a wrong value filters nothing."""

from django import forms


class FilterForm(forms.Form):
    """The filters of a list."""

    def chosen(self) -> dict[str, str]:
        """The values that are valid; empty text where there is none."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}
