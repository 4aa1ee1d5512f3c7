"""The C interfaces that the checks call: resources/rtl/assay_rtl_model.h and plugins/sdk/workload.h."""
import ctypes as c
import time
from dataclasses import dataclass, field

STATUS = ("OK", "TIMED_OUT", "OVERFLOW", "EXCESS", "PROTOCOL", "FINISHED", "INVALID")


class Packet(c.Structure):
    _fields_ = [("bytes", c.c_uint64), ("first_cycle", c.c_uint64), ("last_cycle", c.c_uint64), ("user", c.c_uint32),
                ("reserved", c.c_uint32)]


class Stalls(c.Structure):
    _fields_ = [("seed", c.c_uint64), ("input", c.c_uint32), ("output", c.c_uint32)]


class Run(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("reserved", c.c_uint32), ("input", c.c_char_p),
                ("input_packets", c.POINTER(Packet)), ("input_packet_count", c.c_uint64), ("output", c.c_void_p),
                ("output_capacity", c.c_uint64), ("output_packets", c.POINTER(Packet)),
                ("output_packet_count", c.c_uint64), ("cycle_limit", c.c_uint64), ("drain_cycles", c.c_uint64),
                ("stalls", Stalls), ("cycles", c.c_uint64), ("clocks", c.c_uint64), ("input_packets_done", c.c_uint64),
                ("output_packets_done", c.c_uint64), ("output_bytes", c.c_uint64)]


class Api(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("abi", c.c_uint32), ("kernel", c.c_char_p), ("parameters", c.c_char_p),
                ("input_bytes", c.c_uint32), ("output_bytes", c.c_uint32), ("traceable", c.c_uint32),
                ("reserved", c.c_uint32), ("create", c.CFUNCTYPE(c.c_void_p)),
                ("destroy", c.CFUNCTYPE(None, c.c_void_p)), ("reset", c.CFUNCTYPE(None, c.c_void_p)),
                ("run", c.CFUNCTYPE(c.c_int, c.c_void_p, c.POINTER(Run))),
                ("trace", c.CFUNCTYPE(c.c_int, c.c_void_p, c.c_char_p, c.c_uint64))]


@dataclass
class Result:
    status: str
    cycles: int
    clocks: int
    packets: list = field(default_factory=list)  # (bytes, user)
    input_cycles: list = field(default_factory=list)  # (first, last) of each input packet
    output_cycles: list = field(default_factory=list)

    def data(self) -> bytes:
        return b"".join(data for data, _ in self.packets)


class Model:
    """One model of a library, in reset when made."""

    def __init__(self, library):
        self._library = c.CDLL(str(library))
        entry = self._library.assay_rtl_model_v1
        entry.restype = c.POINTER(Api)
        self.api = entry().contents
        self._model = self.api.create()

    def close(self):
        self.api.destroy(self._model)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def reset(self):
        self.api.reset(self._model)

    def trace(self, path, cycles):
        return self.api.trace(self._model, str(path).encode(), cycles) == 1

    def run(self, packets, wanted, room, limit=10_000_000, drain=0, seed=0, stall_input=0.0, stall_output=0.0):
        """`packets`: (bytes, user). Collects `wanted` packets of together at most `room` bytes."""
        data = b"".join(data for data, _ in packets)
        given = (Packet * max(1, len(packets)))(*(Packet(len(data), 0, 0, user, 0) for data, user in packets))
        came = (Packet * max(1, wanted))()
        output = c.create_string_buffer(max(1, room))
        run = Run(struct_size=c.sizeof(Run), input=data, input_packets=given, input_packet_count=len(packets),
                  output=c.cast(output, c.c_void_p), output_capacity=room, output_packets=came,
                  output_packet_count=wanted, cycle_limit=limit, drain_cycles=drain,
                  stalls=Stalls(seed, round(stall_input * 65536), round(stall_output * 65536)))
        began = time.perf_counter()
        status = STATUS[self.api.run(self._model, c.byref(run))]
        self.seconds = time.perf_counter() - began  # of the run alone
        result = Result(status, run.cycles, run.clocks)
        begin = 0
        for packet in came[:run.output_packets_done]:
            result.packets.append((output.raw[begin:begin + packet.bytes], packet.user))
            result.output_cycles.append((packet.first_cycle, packet.last_cycle))
            begin += packet.bytes
        result.input_cycles = [(p.first_cycle, p.last_cycle) for p in given[:run.input_packets_done]]
        return result


class Param(c.Structure):
    _fields_ = [("name", c.c_char_p), ("type", c.c_uint32), ("reserved", c.c_uint32), ("int_value", c.c_int64),
                ("real_value", c.c_double), ("text", c.c_char_p)]


class Tensor(c.Structure):
    _fields_ = [("name", c.c_char_p), ("dtype", c.c_uint32), ("role", c.c_uint32), ("rank", c.c_uint32),
                ("reserved", c.c_uint32), ("shape", c.c_uint64 * 6), ("bytes", c.c_uint64), ("data", c.c_void_p)]


class Call(c.Structure):
    _fields_ = [("params", c.POINTER(Param)), ("param_count", c.c_uint32), ("input_count", c.c_uint32),
                ("inputs", c.POINTER(Tensor)), ("residents", c.POINTER(Tensor)), ("outputs", c.POINTER(Tensor)),
                ("resident_count", c.c_uint32), ("output_count", c.c_uint32)]


class Error(c.Structure):
    _fields_ = [("struct_size", c.c_uint32), ("status", c.c_uint32), ("text", c.c_char * 4096)]


REFERENCE = c.CFUNCTYPE(c.c_int, c.POINTER(Call), c.POINTER(Error))
ADJUST = c.CFUNCTYPE(c.c_int, c.POINTER(Call), c.c_uint64, c.POINTER(Error))


class Module(c.Structure):
    _fields_ = [("abi", c.c_uint32), ("variant_count", c.c_uint32), ("id", c.c_char_p), ("variants", c.c_void_p),
                ("reference", REFERENCE), ("adjust", ADJUST)]


class Reference:
    """A workload's reference and what reshapes its inputs. Tensors are bytes; roles as in the manifest's order."""

    def __init__(self, library):
        self._library = c.CDLL(str(library))
        entry = self._library.assay_workload_entry
        entry.restype = c.POINTER(Module)
        self._module = entry().contents

    def outputs(self, parameters: dict, inputs, residents, sizes, seed=None):
        """Inputs and residents, adjusted if there is a seed, and the right outputs, whose bytes are `sizes`."""
        params = (Param * len(parameters))(*(self._param(name, value) for name, value in parameters.items()))
        roles = [[c.create_string_buffer(data, max(1, len(data))) for data in tensors]
                 for tensors in (inputs, residents, [bytes(size) for size in sizes])]
        tensors = [(Tensor * max(1, len(role)))(*(Tensor(bytes=len(buffer), data=c.addressof(buffer))
                                                  for buffer in role)) for role in roles]
        call = Call(params, len(params), len(roles[0]), tensors[0], tensors[1], tensors[2], len(roles[1]),
                    len(roles[2]))
        error = Error(struct_size=c.sizeof(Error))
        status = 0
        if self._module.adjust and seed is not None:
            status = self._module.adjust(c.byref(call), seed, c.byref(error))
        if status == 0:
            status = self._module.reference(c.byref(call), c.byref(error))
        if status != 0:
            raise RuntimeError(error.text.decode())
        return [[buffer.raw for buffer in role] for role in roles]

    @staticmethod
    def _param(name, value):
        if isinstance(value, str):
            return Param(name.encode(), 2, 0, 0, 0.0, value.encode())
        return Param(name.encode(), 0, 0, value, float(value), str(value).encode())
