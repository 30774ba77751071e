"""Names and files as text and back again: what is not written in UTF-8 comes out as it went in."""


def text_of(data: bytes) -> str:
    return data.decode("utf-8", "surrogateescape")


def bytes_of(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")
