#include "backends/rtl/model/model.hpp"

#include <dlfcn.h>
#include <fmt/format.h>

namespace assay::rtl {
namespace {

Result<const assay_rtl_api *> openLibrary(const std::filesystem::path &library)
{
    // Never closed: a library may hold thread-local state, and a process opens few.
    void *handle = ::dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr)
        return failure(ErrorCode::Io, fmt::format("cannot load the model library: {}", ::dlerror()));
    const auto entry = reinterpret_cast<assay_rtl_model_fn>(::dlsym(handle, ASSAY_RTL_MODEL_SYMBOL));
    if (entry == nullptr)
        return failure(ErrorCode::InvalidInput, fmt::format("{} is no model of a core: it does not export {}",
                                                            library.string(), ASSAY_RTL_MODEL_SYMBOL));
    const assay_rtl_api *api = entry();
    if (api == nullptr || api->abi != ASSAY_RTL_MODEL_ABI || api->struct_size < sizeof(assay_rtl_api))
        return failure(ErrorCode::Unsupported,
                       fmt::format("{} was made for another version of Assay (model ABI {} instead of {}); delete it "
                                   "and it is made anew",
                                   library.string(), api == nullptr ? 0 : api->abi, ASSAY_RTL_MODEL_ABI));
    return api;
}

tl::unexpected<Error> failed(std::string message)
{
    return failure(ErrorCode::Failed, std::move(message));
}

} // namespace

Result<std::unique_ptr<Model>> Model::load(const std::filesystem::path &library)
{
    auto api = openLibrary(std::filesystem::absolute(library));
    if (!api)
        return failure(api.error());
    assay_rtl_model *model = (*api)->create();
    if (model == nullptr)
        return failure(ErrorCode::Failed,
                       fmt::format("out of memory for the model of {} {}", (*api)->kernel, (*api)->parameters));
    return std::unique_ptr<Model>(new Model(*api, model));
}

Model::~Model()
{
    m_api->destroy(m_model);
}

void Model::reset()
{
    m_api->reset(m_model);
}

Result<Model::Run> Model::run(const Packets &input, std::span<const Packets::Packet> expected,
                              std::span<std::uint8_t> output, std::uint64_t cycleLimit, Pauses pauses)
{
    m_input.clear();
    for (const Packets::Packet &packet : input.packets)
        m_input.push_back({packet.bytes, 0, 0, packet.user, 0});
    m_output.assign(expected.size(), {});
    assay_rtl_run run{};
    run.struct_size = sizeof run;
    run.input = input.bytes.data();
    run.input_packets = m_input.data();
    run.input_packet_count = m_input.size();
    run.output = output.data();
    run.output_capacity = output.size();
    run.output_packets = m_output.data();
    run.output_packet_count = m_output.size();
    run.cycle_limit = cycleLimit;
    run.drain_cycles = kDrainCycles;
    run.stalls = {pauses.seed, pauses.input, pauses.output};
    const assay_rtl_status status = m_api->run(m_model, &run);
    m_timedOut = status == ASSAY_RTL_TIMED_OUT;
    auto judged = explain(status, run);
    if (judged)
        judged = compare(expected);
    if (!judged)
        return failure(judged.error().within(m_api->kernel));
    return Run{run.cycles, m_input.empty() ? 0 : m_input.back().last_cycle,
               m_output.empty() ? 0 : m_output.back().last_cycle};
}

Status Model::explain(assay_rtl_status status, const assay_rtl_run &run) const
{
    const std::string passed =
        fmt::format("{} of {} output packets had come, {} of {} input packets had been taken", run.output_packets_done,
                    run.output_packet_count, run.input_packets_done, run.input_packet_count);
    switch (status) {
    case ASSAY_RTL_OK:
        return {};
    case ASSAY_RTL_TIMED_OUT:
        return failed(fmt::format("timed out after {} cycles: {}. It never raises m_axis_tlast, or waits for something "
                                  "that does not come",
                                  run.cycle_limit, passed));
    case ASSAY_RTL_OVERFLOW:
        return failed(fmt::format("gives more output than the workload has room for ({} bytes in {} packets): {}",
                                  run.output_capacity, run.output_packet_count, passed));
    case ASSAY_RTL_EXCESS:
        return failed(fmt::format("goes on with output after the last of {} packets", run.output_packet_count));
    case ASSAY_RTL_PROTOCOL:
        return failed(fmt::format("breaks the AXI4-Stream rules: while m_axis_tready was low, m_axis_tvalid fell, or "
                                  "tdata, tkeep or tlast changed ({})",
                                  passed));
    case ASSAY_RTL_FINISHED:
        return failed(fmt::format("called $finish or $stop within {} cycles: {}", run.clocks, passed));
    case ASSAY_RTL_INVALID:
        break;
    }
    return failure(ErrorCode::Internal, fmt::format("the model refuses the run (status {})", static_cast<int>(status)));
}

Status Model::compare(std::span<const Packets::Packet> expected) const
{
    for (std::size_t i = 0; i < expected.size(); ++i) {
        if (m_output[i].bytes != expected[i].bytes)
            return failed(fmt::format("output packet {} of {} has {} bytes instead of {}", i + 1, expected.size(),
                                      m_output[i].bytes, expected[i].bytes));
        if (m_output[i].user != expected[i].user)
            return failed(fmt::format("output packet {} of {} has tuser = {} instead of {}", i + 1, expected.size(),
                                      m_output[i].user, expected[i].user));
    }
    return {};
}

Status Model::trace(const std::filesystem::path &file, std::uint64_t cycles)
{
    if (m_api->traceable == 0)
        return failure(ErrorCode::Unsupported,
                       fmt::format("the model of {} was not built to write a waveform", m_api->kernel));
    if (m_api->trace(m_model, file.c_str(), cycles) == 0)
        return failure(ErrorCode::Io, fmt::format("cannot write the waveform {}", file.string()));
    return {};
}

} // namespace assay::rtl
