"""The component tags, one module per family; `portal.templatetags.components` offers them to every template.

A tag rejects what it does not know: an unknown prop when the template is compiled, an unknown variant when it
is rendered. `templates/components/README.md` shows each with an example.
"""

from portal.components import actions, charts, checks, fields, lists, live, measures, navigation, texts
from portal.components.library import register

__all__ = [
    "actions",
    "charts",
    "checks",
    "fields",
    "lists",
    "live",
    "measures",
    "navigation",
    "register",
    "texts",
]
