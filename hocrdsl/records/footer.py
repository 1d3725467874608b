"""The footer of a Parquet file, read and written as it stands: Thrift's compact protocol.

Nothing is known here of what the fields mean. A structure is a dict from a field's number to (type, value), a list is
(type of its items, items); everything else is a number, bytes or a truth value. What was read is written again byte for
byte the same in meaning, fields that newer writers add included.
"""

from __future__ import annotations

import struct
from typing import Any

TRUE, FALSE, BYTE, I16, I32, I64, DOUBLE, BINARY, LIST, SET, MAP, STRUCT = range(1, 13)
Struct = dict[int, tuple[int, Any]]


class Footer(Exception):
    """The bytes are no structure of this protocol."""


def parsed(raw: bytes) -> Struct:
    """The structure that the bytes hold; raises Footer."""
    try:
        found, _ = _struct(raw, 0)
    except (IndexError, struct.error):
        raise Footer("it ends in the middle") from None
    return found


def written(value: Struct) -> bytes:
    """The bytes of a structure."""
    out = bytearray()
    _put(out, STRUCT, value)
    return bytes(out)


def _struct(raw: bytes, at: int) -> tuple[Struct, int]:
    found: Struct = {}
    number = 0
    while raw[at]:
        head, at = raw[at], at + 1
        if head >> 4:
            number += head >> 4
        else:
            number, at = _signed(raw, at)
        kind = head & 15
        if kind in (TRUE, FALSE):
            value: Any = kind == TRUE
        else:
            value, at = _value(raw, at, kind)
        found[number] = (TRUE if kind == FALSE else kind, value)
    return found, at + 1


def _value(raw: bytes, at: int, kind: int) -> tuple[Any, int]:
    match kind:
        case 1 | 2:
            # an item of a list: a byte of its own
            return raw[at] == TRUE, at + 1
        case 3:
            return raw[at], at + 1
        case 4 | 5 | 6:
            return _signed(raw, at)
        case 7:
            return struct.unpack_from("<d", raw, at)[0], at + 8
        case 8:
            length, at = _plain(raw, at)
            if at + length > len(raw):
                raise IndexError
            return raw[at : at + length], at + length
        case 9 | 10:
            head, at = raw[at], at + 1
            length = head >> 4
            if length == 15:
                length, at = _plain(raw, at)
            items = []
            for _ in range(length):
                item, at = _value(raw, at, head & 15)
                items.append(item)
            return (head & 15, items), at
        case 12:
            return _struct(raw, at)
    raise Footer(f"it holds a value of type {kind}")


def _plain(raw: bytes, at: int) -> tuple[int, int]:
    value = shift = 0
    while True:
        byte = raw[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7


def _signed(raw: bytes, at: int) -> tuple[int, int]:
    value, at = _plain(raw, at)
    return (value >> 1) ^ -(value & 1), at


def _put(out: bytearray, kind: int, value: Any) -> None:
    match kind:
        case 1 | 2:
            out.append(TRUE if value else FALSE)
        case 3:
            out.append(value)
        case 4 | 5 | 6:
            _put_plain(out, value << 1 if value >= 0 else (-value << 1) - 1)
        case 7:
            out += struct.pack("<d", value)
        case 8:
            _put_plain(out, len(value))
            out += value
        case 9 | 10:
            of, items = value
            if len(items) < 15:
                out.append(len(items) << 4 | of)
            else:
                out.append(15 << 4 | of)
                _put_plain(out, len(items))
            for item in items:
                _put(out, of, item)
        case _:
            last = 0
            for number, (of, inner) in value.items():
                head = FALSE if of == TRUE and not inner else of
                if 0 < number - last < 16:
                    out.append(number - last << 4 | head)
                else:
                    out.append(head)
                    _put(out, I16, number)
                if of != TRUE:
                    _put(out, of, inner)
                last = number
            out.append(0)


def _put_plain(out: bytearray, value: int) -> None:
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
