#!/usr/bin/env python3
"""Checks the wrapper that makes an XRT kernel of a core: registers, bursts, bytes at any boundary, against a memory that
pauses at random.
"""
import ctypes as c
import random
import tempfile
import unittest
from pathlib import Path

import kernels
import model_build
from model_api import Reference
from rtl_case import RtlCase

START, INTERRUPTS, ON_DONE, HAPPENED = 0x00, 0x04, 0x08, 0x0C
IN_LOW, IN_HIGH, IN_BYTES, PACKET_BYTES, USER, OUT_LOW, OUT_HIGH, OUT_BYTES = (0x10, 0x14, 0x1C, 0x24, 0x2C, 0x34, 0x38,
                                                                               0x40)
BASE = 0x1_2345_0000  # of the memory, beyond 32 bits
SIZE = 1 << 17
IN_PLACE, OUT_PLACE = 0x0FC0, 0x10000 + 0x0FC0  # a burst that would cross 4 KiB is the first one


class Card:
    def __init__(self, library, seed):
        self.memory = c.create_string_buffer(b"\xA5" * SIZE, SIZE)
        self.calls = c.CDLL(str(library))
        self.calls.card_open.restype = c.c_void_p
        self.calls.card_clocks.restype = c.c_uint64
        self.calls.card_fault.restype = c.c_char_p
        self.calls.card_read.restype = c.c_uint32
        self.card = c.c_void_p(self.calls.card_open(self.memory, c.c_uint64(SIZE), c.c_uint64(BASE), c.c_uint64(seed)))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.calls.card_close(self.card)

    def write(self, address, value):
        self.calls.card_write(self.card, c.c_uint8(address), c.c_uint32(value))

    def read(self, address):
        return self.calls.card_read(self.card, c.c_uint8(address))

    def run(self, data, packet_bytes, user, out_bytes, limit=2000):
        """What lies in the output buffer and the byte behind it; the clocks between start and done seen."""
        c.memmove(c.addressof(self.memory) + IN_PLACE, data, len(data))
        c.memset(c.addressof(self.memory) + OUT_PLACE, 0xA5, out_bytes + 64)
        for address, value in ((IN_LOW, (BASE + IN_PLACE) & 0xFFFFFFFF), (IN_HIGH, BASE >> 32), (IN_BYTES, len(data)),
                               (PACKET_BYTES, packet_bytes), (USER, user), (OUT_LOW, (BASE + OUT_PLACE) & 0xFFFFFFFF),
                               (OUT_HIGH, BASE >> 32), (OUT_BYTES, out_bytes)):
            self.write(address, value)
        before = self.calls.card_clocks(self.card)
        self.write(START, 1)
        for _ in range(limit):
            control = self.read(START)
            if control & 2:
                break
            if control & 4:
                raise AssertionError("idle, but neither done nor running")
            self.calls.card_clock(self.card, c.c_uint64(20))
        else:
            raise AssertionError("never done")
        return (self.memory.raw[OUT_PLACE:OUT_PLACE + out_bytes + 64],
                self.calls.card_clocks(self.card) - before)


class CardTest(RtlCase):
    def library(self, point, in_bytes, out_bytes, mem_bytes):
        """The wrapper around a core, with the driver."""
        parameters = ",".join(f".{name}({value})" for name, value in point.rtl.items())
        values = "-".join(str(value) for value in point.rtl.values())
        name = f"card-{point.top}-{values}-{mem_bytes}.so"
        source = model_build.WORKLOADS / point.workload / "kernel.v"
        with tempfile.TemporaryDirectory(dir=self.builder.cache) as scratch:
            folder = Path(scratch)
            model_build.run(
                [*model_build.VERILATE, *model_build.VERILOG_2005, f"-DKERNEL={point.top}", f"-DKPARAMS=#({parameters})",
                 f"-DIN_BYTES={in_bytes}", f"-DOUT_BYTES={out_bytes}", "--top-module", "card", f"-GMEM_BYTES={mem_bytes}",
                 "--Mdir", folder, *sorted(model_build.RTL.glob("card*.v")), source, *model_build.shared_verilog()],
                folder)
            unity = "".join(f'#include "{path}"\n' for path in sorted(folder.glob("Vk*.cpp")))
            (folder / "unity.cpp").write_text(unity + f'#include "{Path(__file__).resolve().parent}/card_driver.cpp"\n')
            model_build.run([*self.builder.flags, "-include", self.builder.runtime / "verilated.h", f"-I{folder}",
                             f"-DASSAY_MEM_BYTES={mem_bytes}", "-c", "unity.cpp", "-o", "unity.o"], folder)
            model_build.run([*model_build.LINK, "unity.o", *sorted(self.builder.runtime.glob("*.o")), "-o", name,
                             "-lpthread"], folder)
            (folder / name).rename(self.builder.cache / name)
        return self.builder.cache / name

    def check(self, point, in_bytes, out_bytes, mem_bytes, packet_bytes=0):
        library = self.library(point, in_bytes, out_bytes, mem_bytes)
        reference = Reference(model_build.build_reference(point.workload, self.builder.cache))
        for seed in range(3):
            inputs, residents, sizes = point.tensors(random.Random(seed))
            inputs, residents, right = reference.outputs(point.p, inputs, residents, sizes, seed)
            with Card(library, seed) as card:
                card.calls.card_pauses(card.card, c.c_uint32((0, 60, 180)[seed]))
                self.assertEqual(card.read(START), 4)  # idle
                for data, user in point.configuration(residents):
                    card.run(data, 0, user, 0)
                for _ in range(2):  # a second run finds nothing left of the first
                    data = b"".join(data for data, _ in point.query(inputs))
                    total = sum(sizes)
                    came, _ = card.run(data, packet_bytes, 0, total)
                    self.assertEqual(card.calls.card_fault(card.card), b"")
                    outputs = point.outputs([came[:total]])
                    self.assertEqual(outputs, right)
                    self.assertEqual(came[total:], b"\xA5" * 64)  # nothing behind the end
                self.assertEqual(card.read(START), 4)  # done was read before

    def test_same_width_and_packets_that_end_anywhere(self):
        point = kernels.Crc32({"BYTES": 4, "PIPE": 1}, {"messages": 9, "message_bytes": 67})
        self.check(point, 4, 4, 4, packet_bytes=67)

    def test_core_that_answers_in_the_next_clock(self):
        point = kernels.Crc32({"BYTES": 1, "PIPE": 0}, {"messages": 30, "message_bytes": 64})
        self.check(point, 1, 4, 4, packet_bytes=64)

    def test_beats_that_do_not_divide_words(self):
        point = kernels.ScanAggregate({"LANES": 1, "KEY_BITS": 16, "GROUPS": 40, "PIPE": 1},
                                      {"rows": 333, "groups": 40, "selectivity": 80, "dtype": "u16"})
        self.check(point, 7, 12, 8)

    def test_beats_wider_than_words_and_an_odd_end(self):
        self.check(kernels.AesCtr({"ROUNDS": 10, "MEMORY": 1}, {"bytes": 1003, "dtype": "u8"}), 16, 16, 8)

    def test_words_wider_than_beats(self):
        self.check(kernels.VectorTransform({"LANES": 1}, {"n": 777, "dtype": "i32"}), 4, 4, 64)

    def test_interrupt_follows_done(self):
        point = kernels.VectorTransform({"LANES": 1}, {"n": 100, "dtype": "i32"})
        with Card(self.library(point, 4, 4, 64), 0) as card:
            data = point.tensors(random.Random(1))[0][0]
            card.run(data, 0, 0, 400)
            self.assertFalse(card.calls.card_interrupt(card.card))  # not asked for
            card.write(INTERRUPTS, 1)
            card.write(ON_DONE, 1)
            card.run(data, 0, 0, 400)
            self.assertTrue(card.calls.card_interrupt(card.card))
            card.write(HAPPENED, 1)
            self.assertFalse(card.calls.card_interrupt(card.card))

    def test_stream_is_fed_at_full_speed(self):
        """Without pauses, memory of the stream's width keeps a beat a clock going: bursts overlap."""
        point = kernels.VectorTransform({"LANES": 2}, {"n": 4000, "dtype": "i32"})
        with Card(self.library(point, 8, 8, 8), 0) as card:
            _, clocks = card.run(point.tensors(random.Random(1))[0][0], 0, 0, 16000)
            self.assertLess(clocks, 2000 * 1.3)


if __name__ == "__main__":
    unittest.main()
