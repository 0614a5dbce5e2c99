"""What changes while one looks: whether it is saved, how long is left, the order of things.

Each is plain HTML that says what it must without a script; `static/js/` makes it move.
"""

from datetime import datetime

from django.utils.safestring import SafeString

from portal.components.library import register, render, trimmed


@register.simple_tag
def save_status(*, id: str) -> SafeString:  # noqa: A002 - the attribute's own name
    """Where `autosave.js` says whether the form is saved; the form names it by `data-autosave-status`."""
    return render("save_status", id=id)


@register.simple_tag
def countdown(*, deadline: datetime, now: datetime, submits: str = "") -> SafeString:
    """The time left by the server's clock; `submits` is the id of the form that is sent at the end.

    Without a script it says the hour at which time is up.
    """
    return render(
        "countdown", deadline=deadline, iso=deadline.isoformat(), now_iso=now.isoformat(), submits=submits
    )


@register.simple_block_tag
def sortable(content: SafeString, *, label: str) -> SafeString:
    """A list to be put in order; without a script by typing the positions."""
    return render("sortable", content=content, label=label)


@register.simple_block_tag
def sortable_item(content: SafeString, *, name: str, position: int, count: int) -> SafeString:
    """One row: `name` is the field that carries its position from 1 to `count`; the content its words."""
    return render("sortable_item", content=trimmed(content), name=name, position=position, count=count)
