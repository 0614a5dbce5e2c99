"""What WeasyPrint leaves to do for a PDF that is both PDF/A-3a and PDF/UA-1: it makes one claim at a time.

The claim to PDF/UA goes into the one RDF block that is there (a second block is dropped by tools that rewrite
the metadata), with the extension schema that PDF/A asks for. `/AF` names the attachment once.
"""

from typing import Any, Final

import pydyf

_RDF_END: Final = b"</rdf:RDF>"
# ISO 19005-3, 6.6.2.3.3: a schema that is not among the predefined ones is described in the file.
_UNIVERSAL: Final = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA Universal Accessibility Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Indicates, which part of ISO 14289 standard is followed</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def merge_claims(document: Any, pdf: pydyf.PDF) -> None:
    """A WeasyPrint finisher: the PDF/UA claim among the metadata, each associated file once."""
    stream = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    written = b"\n".join(part if isinstance(part, bytes) else part.encode() for part in stream.stream)
    head, end, tail = written.rpartition(_RDF_END)
    stream.stream = [head + _UNIVERSAL + end + tail]
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))
