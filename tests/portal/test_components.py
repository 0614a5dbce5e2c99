"""What the component tags promise to those who write pages."""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from portal.components.actions import ICONS
from portal.components.charts import Bar

STATIC = Path(__file__).resolve().parents[2] / "static"


def draw(source: str, **context: object) -> str:
    return " ".join(Template(source).render(Context(context)).split())


class Registration(forms.Form):
    email = forms.EmailField(label="E-mail", help_text="We never show it.")
    mode = forms.ChoiceField(choices=[("site", "On site"), ("home", "At home")], widget=forms.RadioSelect)
    agreed = forms.BooleanField(required=False)
    token = forms.CharField(widget=forms.HiddenInput)


@pytest.mark.parametrize(
    "source",
    [
        "{% button colour='red' %}Go{% endbutton %}",
        "{% button hx_on_click='alert(1)' %}Go{% endbutton %}",
        "{% button onclick='alert(1)' %}Go{% endbutton %}",
        "{% button variant='loud' %}Go{% endbutton %}",
        "{% linkbutton %}Go{% endlinkbutton %}",
        "{% notice variant='happy' %}Go{% endnotice %}",
        "{% chip tone='x' %}Go{% endchip %}",
        "{% icon 'unicorn' %}",
        "{% entry titel='x' %}{% endentry %}",
        "{% check name='Signature' status='maybe' %}{% endcheck %}",
        "{% step number=1 state='skipped' %}x{% endstep %}",
        "{% level value=6 %}",
        "{% level value=0 %}",
        "{% progress value=9 max=8 label='Lessons' %}",
    ],
)
def test_what_a_component_does_not_know_is_refused(source: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        draw(source)


def test_button_passes_on_htmx_and_data_attributes() -> None:
    html = draw(
        "{% button variant='quiet' hx_post=url data_row=3 hx_boost=False %}<b>Go</b>{% endbutton %}",
        url="/a?b&c",
    )
    assert html == (
        '<button class="button" type="submit" data-variant="quiet" data-row="3" hx-post="/a?b&amp;c"><b>Go</b></button>'
    )


def test_text_given_as_a_prop_is_escaped() -> None:
    html = draw("{% entry title=title meta=title %}{{ title }}{% endentry %}", title="<script>")
    assert "<script>" not in html
    assert html.count("&lt;script&gt;") == 3


def test_every_icon_that_can_be_asked_for_is_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons" / "sprite.svg").read_text()))
    assert drawn == set(ICONS)


def test_an_icon_is_hidden_unless_it_has_a_label() -> None:
    assert 'aria-hidden="true"' in draw("{% icon 'clock' %}")
    assert 'role="img" aria-label="Late"' in draw("{% icon 'clock' label='Late' %}")


def test_a_field_is_tied_to_its_help_and_its_errors() -> None:
    html = draw("{% field form.email %}", form=Registration({"email": "nobody"}))
    assert 'aria-describedby="id_email_helptext id_email_error"' in html
    assert 'id="id_email_helptext"' in html
    assert 'id="id_email_error"' in html
    assert 'aria-invalid="true"' in html
    assert '<label for="id_email">' in html


def test_a_group_of_choices_is_a_fieldset_with_a_legend() -> None:
    html = draw("{% field form.mode choices='boxed' %}", form=Registration({}))
    assert html.startswith('<fieldset class="field " data-kind="group" aria-describedby="id_mode_error">')
    assert "<legend>Mode" in html
    assert html.count('<label class="choice"') == 2


def test_a_single_checkbox_is_inside_its_label() -> None:
    html = draw("{% field form.agreed %}", form=Registration())
    assert re.search(
        r'<label class="choice" for="id_agreed"><input type="checkbox"[^>]*> <span>Agreed</span></label>',
        html,
    )


def test_a_whole_form_uses_the_same_field_and_names_hidden_errors() -> None:
    html = draw("{{ form }}", form=Registration({"email": "a@b.example", "mode": "site"}))
    assert html.count('class="field ') == 3
    assert '<input type="hidden" name="token"' in html
    assert "This field is required." in html
    assert html.index('role="alert"') < html.index('class="field ')


def test_the_error_summary_links_to_the_fields() -> None:
    html = draw("{% form_errors form %}", form=Registration({"token": "x"}))
    assert re.findall(r'<a href="#([\w-]+)">', html) == ["id_email", "id_mode"]
    assert draw("{% form_errors form %}", form=Registration()) == ""


def test_pagination_keeps_the_rest_of_the_query() -> None:
    page = Paginator(range(100), 10).page(5)
    html = draw("{% pagination page %}", page=page, request=RequestFactory().get("/courses/?q=a%26b&page=5"))
    assert re.findall(r'href="(\?[^"]+)"', html) == [
        "?q=a%26b&amp;page=4",
        "?q=a%26b&amp;page=1",
        "?q=a%26b&amp;page=4",
        "?q=a%26b&amp;page=6",
        "?q=a%26b&amp;page=10",
        "?q=a%26b&amp;page=6",
    ]
    assert '<span aria-current="page">5</span>' in html


def test_a_single_page_needs_no_pagination() -> None:
    assert draw("{% pagination page %}", page=Paginator(range(3), 10).page(1), request=None) == ""


@pytest.mark.parametrize(
    ("status", "word"),
    [
        ("valid", "Valid"),
        ("invalid", "Invalid"),
        ("not_checked", "Not checked"),
        ("not_applicable", "Not applicable"),
    ],
)
def test_a_check_says_its_result_in_a_word_and_a_picture_of_its_own(status: str, word: str) -> None:
    html = draw("{% check name='Signature' status=status %}{% endcheck %}", status=status)
    assert f'<span class="check-status">{word}</span>' in html
    others = {draw("{% check name='x' status=s %}{% endcheck %}", s=other) for other in ("valid", "invalid")}
    picture = re.search(r"#([\w-]+)", html)
    assert picture
    assert sum(f"#{picture[1]}" in other for other in others) == (status in {"valid", "invalid"})


def test_progress_says_in_words_what_the_bar_shows() -> None:
    html = draw("{% progress value=3 max=8 label='Lessons read' %}")
    assert '<progress value="3" max="8" aria-label="Lessons read: 3 of 8">' in html
    assert "data-complete" not in html
    assert "data-complete" in draw("{% progress value=8 max=8 label='Lessons read' %}")
    assert "data-complete" not in draw("{% progress value=0 max=0 label='Lessons read' %}")


def test_a_level_fills_as_many_stones() -> None:
    html = draw("{% level value=3 name='Git' %}")
    assert (html.count("<ellipse"), html.count("data-on"), "Level 3 of 5" in html) == (5, 3, True)


def test_a_moment_gives_dates_to_machines_too() -> None:
    assert '<time class="moment-when" datetime="2026-03-01">' in draw(
        "{% moment title='Issued' when=when %}{% endmoment %}", when=date(2026, 3, 1)
    )
    assert '<span class="moment-when">last spring</span>' in draw(
        "{% moment title='Issued' when='last spring' %}{% endmoment %}"
    )


def test_shares_of_a_distribution_are_of_all_and_of_a_funnel_of_the_first() -> None:
    rows = [Bar(label="a", value=30), Bar(label="b", value=10)]
    source = "{% NAME rows=rows caption='c' id='i' heading='h' unit='u' %}"
    cells = r"<td data-numeric>([^<]+)</td>"
    assert re.findall(cells, draw(source.replace("NAME", "distribution"), rows=rows)) == [
        "30",
        "75 %",
        "10",
        "25 %",
    ]
    assert re.findall(cells, draw(source.replace("NAME", "funnel"), rows=rows)) == [
        "30",
        "100 %",
        "10",
        "33 %",
    ]


def test_charts_of_nothing_are_empty_and_impossible_values_are_refused() -> None:
    source = "{% funnel rows=rows caption='c' id='i' heading='h' unit='u' %}"
    assert "<td data-numeric>" not in draw(source, rows=[])
    assert "0 %" in draw(source, rows=[Bar(label="a", value=0)])
    with pytest.raises(TemplateSyntaxError):
        draw(source, rows=[Bar(label="a", value=1), Bar(label="b", value=2)])


def test_the_countdown_says_the_hour_without_a_script() -> None:
    html = draw(
        "{% countdown deadline=deadline now=now submits='attempt' %}",
        deadline=datetime(2026, 3, 1, 12, 30, tzinfo=UTC),
        now=datetime(2026, 3, 1, 12, 0, tzinfo=UTC),
    )
    assert 'data-countdown="2026-03-01T12:30:00+00:00" data-server-now="2026-03-01T12:00:00+00:00"' in html
    assert 'data-countdown-submits="attempt"' in html
    assert "Time is up at 12:30 p.m." in html


def test_pages_carry_no_script_or_style_of_their_own() -> None:
    templates = Path(__file__).resolve().parents[2] / "templates"
    inline = re.compile(
        r"<style|\sstyle=|<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)|\son[a-z]+=", re.IGNORECASE
    )
    found = [
        str(file.relative_to(templates))
        for file in templates.rglob("*.html")
        if inline.search(file.read_text())
    ]
    assert found == []
