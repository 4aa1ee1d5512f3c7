#!/usr/bin/env python3
"""Makes streams.json: tensors of the ten bundled kernels and their streams, as tests/rtl/kernels.py lays them out.

usage: make_streams.py           writes streams.json beside this file
       make_streams.py --check   exits 1 when streams.json is not what kernels.py says now
"""
import json
import random
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[2] / "rtl"))
import kernels  # noqa: E402

# kernel, Verilog parameters, workload parameters: small, with lanes that do not divide what they can avoid
CASES = (
    (kernels.VectorTransform, {"LANES": 4}, {"n": 17, "dtype": "i32"}),
    (kernels.Crc32, {"BYTES": 4, "PIPE": 1}, {"messages": 3, "message_bytes": 11}),
    (kernels.QuantizedMatvec, {"LANES": 8, "WBITS": 3, "ROWS": 4, "COLS": 32, "PIPE": 1},
     {"rows": 4, "cols": 32, "weight_bits": 3}),
    (kernels.FirFilter, {"TAPS": 5, "LANES": 2, "PIPE": 1}, {"taps": 5, "channels": 2, "samples": 9, "dtype": "i16"}),
    (kernels.AnomalyDetect, {"CHANNELS": 3, "SHIFT": 6, "THRESHOLD": 4, "MUL_BITS": 8},
     {"channels": 3, "samples": 7, "shift": 6, "threshold": 4, "dtype": "i32"}),
    (kernels.ScanAggregate, {"LANES": 2, "KEY_BITS": 16, "GROUPS": 5, "PIPE": 1},
     {"rows": 23, "groups": 5, "selectivity": 80, "dtype": "u16"}),
    (kernels.HammingSearch, {"WIDTH": 32, "CODE_BITS": 64, "CODES": 6, "K": 2, "QUERIES": 1, "PIPE": 1},
     {"codes": 6, "code_bits": 64, "queries": 3, "k": 2}),
    (kernels.PacketFilter, {"BYTES": 8, "RULES": 2, "LANES": 1}, {"packets": 3, "rules": 2}),
    (kernels.MlpInference, *kernels.mlp_point(kernels.JETS, 6, 2)),
    (kernels.AesCtr, {"ROUNDS": 1}, {"bytes": 45, "dtype": "u8"}),
)


def packets(stream):
    return [{"bytes": data.hex(), "user": user} for data, user in stream]


def output_packets(kernel, rng, sizes):
    """What the core might give: random bytes in packets as long as the kernel's."""
    if isinstance(kernel, kernels.AnomalyDetect):
        lengths = [sizes[0], sizes[1] + sizes[2]]
    else:
        lengths = [sum(sizes) // kernel.packets()] * kernel.packets()
    users = [0, 1] if isinstance(kernel, kernels.AnomalyDetect) else [0] * len(lengths)
    return [(rng.randbytes(length), user) for length, user in zip(lengths, users)]


def case(kernel, rng):
    inputs, residents, sizes = kernel.tensors(rng)
    output = output_packets(kernel, rng, sizes)
    return {"workload": kernel.workload, "inputs": [data.hex() for data in inputs],
            "residents": [data.hex() for data in residents],
            "configuration": packets(kernel.configuration(residents)), "query": packets(kernel.query(inputs)),
            "output": packets(output), "outputs": [data.hex() for data in kernel.outputs([data for data, _ in output])]}


def main():
    rng = random.Random(1)
    made = [case(kind(rtl, parameters), rng) for kind, rtl, parameters in CASES]
    text = "[\n" + ",\n".join(json.dumps(each, separators=(",", ":")) for each in made) + "\n]\n"
    file = HERE / "streams.json"
    if "--check" not in sys.argv:
        file.write_text(text)
        return 0
    if file.read_text() == text:
        return 0
    print(f"{file} is not what tests/rtl/kernels.py lays out; look at the difference, then run {Path(__file__).name}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
