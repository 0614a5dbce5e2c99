"""Forms of a variable number of rows that grow by a button, with or without scripts."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms.formsets import BaseFormSet
from django.http import QueryDict

MOST_ROWS = 60
# The button of that name asks for another row; its value is the formset's prefix.
ADD = "add-row"


def make_rows(
    form: type[forms.Form],
    prefix: str,
    *,
    data: QueryDict | None = None,
    initial: Sequence[Mapping[str, Any]] = (),
    spare: int = 1,
) -> BaseFormSet[forms.Form]:
    """The rows as typed (`data`), or as they are stored with `spare` empty ones; empty rows say nothing.

    Where the button asked for another row, what was typed is shown again without complaints, one row longer.
    """
    factory = forms.formset_factory(
        form, extra=spare, max_num=MOST_ROWS, absolute_max=MOST_ROWS, validate_max=True
    )
    if data is None:
        return factory(initial=list(initial), prefix=prefix)
    if ADD in data:
        typed = _typed(form, prefix, data)
        wants_more = data.get(ADD) == prefix
        longer = forms.formset_factory(form, extra=1 if wants_more else 0, max_num=MOST_ROWS)
        return longer(initial=typed, prefix=prefix)
    return factory(data, prefix=prefix)


def filled(rows: BaseFormSet[forms.Form]) -> list[dict[str, Any]]:
    """The cleaned rows that say something, in their order."""
    return [row.cleaned_data for row in rows if row.has_changed() and row.is_valid() and _says(row)]


def _says(row: forms.Form) -> bool:
    """Emptied rows are removed, whatever their hidden fields remember."""
    seen = [name for name, field in row.fields.items() if not field.widget.is_hidden]
    return any(row.cleaned_data.get(name) not in (None, "", False, []) for name in seen)


def _typed(form: type[forms.Form], prefix: str, data: QueryDict) -> list[dict[str, Any]]:
    try:
        count = min(int(data.get(f"{prefix}-TOTAL_FORMS", "0")), MOST_ROWS)
    except ValueError:
        count = 0
    rows = []
    for number in range(count):
        row: dict[str, Any] = {}
        for name, field in form.base_fields.items():
            several = isinstance(field, forms.MultipleChoiceField)
            key = f"{prefix}-{number}-{name}"
            row[name] = data.getlist(key) if several else data.get(key, "")
            if isinstance(field, forms.BooleanField):
                row[name] = key in data
        rows.append(row)
    return rows
