"""The three cryptographic acts of the vault: derive a key, wrap bytes with one, seal bytes to a public key.

Everything here is the `cryptography` package's; this module only fixes the choices (HKDF-SHA256, AES-256-GCM, X25519)
so that they are made once. What does not open gives None: whether it was a wrong password or a damaged box, only the
caller can say. The package is imported late, because the sign-in window paints before it is needed.
"""

from __future__ import annotations

import secrets
from typing import Final

KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12


def derive(secret: bytes, label: str, salt: bytes = b"") -> bytes:
    """A key of its own for each label; from it neither the secret nor another label's key can be found."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), KEY_BYTES, salt or None, label.encode()).derive(secret)


def wrap(key: bytes, plain: bytes, about: bytes) -> bytes:
    """Encrypts; `about` is not kept in the box but must be the same for opening, so a box cannot be moved."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, about)


def unwrap(key: bytes, box: bytes, about: bytes) -> bytes | None:
    """What `wrap` hid, or None when key, box or `about` is another."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(box[:_NONCE_BYTES], box[_NONCE_BYTES:], about)
    except (InvalidTag, ValueError):
        return None


def new_pair() -> tuple[bytes, bytes]:
    """A private key and its public one."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    private = X25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def public_of(private: bytes) -> bytes:
    """The public half of a private key."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(private).public_key().public_bytes_raw()


def seal(public: bytes, plain: bytes, about: bytes) -> bytes | None:
    """Encrypts to a public key: whoever seals cannot open it again. None when it is no public key."""
    private, sender = new_pair()
    shared = _shared(private, public)
    if shared is None:
        return None
    return sender + wrap(derive(shared, "hms/1/seal", sender + public), plain, about)


def unseal(private: bytes, box: bytes, about: bytes) -> bytes | None:
    """What was sealed to this private key's public one, or None."""
    sender = box[:KEY_BYTES]
    shared = _shared(private, sender)
    if shared is None:
        return None
    return unwrap(derive(shared, "hms/1/seal", sender + public_of(private)), box[KEY_BYTES:], about)


def _shared(private: bytes, public: bytes) -> bytes | None:
    """None for what is no public key or one that would make the secret known to everybody."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

    try:
        return X25519PrivateKey.from_private_bytes(private).exchange(X25519PublicKey.from_public_bytes(public))
    except ValueError:
        return None
