"""XML from strangers is refused before any of it is used; every refusal names the line."""

from dataclasses import replace

import pytest

from courses.formats import CourseInvalid, NoCourseFound, detect, read
from courses.formats.archive import open_tree
from courses.formats.limits import DEFAULT_LIMITS
from courses.formats.markup import Markup
from courses.formats.xml_source import child, child_text, parse_xml, raw_text, root_name, text_of

LAUGHS = b"""<?xml version="1.0"?>
<!DOCTYPE lolz [
 <!ENTITY lol "lol">
 <!ENTITY lol2 "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
]>
<assessmentItem title="&lol2;"/>"""
EXTERNAL = b"""<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<assessmentItem><itemBody>&x;</itemBody></assessmentItem>"""
PARAMETER = b"""<!DOCTYPE a [<!ENTITY % x SYSTEM "http://example.org/x.dtd"> %x;]><assessmentItem/>"""


def message(data, limits=DEFAULT_LIMITS):
    with pytest.raises(CourseInvalid) as caught:
        parse_xml(data, "x.xml", limits=limits)
    return str(caught.value)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (LAUGHS, "x.xml:3: declares the entity “lol”; entities are not read"),
        (EXTERNAL, "x.xml:1: declares the entity “x”; entities are not read"),
        (PARAMETER, "x.xml:1: declares the entity “x”; entities are not read"),
        (b"<a>\n<b></a>", "x.xml:2: is not well-formed XML: mismatched tag"),
        (b"", "x.xml:1: is not well-formed XML: no element found"),
        (b"<a>&nbsp;</a>", "x.xml:1: is not well-formed XML: undefined entity"),
        (b"<a>" * 101 + b"</a>" * 101, "x.xml:1: elements are nested more than 100 deep"),
        (
            b"<?xml version='1.0' encoding='utf-7'?><a/>",
            "x.xml:1: is in an encoding that is not read: multi-byte encodings are not supported",
        ),
    ],
)
def test_hostile_and_broken_xml_is_refused_with_the_line(data, expected):
    assert message(data) == expected


def test_limits_are_arguments():
    few = replace(DEFAULT_LIMITS, xml_elements=3)
    assert message(b"<a><b/><b/>\n<b/></a>", few) == "x.xml:2: there are more than 3 elements"
    small = replace(DEFAULT_LIMITS, xml=3)
    assert message(b"<a/>", small) == "x.xml: is 4 bytes long; at most 3 bytes of XML are read"


@pytest.mark.parametrize("data", [LAUGHS, EXTERNAL, PARAMETER])
def test_hostile_items_never_become_a_course(data):
    with pytest.raises(NoCourseFound, match="there is no course in it"):
        read({"item.xml": data})


def test_a_doctype_alone_is_passed_over_and_loads_nothing():
    root = parse_xml(b'<!DOCTYPE a SYSTEM "nowhere.dtd" [<!ELEMENT a ANY>]><a>x</a>', "x.xml")
    assert text_of(root) == "x"


def test_what_only_a_parser_of_namespaces_refuses_is_refused_with_its_line():
    assert message(b"<a>\n<p:b/></a>") == "x.xml:2: is not XML: Namespace prefix p on b is not defined"


def test_entities_of_a_dtd_that_nobody_reads_are_spaces():
    root = parse_xml(b'<!DOCTYPE a SYSTEM "nowhere.dtd"><a>b&nbsp;c<ul>&nbsp;<li>d</li></ul></a>', "x.xml")
    assert Markup(lambda href, _: href, lambda *_: None).element(root) == "b c\n\n- d"


def test_names_lose_their_namespaces_and_comments_are_gone():
    root = parse_xml(
        b'<p:a xmlns:p="u" p:k="v" k="own" p:l="w"><!-- c --><?pi x?><p:b> one\n two </p:b></p:a>', "x.xml"
    )
    assert (root.tag, dict(root.attrib)) == ("a", {"k": "own", "l": "w"})
    assert [one.tag for one in root] == ["b"]
    assert (child_text(root, "b"), raw_text(child(root, "b"))) == ("one two", " one\n two ")
    assert (child(root, "b", "c"), child_text(root, "c"), raw_text(None)) == (None, "", "")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b'\xef\xbb\xbf<?xml version="1.0"?><!-- x --><a xmlns="u"/>', ("a", "u")),
        ('<?xml version="1.0" encoding="utf-16"?><b/>'.encode("utf-16"), ("b", "")),
        (b"plain", ("", "")),
        (b"<html", ("", "")),
        (LAUGHS, ("", "")),
    ],
)
def test_the_root_is_known_without_reading_the_rest(data, expected):
    assert root_name(data) == expected


def test_xml_that_nobody_knows_is_no_course():
    with pytest.raises(NoCourseFound, match="no course in it"):
        detect(open_tree({"a.xml": b"<unknown/>"}))
