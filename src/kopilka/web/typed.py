"""Text as it comes from a form or an address: whatever stands in it, it can be looked for and written down."""


def plain(text: str) -> str:
    """Return a text without what can't be printed, such as NUL, which the database does not take; any space is one."""
    return "".join(letter if letter.isprintable() else " " if letter.isspace() else "" for letter in text)
