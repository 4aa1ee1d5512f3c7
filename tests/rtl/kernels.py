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

    settings_of = {"LANES": "lanes", "PIPE": "pipe", "DSP": "dsp"}  # Verilog parameter → backend parameter

    def settings(self):
        """Backend parameters of the manifest that make this design."""
        return {name: self.rtl[key] for key, name in self.settings_of.items() if key in self.rtl}

    def tensors(self, rng: random.Random):
        """Inputs, residents (bytes, in the manifest's order) and the sizes of the outputs."""
        raise NotImplementedError

    def sharpen(self, inputs, residents) -> bool:
        """Puts cases in that random tensors hardly ever have; True if it did."""
        return False

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
    points = tuple(({"LANES": lanes, "DSP": lanes % 2}, {"n": n, "dtype": "i32"})
                   for lanes, n in ((4, 103), (1, 64), (2, 17), (3, 100), (8, 160), (16, 1000)))

    def tensors(self, rng):
        edge = struct.pack("<4i", -1000000, 1000000, 0, 3)
        return [edge + integers(rng, "i", self.p["n"] - 4, -2**31, 2**31 - 1)], [], [4 * self.p["n"]]

    def cycles(self, queries):
        return queries * ceil_div(self.p["n"], self.rtl["LANES"]) + 4


class Crc32(Kernel):
    workload, top = "crc32", "crc32"
    settings_of = {"BYTES": "lanes", "PIPE": "pipe"}
    points = tuple(({"BYTES": lanes, "PIPE": pipe}, {"messages": m, "message_bytes": size})
                   for lanes, pipe, m, size in ((4, 1, 9, 67), (1, 0, 12, 64), (16, 2, 6, 131), (1, 1, 5, 64),
                                                (2, 1, 8, 65), (8, 3, 7, 150), (8, 1, 20, 1), (32, 2, 4, 1500),
                                                (4, 0, 9, 67), (8, 0, 20, 1)))

    def tensors(self, rng):
        m, size = self.p["messages"], self.p["message_bytes"]
        return [rng.randbytes(m * size)], [], [4 * m]

    def query(self, inputs):
        return [(message, 0) for message in rows(inputs[0], self.p["message_bytes"])]

    def packets(self):
        return self.p["messages"]

    def cycles(self, queries):
        lanes, pipe = self.rtl["BYTES"], self.rtl["PIPE"]
        beats = queries * self.p["messages"] * ceil_div(self.p["message_bytes"], lanes)
        if pipe == 0:
            return beats + 1
        return beats + 3 + tree(lanes, pipe) + (lanes - 1).bit_length()


class QuantizedMatvec(Kernel):
    workload, top = "quantized-matvec", "quantized_matvec"
    points = tuple(({"LANES": lanes, "WBITS": bits, "ROWS": r, "COLS": c, "PIPE": pipe, "DSP": pipe % 2},
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


class FirFilter(Kernel):
    workload, top = "fir-filter", "fir_filter"
    points = tuple(({"TAPS": taps, "LANES": lanes, "PIPE": pipe, "DSP": pipe % 2},
                    {"taps": taps, "channels": c, "samples": s, "dtype": "i16"})
                   for taps, lanes, pipe, c, s in ((13, 4, 1, 3, 40), (8, 8, 2, 2, 60), (1, 1, 1, 2, 20),
                                                   (16, 1, 1, 2, 30), (64, 8, 2, 1, 100), (9, 5, 1, 4, 1),
                                                   (33, 32, 3, 2, 70)))

    def tensors(self, rng):
        taps, c, s = self.p["taps"], self.p["channels"], self.p["samples"]
        size = min(32767, 65535 // taps)
        form = rng.choice(("any", "any", "saturating", "halves"))
        h = integers(rng, "h", taps, -size, size)
        if form == "saturating":
            h = struct.pack("<h", size) * taps
        elif form == "halves":  # every eighth result lies between two numbers
            h = struct.pack("<h", min(size, 4096)) + bytes(2 * taps - 2)
        low = 30000 if form == "saturating" else -32768
        return [integers(rng, "h", c * (s + taps - 1), low, 32767)], [h], [2 * c * s]

    def sharpen(self, inputs, residents):
        taps = self.p["taps"]
        if taps < 8:
            return False
        edge = struct.pack("<8h", 32767, 32767, 32767, 32767, 2, 0, 0, 0)  # the first result: 32768 before it saturates
        inputs[0] = bytes(2 * (taps - 8)) + edge + inputs[0][2 * taps:]
        residents[0] = struct.pack("<h", 8192) * 8 + bytes(2 * (taps - 8))
        return True

    def configuration(self, residents):
        return [(residents[0], 1)]

    def query(self, inputs):
        return [(row, 0) for row in rows(inputs[0], 2 * (self.p["samples"] + self.p["taps"] - 1))]

    def packets(self):
        return self.p["channels"]

    def cycles(self, queries):
        taps, lanes = self.rtl["TAPS"], self.rtl["LANES"]
        channel = taps - 1 + self.p["samples"] * ceil_div(taps, lanes)
        return queries * self.p["channels"] * channel + 7 + tree(lanes, self.rtl["PIPE"])


class AnomalyDetect(Kernel):
    workload, top = "anomaly-detect", "anomaly_detect"
    settings_of = {"MUL_BITS": "multiplier_bits", "DSP": "dsp"}
    points = tuple(({"CHANNELS": c, "SHIFT": shift, "THRESHOLD": k, "MUL_BITS": bits, "DSP": c % 2},
                    {"channels": c, "samples": s, "shift": shift, "threshold": k, "dtype": "i32"})
                   for c, s, shift, k, bits in ((9, 60, 6, 4, 8), (2, 40, 3, 16, 32), (1, 50, 1, 1, 4),
                                                (64, 20, 12, 16, 16), (6, 30, 5, 3, 32), (5, 30, 6, 2, 2)))

    def tensors(self, rng):
        c, s = self.p["channels"], self.p["samples"]
        x = integers(rng, "i", c * s, -400, 400)
        mean = integers(rng, "i", c, -4096000, 4096000)
        return [x, mean, integers(rng, "q", c, 3000000000, 4000000000)], [], [c * s, 4 * c, 8 * c]

    def sharpen(self, inputs, residents):
        square = self.p["threshold"] ** 2
        if 65536 % square != 0:
            return False
        readings, means, variances = inputs
        inputs[0] = struct.pack("<i", 1) + readings[4:]  # exactly at the threshold
        inputs[1] = bytes(4) + means[4:]
        inputs[2] = struct.pack("<q", 65536 // square) + variances[8:]
        return True

    def query(self, inputs):
        x, mean, variance = inputs
        state = b"".join(m + v for m, v in zip(rows(mean, 4), rows(variance, 8)))
        return [(state, 1), (x, 0)]

    def packets(self):
        return 2

    def outputs(self, packets):
        state = rows(packets[1], 12)
        return [packets[0], b"".join(c[:4] for c in state), b"".join(c[4:] for c in state)]

    def cycles(self, queries):
        c, clocks = self.p["channels"], 32 // self.rtl["MUL_BITS"]
        moment = 5 * clocks + 1 if c == 1 else clocks * max(c, 6)
        return queries * (15 * c + 3 + clocks * (c + 4) + (self.p["samples"] - 1) * moment) + 1


class ScanAggregate(Kernel):
    workload, top = "scan-aggregate", "scan_aggregate"
    points = tuple(({"LANES": lanes, "KEY_BITS": bits, "GROUPS": g, "PIPE": pipe},
                    {"rows": r, "groups": g, "selectivity": s, "dtype": f"u{bits}"})
                   for lanes, bits, g, pipe, r, s in ((1, 8, 7, 1, 300, 50), (4, 16, 40, 1, 333, 80),
                                                      (2, 8, 2, 1, 501, 100), (3, 16, 300, 2, 1000, 1),
                                                      (8, 8, 256, 3, 999, 50), (1, 16, 1000, 1, 40, 0)))

    def tensors(self, rng):
        n, groups = self.p["rows"], self.p["groups"]
        code, size = ("B", 1) if self.rtl["KEY_BITS"] == 8 else ("H", 2)
        one_group = rng.random() < 0.3
        key = integers(rng, code, n, 0, 0 if one_group else groups - 1)
        reach = rng.choice((1000000, 2**31 - 1))
        return [key, integers(rng, "i", n, -reach, reach), integers(rng, "B", n, 0, 99)], [], [8 * groups, 4 * groups]

    def configuration(self, residents):
        return [(bytes([self.p["selectivity"]]), 1)]

    def query(self, inputs):
        columns = zip(rows(inputs[0], self.rtl["KEY_BITS"] // 8), rows(inputs[1], 4), rows(inputs[2], 1))
        return [(b"".join(key + value + keep for key, value, keep in columns), 0)]

    def outputs(self, packets):
        groups = rows(packets[0], 12)
        return [b"".join(g[:8] for g in groups), b"".join(g[8:] for g in groups)]

    def cycles(self, queries):
        beats, groups = ceil_div(self.p["rows"], self.rtl["LANES"]), self.p["groups"]
        one = beats + groups + 6 + tree(self.rtl["LANES"], self.rtl["PIPE"])
        return (queries - 1) * (beats + 4 + 2 * groups) + one


class HammingSearch(Kernel):
    workload, top = "hamming-search", "hamming_search"
    settings_of = {"WIDTH": "width", "QUERIES": "lanes", "PIPE": "pipe"}
    points = tuple(({"WIDTH": width, "CODE_BITS": bits, "CODES": codes, "K": k, "QUERIES": lanes, "PIPE": pipe},
                    {"codes": codes, "code_bits": bits, "queries": q, "k": k})
                   for width, bits, codes, k, lanes, pipe, q in ((16, 64, 64, 3, 2, 1, 5), (64, 64, 100, 10, 1, 2, 2),
                                                                 (128, 256, 65, 1, 4, 1, 4), (8, 64, 64, 64, 1, 1, 1),
                                                                 (256, 1024, 70, 5, 3, 3, 7),
                                                                 (32, 128, 200, 2, 8, 1, 3)))

    def tensors(self, rng):
        codes, size = self.p["codes"], self.p["code_bits"] // 8
        stored = rng.randbytes(codes * size)
        if rng.random() < 0.3:  # many equal distances
            stored = stored[:4 * size] * (codes // 4) + stored[:codes % 4 * size]
        answers = 4 * self.p["queries"] * self.p["k"]
        return [rng.randbytes(self.p["queries"] * size)], [stored], [answers, answers]

    def configuration(self, residents):
        return [(residents[0], 1)]

    def outputs(self, packets):
        pairs = rows(packets[0], 8)
        return [b"".join(pair[:4] for pair in pairs), b"".join(pair[4:] for pair in pairs)]

    def cycles(self, queries):
        rtl, left, total = self.rtl, self.p["queries"], 0
        steps = rtl["CODE_BITS"] // rtl["WIDTH"]
        wait = 4 + tree(ceil_div(rtl["WIDTH"], 4), rtl["PIPE"])
        while left > 0:
            batch = min(left, rtl["QUERIES"])
            total += (batch + rtl["CODES"]) * steps + wait + batch * rtl["K"]
            left -= batch
        return queries * total + 1


class PacketFilter(Kernel):
    workload, top = "packet-filter", "packet_filter"
    settings_of = {"BYTES": "beat_bytes", "LANES": "lanes"}
    queries_at_once = 1  # the adjuster makes rules and headers together
    points = tuple(({"BYTES": size, "RULES": rules, "LANES": lanes}, {"packets": n, "rules": rules})
                   for size, rules, lanes, n in ((8, 16, 2, 40), (1, 13, 4, 12), (4, 33, 1, 30), (16, 5, 8, 50),
                                                 (32, 128, 16, 50), (2, 64, 64, 20), (32, 1, 1, 30)))

    def tensors(self, rng):
        n, rules = self.p["packets"], self.p["rules"]
        return [rng.randbytes(64 * n)], [rng.randbytes(32 * rules)], [4 * n]

    def sharpen(self, inputs, residents):
        frames = [bytearray(frame) for frame in rows(inputs[0], 64)]
        for i, frame in enumerate(frames):
            if i % 4 == 1:  # options, another ether type
                place, value = ((14, 0x46), (12, 0x81), (13, 0x06))[i // 4 % 3]
                frame[place] = value
            elif i % 4 == 2:  # on the edge of a rule's port range
                rule = struct.unpack_from("<8I", residents[0], 32 * (i % self.p["rules"]))
                frame[26:34] = struct.pack(">2I", rule[0], rule[2])
                ports = (rule[4] & 0xFFFF, rule[5] >> 16) if i // 4 % 2 else (rule[4] >> 16, rule[5] & 0xFFFF)
                frame[34:38] = struct.pack(">2H", *ports)
        inputs[0] = b"".join(frames)
        return True

    def configuration(self, residents):
        return [(residents[0], 1)]

    def query(self, inputs):
        return [(frame, 0) for frame in rows(inputs[0], 64)]

    def packets(self):
        return self.p["packets"]

    def cycles(self, queries):
        beats, steps = 64 // self.rtl["BYTES"], ceil_div(self.rtl["RULES"], self.rtl["LANES"])
        return beats + (queries * self.p["packets"] - 1) * max(beats, steps) + steps + 6


DIGITS = ((784, 256, 128, 10), (11, 10))
JETS = ((16, 64, 32, 32, 5), (8, 9, 9))


def mlp_point(network, lanes, batch):
    widths, shifts = network
    rtl = {"LANES": lanes, "LAYERS": len(widths) - 1, "DSP": batch % 2}
    rtl |= {"N4": 5, "SHIFT3": 9}  # of the network with four layers
    rtl |= {f"N{i}": width for i, width in enumerate(widths)}
    rtl |= {f"SHIFT{i + 1}": shift for i, shift in enumerate(shifts)}
    return rtl, {"network": "-".join(map(str, widths)), "batch": batch, "dtype": "int8"}


class MlpInference(Kernel):
    workload, top = "mlp-inference", "mlp_inference"
    points = (mlp_point(JETS, 8, 3), mlp_point(JETS, 5, 2), mlp_point(JETS, 1, 2), mlp_point(JETS, 16, 5),
              mlp_point(JETS, 32, 4), mlp_point(DIGITS, 32, 1))

    def layers(self):
        widths = [self.rtl[f"N{i}"] for i in range(self.rtl["LAYERS"] + 1)]
        return list(zip(widths, widths[1:]))

    def tensors(self, rng):
        layers, batch = self.layers(), self.p["batch"]
        weights = integers(rng, "b", sum(i * o for i, o in layers), -127, 127)
        biases = integers(rng, "i", sum(o for _, o in layers), -8192, 8191)
        return [integers(rng, "b", batch * layers[0][0], -128, 127)], [weights, biases], [4 * batch * layers[-1][1]]

    def configuration(self, residents):
        lanes, weights, biases = self.rtl["LANES"], *residents
        beats, words = [], []
        for inputs, outputs in self.layers():
            matrix, weights = rows(weights[:inputs * outputs], outputs), weights[inputs * outputs:]
            for block in range(0, outputs, lanes):
                beats += [row[block:block + lanes].ljust(lanes, b"\0") for row in matrix]
                words.append(biases[4 * block:4 * min(block + lanes, outputs)].ljust(4 * lanes, b"\0"))
            biases = biases[4 * outputs:]
        return [(b"".join(beats + words), 1)]

    def query(self, inputs):
        return [(request, 0) for request in rows(inputs[0], self.layers()[0][0])]

    def packets(self):
        return self.p["batch"]

    def cycles(self, queries):
        lanes, layers = self.rtl["LANES"], self.layers()
        request = ceil_div(layers[0][0], lanes) + sum(ceil_div(o, lanes) * i for i, o in layers)
        request += 5 * (len(layers) - 1)
        last_block = layers[-1][1] - (ceil_div(layers[-1][1], lanes) - 1) * lanes
        return queries * self.p["batch"] * request + 6 + last_block


class AesCtr(Kernel):
    workload, top = "aes-ctr", "aes_ctr"
    settings_of = {"ROUNDS": "rounds", "MEMORY": "memory"}
    points = tuple(({"ROUNDS": rounds, "MEMORY": size % 2}, {"bytes": size, "dtype": "u8"})
                   for rounds, size in ((10, 500), (1, 77), (2, 16), (5, 1), (10, 4096), (2, 1504), (5, 333)))

    def tensors(self, rng):
        low = rng.choice((rng.randbytes(4), b"\xff" * 3 + b"\xfe"))  # the carry goes through all parts
        counter = rng.choice((rng.randbytes(12), b"\xff" * 12)) + low
        return [rng.randbytes(self.p["bytes"])], [rng.randbytes(16), counter], [self.p["bytes"]]

    def configuration(self, residents):
        return [(residents[0] + residents[1], 1)]

    def cycles(self, queries):
        beats, rounds = queries * ceil_div(self.p["bytes"], 16), self.rtl["ROUNDS"]
        return 10 * ((beats - 1) // rounds) + (beats - 1) % rounds + 12


KERNELS = (VectorTransform, Crc32, QuantizedMatvec, FirFilter, AnomalyDetect, ScanAggregate, HammingSearch,
           PacketFilter, MlpInference, AesCtr)
