"""Public codes: what stands in addresses instead of a primary key."""

import os

# No 0 O 1 I L, no U V next to each other: codes are read out over the telephone.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTWXYZ"
# A byte to its letter; the highest bytes are left out, so that every letter is as likely.
_LETTERS = bytes(ord(ALPHABET[byte % len(ALPHABET)]) for byte in range(256))
_LEFT_OUT = bytes(range(256 - 256 % len(ALPHABET), 256))


def new_code(length: int = 8) -> str:
    """A random code; eight letters give 5·10¹¹, twelve 3·10¹⁷ possibilities (unguessable)."""
    letters = b""
    while len(letters) < length:
        letters += os.urandom(2 * length).translate(_LETTERS, _LEFT_OUT)
    return letters[:length].decode("ascii")


def new_record_code() -> str:
    """Code of an ordinary record (dossier, product, producer): eight letters."""
    return new_code(8)


def new_verify_code() -> str:
    """Code printed in a QR: twelve letters, not to be guessed or enumerated."""
    return new_code(12)
