"""Public codes: what stands in addresses instead of a primary key."""

import secrets

# No 0 O 1 I L, no U V next to each other: codes are read out over the telephone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"


def new_code(length: int = 8) -> str:
    """A random code; eight letters give 5·10¹¹, twelve 3·10¹⁷ possibilities (unguessable)."""
    number = secrets.randbelow(len(ALPHABET) ** length)
    letters = []
    for _ in range(length):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    return "".join(letters)


def new_record_code() -> str:
    """Code of an ordinary record (dossier, product, producer): eight letters."""
    return new_code(8)


def new_verify_code() -> str:
    """Code printed in a QR: twelve letters, not to be guessed or enumerated."""
    return new_code(12)
