"""Names of sites, rooms and devices, and the tokens that they become on the bus."""

import hashlib
import re
import unicodedata
from functools import lru_cache
from typing import Final, NamedTuple

TOKEN: Final = re.compile(r"[a-z0-9_-]{1,32}")
"""What one token of a subject may be."""
LONGEST_NAME: Final = 128
"""Characters that a name as sent may have."""
UNASSIGNED: Final = "unassigned"
"""Site and room of a device that named none and has none in the configuration."""
CHECK_SITE: Final = "check"
"""The site under which an installation is checked; pages hide it."""

_OTHERS: Final = re.compile(r"[^a-z0-9_]+")


class Place(NamedTuple):
    """Where and what a device is: three tokens. The same name in another room is another device."""

    site: str
    room: str
    device: str

    def __str__(self) -> str:
        return "/".join(self)


@lru_cache(maxsize=16_384)
def token(name: str) -> str:
    """Return `name` as one subject token: ``"Salle à manger"`` -> ``"salle-a-manger"``.

    A token stays what it is. A slug that is empty or longer than 32 characters becomes its first
    25, a dash and the first six hexadecimal digits of the SHA-256 of the NFC name. Names with
    equal slugs are the same thing by definition.

    Raises:
        ValueError: If `name` is blank, longer than 128 characters, or has control characters or
            lone surrogates.
    """
    if TOKEN.fullmatch(name):
        return name
    check_name(name)
    folded = unicodedata.normalize("NFKD", name).casefold()
    slug = _OTHERS.sub("-", "".join(c for c in folded if not unicodedata.combining(c))).strip("-")
    if 0 < len(slug) <= 32:
        return slug
    digest = hashlib.sha256(unicodedata.normalize("NFC", name).encode()).hexdigest()
    return f"{slug[:25]}-{digest[:6]}"


def check_name(name: str) -> None:
    """Raise ValueError with the reason if `name` can't be the name of a site, room or device."""
    if not name.strip():
        raise ValueError("a name must not be blank")
    if len(name) > LONGEST_NAME:
        raise ValueError(f"a name has at most {LONGEST_NAME} characters")
    if any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in name):
        raise ValueError("a name must not contain control characters")
