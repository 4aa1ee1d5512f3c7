"""How each kernel's streams are made of tensors, and how many clocks a query takes: resources/rtl/README.md in Python."""
import math
import random
import struct


def ceil_div(a, b):
    return -(-a // b)


def tree(count, pipe):
    """Latency of assay_adder_tree and assay_xor_tree."""
    return ceil_div((count - 1).bit_length(), pipe)


def integers(rng, code, count, low, high):
    return struct.pack(f"<{count}{code}", *(rng.randint(low, high) for _ in range(count)))


def rows(data, size):
    return [data[i:i + size] for i in range(0, len(data), size)]


def bit_beats(data, bits, beat_bytes):
    """The bit string of `data` in pieces of `bits`, each filled up to a beat."""
    string = int.from_bytes(data, "little")
    mask = (1 << bits) - 1
    return b"".join(((string >> i) & mask).to_bytes(beat_bytes, "little") for i in range(0, 8 * len(data), bits))


class Kernel:
    """One design point. Subclasses know the tensors of `workload` and the streams of `top`."""

    workload = top = ""
    points = ()  # (Verilog parameters, workload parameters): the first two are the quick ones
    queries_at_once = 3

    def __init__(self, rtl: dict, parameters: dict):
        self.rtl = rtl
        self.p = parameters

    def __str__(self):
        return f"{self.top}({', '.join(f'{k}={v}' for k, v in (self.rtl | self.p).items())})"

    def tensors(self, rng: random.Random):
        """Inputs, residents (bytes, in the manifest's order) and the sizes of the outputs."""
        raise NotImplementedError

    def configuration(self, residents) -> list:
        """Packets that come once, before the queries."""
        return []

    def query(self, inputs) -> list:
        """Packets of one query: (bytes, user)."""
        return [(inputs[0], 0)]

    def packets(self) -> int:
        """Output packets of one query."""
        return 1

    def outputs(self, packets) -> list:
        """Output tensors from the bytes of one query's packets."""
        return [b"".join(packets)]

    def cycles(self, queries) -> int:
        """Clocks that so many queries take, without pauses."""
        raise NotImplementedError


class VectorTransform(Kernel):
    workload, top = "vector-transform", "vector_transform"
    points = tuple(({"LANES": lanes}, {"n": n, "dtype": "i32"})
                   for lanes, n in ((4, 103), (1, 64), (2, 17), (3, 100), (8, 160), (16, 1000)))

    def tensors(self, rng):
        edge = struct.pack("<4i", -1000000, 1000000, 0, 3)
        return [edge + integers(rng, "i", self.p["n"] - 4, -2**31, 2**31 - 1)], [], [4 * self.p["n"]]

    def cycles(self, queries):
        return queries * ceil_div(self.p["n"], self.rtl["LANES"]) + 4


class Crc32(Kernel):
    workload, top = "crc32", "crc32"
    points = tuple(({"BYTES": lanes, "PIPE": pipe}, {"messages": m, "message_bytes": size})
                   for lanes, pipe, m, size in ((4, 1, 9, 67), (16, 2, 6, 131), (1, 1, 5, 64), (2, 1, 8, 65),
                                                (8, 3, 7, 150), (8, 1, 20, 1), (32, 2, 4, 1500)))

    def tensors(self, rng):
        m, size = self.p["messages"], self.p["message_bytes"]
        return [rng.randbytes(m * size)], [], [4 * m]

    def query(self, inputs):
        return [(message, 0) for message in rows(inputs[0], self.p["message_bytes"])]

    def packets(self):
        return self.p["messages"]

    def cycles(self, queries):
        lanes = self.rtl["BYTES"]
        beats = queries * self.p["messages"] * ceil_div(self.p["message_bytes"], lanes)
        return beats + 3 + tree(lanes, self.rtl["PIPE"]) + (lanes - 1).bit_length()


class QuantizedMatvec(Kernel):
    workload, top = "quantized-matvec", "quantized_matvec"
    points = tuple(({"LANES": lanes, "WBITS": bits, "ROWS": r, "COLS": c, "PIPE": pipe},
                    {"rows": r, "cols": c, "weight_bits": bits})
                   for lanes, bits, r, c, pipe in ((8, 3, 12, 64, 1), (4, 8, 9, 32, 2), (1, 4, 5, 32, 1),
                                                   (16, 2, 20, 96, 2), (32, 8, 7, 32, 1), (32, 3, 16, 128, 5),
                                                   (8, 4, 1, 96, 1)))

    def tensors(self, rng):
        r, c = self.p["rows"], self.p["cols"]
        x = integers(rng, "b", c, -128, 127) if rng.random() < 0.9 else b"\x80" * c
        return [x], [rng.randbytes(r * c * self.p["weight_bits"] // 8)], [4 * r]

    def configuration(self, residents):
        return [(bit_beats(residents[0], self.rtl["LANES"] * self.rtl["WBITS"], self.rtl["LANES"]), 1)]

    def cycles(self, queries):
        steps = self.p["cols"] // self.rtl["LANES"]
        return steps * (1 + queries * self.p["rows"]) + 4 + tree(self.rtl["LANES"], self.rtl["PIPE"])


KERNELS = (VectorTransform, Crc32, QuantizedMatvec)
