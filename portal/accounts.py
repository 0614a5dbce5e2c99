"""How Cairn uses allauth: names asked at sign-up, nothing personal in addresses."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from portal.models import User


class SignupNameForm(forms.Form):
    """The fields sign-up asks beside e-mail and password."""

    legal_name = forms.CharField(
        label=_("Your name"),
        max_length=150,
        help_text=_("As it should stand on your certificates. You can change it later for new ones."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def signup(self, request: HttpRequest, user: User) -> None:
        user.legal_name = self.cleaned_data["legal_name"]
        user.save(update_fields=["legal_name"])


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    """Keeps the language the person signed up in."""

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        user.locale = getattr(request, "LANGUAGE_CODE", "") or ""
        saved: User = super().save_user(request, user, form, commit)
        return saved
