"""Tensors ↔ packets as a manifest's options say: backends/rtl/README.md, "Streams", in Python."""
import kernels


def _block(data, size, block):
    count, columns, lanes = int(block["rows"]), int(block["cols"]), int(block["lanes"])
    elements = kernels.rows(data[size * int(block["offset"]):], size)
    matrix = [elements[count * c:count * (c + 1)] for c in range(columns)]
    return b"".join(b"".join(column[first:first + lanes]).ljust(size * lanes, b"\0")
                    for first in range(0, count, lanes) for column in matrix)


def _content(group, tensors):
    """The bytes of a group; `tensors`: name → (bytes, bytes of an element)."""
    if "value" in group:
        return int(group["value"]).to_bytes(int(group["bytes"]), "little")
    if "parts" in group:
        return b"".join(_content(part, tensors) for part in group["parts"])
    chosen = [tensors[name] for name in group["tensors"]]
    if "block" in group:
        return _block(*chosen[0], group["block"])
    if "bits" in group:
        return kernels.bit_beats(chosen[0][0], group["bits"], group["beat_bytes"])
    if group.get("zip"):
        return b"".join(b"".join(row) for row in zip(*(kernels.rows(data, size) for data, size in chosen)))
    return b"".join(data for data, _ in chosen)


def pack(groups, tensors, user=0):
    """Packets of (bytes, user)."""
    packets = []
    for group in groups:
        data, count = _content(group, tensors), int(group.get("packets", 1))
        assert len(data) % count == 0, group
        packets += [(packet, group.get("user", user)) for packet in kernels.rows(data, len(data) // count)]
    return packets


def unpack(groups, packets, sizes):
    """Tensors by name from the packets of one query; `sizes`: name → (bytes, bytes of an element)."""
    tensors, left = {}, list(packets)
    for group in groups:
        count = int(group.get("packets", 1))
        data, left = b"".join(left[:count]), left[count:]
        names = group["tensors"]
        if group.get("zip"):
            row = sum(sizes[name][1] for name in names)
            place = 0
            for name in names:
                size = sizes[name][1]
                tensors[name] = b"".join(piece[place:place + size] for piece in kernels.rows(data, row))
                place += size
        else:
            for name in names:
                tensors[name], data = data[:sizes[name][0]], data[sizes[name][0]:]
    assert not left
    return tensors
