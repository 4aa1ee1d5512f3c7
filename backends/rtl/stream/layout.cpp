#include "backends/rtl/stream/layout.hpp"

#include <fmt/format.h>

#include "backends/rtl/stream/group_reader.hpp"

namespace assay::rtl {
namespace {

Status checkTypes(std::span<const assay_tensor> tensors)
{
    for (const assay_tensor &tensor : tensors)
        if (elementBytes(tensor.dtype) == 0)
            return failure(ErrorCode::Unsupported, fmt::format("tensor '{}' has an element type that the RTL backend "
                                                               "does not know ({})",
                                                               tensor.name, tensor.dtype));
    return {};
}

} // namespace

Result<Layout::Stream> Layout::readStream(const Json &options, const char *name, std::uint32_t role,
                                          std::span<const assay_tensor> tensors)
{
    const Json groups = options.value(name, Json::array());
    if (!groups.is_array())
        return failure(ErrorCode::InvalidInput, fmt::format("'{}' must be a list of groups", name));
    if (groups.empty() && role != ASSAY_TENSOR_RESIDENT)
        return failure(ErrorCode::InvalidInput,
                       fmt::format("the Verilog implementation needs the option '{}', a list of groups", name));
    GroupReader reader(name, role, tensors);
    Stream stream;
    for (std::size_t i = 0; i < groups.size(); ++i) {
        auto group = reader.read(groups.at(i));
        if (!group)
            return failure(group.error().within(fmt::format("{}[{}]", name, i)));
        stream.pieces.insert(stream.pieces.end(), group->pieces.begin(), group->pieces.end());
        stream.packets.insert(stream.packets.end(), group->packets, {group->bytes / group->packets, group->user});
        stream.bytes += group->bytes;
    }
    if (auto whole = reader.checkCoverage(); !whole)
        return failure(whole.error());
    return stream;
}

Result<Layout> Layout::read(const Json &options, std::span<const assay_tensor> tensors)
{
    if (!options.is_object())
        return failure(ErrorCode::InvalidInput, "the Verilog implementation has no [implementation.options]");
    if (auto known = checkTypes(tensors); !known)
        return failure(known.error());
    Layout layout;
    for (const auto &[name, role, stream] :
         {std::tuple{"configuration", ASSAY_TENSOR_RESIDENT, &layout.m_configuration},
          {"input", ASSAY_TENSOR_INPUT, &layout.m_input},
          {"output", ASSAY_TENSOR_OUTPUT, &layout.m_output}}) {
        auto made = readStream(options, name, static_cast<std::uint32_t>(role), tensors);
        if (!made)
            return failure(made.error());
        *stream = std::move(*made);
    }
    return layout;
}

void Layout::Stream::pack(std::span<const assay_tensor> tensors, Packets &into) const
{
    into.packets = packets;
    into.bytes.resize(bytes);
    std::uint8_t *place = into.bytes.data();
    for (const Piece &piece : pieces) {
        rtl::pack(piece, tensors, place);
        place += streamBytes(piece);
    }
}

Packets Layout::configuration(std::span<const assay_tensor> tensors) const
{
    Packets packets;
    m_configuration.pack(tensors, packets);
    return packets;
}

void Layout::packQuery(std::span<const assay_tensor> inputs, Packets &packets) const
{
    m_input.pack(inputs, packets);
}

void Layout::unpackQuery(std::span<const std::uint8_t> bytes, std::span<const assay_tensor> outputs) const
{
    const std::uint8_t *place = bytes.data();
    for (const Piece &piece : m_output.pieces) {
        unpack(piece, place, outputs);
        place += streamBytes(piece);
    }
}

} // namespace assay::rtl
