"""JSON in which no letter is more to a terminal than a letter."""

# JSON escapes what is below U+0020; these do as much to a terminal, or turn its text around.
_ESCAPED = {
    code: f"\\u{code:04x}"
    for code in (*range(0x7F, 0xA0), 0x061C, 0x200E, 0x200F, *range(0x2028, 0x202F), *range(0x2066, 0x206A))
}


def harmless(json: str) -> str:
    return json if json.isascii() else json.translate(_ESCAPED)
