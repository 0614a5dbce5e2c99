"""How every form of the portal is drawn: one field template, also for allauth."""

from django.forms.renderers import TemplatesSetting


class CairnFormRenderer(TemplatesSetting):
    """Renders `{{ form }}`, `{{ form.as_p }}` and `{{ field.as_field_group }}` with `templates/components/`.

    Widgets keep Django's own templates unless `templates/django/forms/widgets/` has one of that name.
    """

    form_template_name = "components/form.html"
    formset_template_name = "components/formset.html"
    field_template_name = "components/field.html"
