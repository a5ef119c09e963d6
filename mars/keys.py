"""The keys that seal texts at rest: their file, sealing, opening, keyed hashes. Knows no table.

The file holds one JSON object a line: id (ten hexadecimal digits), made (a moment in UTC), use
(`seal` or `mac`) and key (32 bytes in base64). The last sealing key seals; those before it only
open what they sealed. The one `mac` key never changes: the audit, the look-up of addresses and the
names in logs hang on it.
"""

import base64
import binascii
import hmac
import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from flask import current_app

from mars.domain.errors import SettingError, UnreadableError
from mars.shapes import CLOSE_KEY, is_open_to_others

VERSION = b"\x01"
ID_BYTES = 5
NONCE_BYTES = 12
KEY_BYTES = 32
PSEUDONYM_LETTERS = 12
HEAD_BYTES = len(VERSION) + ID_BYTES
"""A sealed text begins with the version and the key's id; nonce and ciphertext follow."""

_ID = re.compile(rf"[0-9a-f]{{{2 * ID_BYTES}}}")
_USES = ("seal", "mac")


@dataclass(frozen=True, slots=True)
class Key:
    """One line of the file."""

    id: str
    made: str
    use: str
    secret: bytes = field(repr=False)

    @property
    def line(self) -> str:
        """As it stands in the file."""
        shown = {"id": self.id, "made": self.made, "use": self.use}
        return json.dumps({**shown, "key": base64.b64encode(self.secret).decode()}) + "\n"


@dataclass(frozen=True, slots=True)
class Keyring:
    """All keys of one file: every one opens what it sealed, the last seals."""

    sealing: tuple[Key, ...]
    _mac: Key = field(repr=False)
    _ciphers: Mapping[bytes, AESGCM] = field(repr=False)

    @property
    def head(self) -> bytes:
        """What everything sealed from now on begins with."""
        return head_of(self.sealing[-1])

    def seal(self, table: str, column: str, row_id: str, clear: str) -> bytes:
        """`clear` sealed for one column of one row: it opens nowhere else."""
        head, nonce = self.head, secrets.token_bytes(NONCE_BYTES)
        bound = _bound(table, column, row_id)
        return head + nonce + self._ciphers[head].encrypt(nonce, clear.encode(), bound)

    def open(self, table: str, column: str, row_id: str, sealed: bytes) -> str:
        """What was sealed for this column of this row.

        Raises UnreadableError if it was changed, belongs elsewhere or its key is not in the file.
        """
        cipher = self._ciphers.get(bytes(sealed[:HEAD_BYTES]))
        if cipher is None:
            raise UnreadableError("The key of this part is not in the key file.")
        nonce = sealed[HEAD_BYTES : HEAD_BYTES + NONCE_BYTES]
        text = sealed[HEAD_BYTES + NONCE_BYTES :]
        try:
            return cipher.decrypt(nonce, text, _bound(table, column, row_id)).decode()
        except (InvalidTag, ValueError) as fault:
            raise UnreadableError("This part was changed, or belongs elsewhere.") from fault

    def mac(self, purpose: str, data: bytes) -> bytes:
        """The keyed hash (HMAC-SHA-256) of `data`, with a key of its own for each purpose."""
        return hmac.digest(_derived(self._mac.secret, purpose), data, "sha256")

    @property
    def mark(self) -> str:
        """By what this file is known: no rotation changes it, and it tells nothing of the keys."""
        return self.mac("file", b"MARS").hex()

    def pseudonym(self, who: str) -> str:
        """What stands in the log for a person or link: the same each time, not to be undone."""
        return self.mac("log", who.encode()).hex()[:PSEUDONYM_LETTERS]


class KeyFile:
    """The key file of a running MARS, read again when a rotation has changed it."""

    def __init__(self, path: Path) -> None:
        """Raises SettingError if the file cannot be used."""
        self.path = path
        self._name = str(path)
        self._stamp = _stamp(self._name)
        self._keyring = load(path)

    def now(self) -> Keyring:
        """The keys as the file holds them; those known last while it cannot be read."""
        try:
            stamp = _stamp(self._name)
            if stamp != self._stamp:
                self._keyring, self._stamp = load(self.path), stamp
        except (SettingError, OSError):
            return self._keyring
        return self._keyring


def current_keys() -> Keyring:
    """The keys of the application in whose context we are."""
    keys: KeyFile = current_app.extensions["mars_keys"]
    return keys.now()


def load(path: Path) -> Keyring:
    """The keys in the file at `path`.

    Raises SettingError, with a sentence, if it is missing, malformed or readable by others.
    """
    try:
        is_open = is_open_to_others(path, group_may_read=True)
        lines = path.read_text(encoding="ascii").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise SettingError("MARS_KEYS_FILE names a file that cannot be read.") from fault
    if is_open:
        raise SettingError(f"MARS_KEYS_FILE names a file that others may read: {CLOSE_KEY}.")
    found = [_read(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    sealing = tuple(key for key in found if key.use == "seal")
    macs = [key for key in found if key.use == "mac"]
    if not sealing or len(macs) != 1 or len({key.id for key in found}) < len(found):
        raise SettingError(
            "MARS_KEYS_FILE must hold one mac key and at least one seal key, each id once."
        )
    return Keyring(sealing, macs[0], {head_of(key): AESGCM(key.secret) for key in sealing})


def create(path: Path, made: str) -> None:
    """Make the key file at `path`, readable by its owner alone. `made` is this moment in UTC.

    Raises FileExistsError rather than overwrite: without the old keys nothing could be read.
    """
    text = fresh("mac", made).line + fresh("seal", made).line
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    _write(handle, text)


def add(path: Path, made: str) -> Keyring:
    """Put a new sealing key at the end of the file, whole or not at all, and load it.

    It stays its owner's and its group's, whoever runs this. Raises SettingError if the file cannot
    be used.
    """
    load(path)
    text = path.read_text(encoding="ascii")
    beside = path.with_name(f"{path.name}.new")
    beside.unlink(missing_ok=True)
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    if os.name == "posix":
        seen = path.stat()
        os.fchown(handle, seen.st_uid, seen.st_gid)
        os.fchmod(handle, seen.st_mode & 0o777)
    _write(handle, text.rstrip("\n") + "\n" + fresh("seal", made).line)
    beside.replace(path)
    return load(path)


def fresh(use: str, made: str) -> Key:
    """A new random key."""
    return Key(secrets.token_hex(ID_BYTES), made, use, secrets.token_bytes(KEY_BYTES))


def head_of(key: Key) -> bytes:
    """What everything begins with that this key has sealed."""
    return VERSION + bytes.fromhex(key.id)


def _write(handle: int, text: str) -> None:
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _read(number: int, line: str) -> Key:
    try:
        given = json.loads(line)
        key = Key(
            given["id"], given["made"], given["use"], base64.b64decode(given["key"], validate=True)
        )
        sound = _ID.fullmatch(key.id) and key.use in _USES and len(key.secret) == KEY_BYTES
    except (ValueError, TypeError, KeyError, binascii.Error) as fault:
        raise SettingError(f"MARS_KEYS_FILE: line {number} is not a key.") from fault
    if not sound:
        raise SettingError(f"MARS_KEYS_FILE: line {number} is not a key.")
    return key


def _stamp(name: str) -> tuple[int, int]:
    try:
        seen = os.stat(name)  # noqa: PTH116 - asked for each value; a Path takes twice as long
    except OSError:
        return (0, 0)
    return seen.st_ino, seen.st_mtime_ns


def _bound(table: str, column: str, row_id: str) -> bytes:
    return "\0".join((table, column, row_id)).encode()


@lru_cache(maxsize=32)
def _derived(secret: bytes, purpose: str) -> bytes:
    info = f"mars {purpose}".encode()
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=None, info=info).derive(secret)
