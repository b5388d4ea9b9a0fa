"""What a file must be to be stored."""

from __future__ import annotations

MAXIMUM_SIZE = 20 * 1024 * 1024
"""Bytes of one file (processes specification, forms: filepicker)."""

CONTENT_TYPES = {
    ".pdf": "application/pdf",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".yaml": "application/yaml",
}
"""The suffixes taken and the content type each is served with; the sender's own claim is not believed."""

_SIGNATURES = {
    "application/pdf": (b"%PDF-",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    CONTENT_TYPES[".docx"]: (b"PK\x03\x04",),
    CONTENT_TYPES[".xlsx"]: (b"PK\x03\x04",),
}


def content_matches(content_type: str, beginning: bytes) -> bool:
    """Return whether a file begins as its type demands; types without a signature are text and always do."""
    signatures = _SIGNATURES.get(content_type)
    return signatures is None or beginning.startswith(signatures)


def without_location(content_type: str, content: bytes) -> bytes:
    """Return a JPEG without its EXIF segments, which may tell where it was taken; anything else unchanged."""
    if content_type != "image/jpeg":
        return content
    kept, position = bytearray(content[:2]), 2
    while position + 4 <= len(content) and content[position] == 0xFF and content[position + 1] != 0xDA:  # noqa: PLR2004 -- JPEG markers
        length = 2 + int.from_bytes(content[position + 2 : position + 4])
        if content[position + 1] != 0xE1:  # noqa: PLR2004 -- APP1, where EXIF and XMP stand
            kept += content[position : position + length]
        position += length
    return bytes(kept) + content[position:]
