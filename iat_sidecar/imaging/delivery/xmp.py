"""Provenance as XMP, for the formats that carry it: ids and names from the table of stamps."""

from xml.sax.saxutils import escape, quoteattr

from iat_sidecar import __version__
from iat_sidecar.imaging.provenance import FIELDS

NAMESPACE = "urn:iat-sidecar:provenance:1"
PRODUCER = f"IAT sidecar {__version__}"


def packet(stamp: dict[str, str], *, title: str | None = None, written_at: str = "") -> bytes:
    """An XMP packet (ISO 16684-1) of the fields, UTF-8; with a title it is that of a document."""
    fields = "".join(
        f"\n   iat:{name}={quoteattr(value)}" for name, value in stamp.items() if name in FIELDS
    )
    body = (
        f'<rdf:Description rdf:about=""{_namespaces(title)}\n   {_tool(title, written_at)}{fields}'
    )
    body += "/>" if title is None else f">\n   {_title(title)}\n  </rdf:Description>"
    text = (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        ' <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f"  {body}\n </rdf:RDF>\n</x:xmpmeta>\n"
        '<?xpacket end="r"?>'
    )
    return text.encode()


def _namespaces(title: str | None) -> str:
    spaces = {"xmp": "http://ns.adobe.com/xap/1.0/", "iat": NAMESPACE}
    if title is not None:
        spaces["dc"] = "http://purl.org/dc/elements/1.1/"
        spaces["pdf"] = "http://ns.adobe.com/pdf/1.3/"
    return "".join(f'\n   xmlns:{prefix}="{uri}"' for prefix, uri in spaces.items())


def _tool(title: str | None, written_at: str) -> str:
    tool = f"xmp:CreatorTool={quoteattr(PRODUCER)}"
    if title is None:
        return tool
    date = quoteattr(written_at)
    return (
        f"{tool}\n   xmp:CreateDate={date}\n   xmp:ModifyDate={date}\n   xmp:MetadataDate={date}"
        f'\n   pdf:Producer={quoteattr(PRODUCER)}\n   pdf:Trapped="False"'
    )


def _title(title: str) -> str:
    return (
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{escape(title)}</rdf:li>'
        "</rdf:Alt></dc:title>"
    )
