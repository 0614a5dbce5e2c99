"""Forms: one field template for every kind of widget, and the summary of what went wrong."""

from django.forms import BaseForm, BoundField
from django.utils.safestring import SafeString

from portal.components.library import one_of, register, render

CHOICE_LOOKS = ("plain", "boxed")


@register.simple_tag
def field(
    bound: BoundField, *, hide_label: bool = False, choices: str = "plain", dropzone: bool = False
) -> SafeString:
    """One field with its label, help and errors, tied together by `aria-describedby`.

    `hide_label` leaves the label to screen readers; `choices="boxed"` draws radio buttons and checkboxes as
    rows with a border; `dropzone` lets files be dropped on a file field.
    """
    return render(
        "field",
        field=bound,
        hide_label=hide_label,
        choices=one_of("field", "choices", choices, CHOICE_LOOKS),
        dropzone=dropzone,
    )


@register.filter
def field_kind(bound: BoundField) -> str:
    """Return text, checkbox, group or file: how the field's widget wants to be framed."""
    if bound.widget_type == "checkbox":
        return "checkbox"
    if bound.use_fieldset:
        return "group"
    return "file" if bound.field.widget.needs_multipart_form else "text"


@register.simple_tag
def form_errors(form: BaseForm, *, focus: bool = True) -> SafeString:
    """What went wrong, above the form: the form's own errors, then a link to each field that has one.

    The summary takes the focus when the page opens, unless `focus` is off.
    """
    wrong = [bound for bound in form.visible_fields() if bound.errors]
    hidden = [error for bound in form.hidden_fields() for error in bound.errors]
    own = [*form.non_field_errors(), *hidden]
    return render("form_errors", own=own, wrong=wrong, focus=focus) if own or wrong else SafeString("")
