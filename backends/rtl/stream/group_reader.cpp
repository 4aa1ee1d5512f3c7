#include "backends/rtl/stream/group_reader.hpp"

#include <algorithm>
#include <cmath>
#include <optional>

#include <fmt/format.h>

#include "core/base/suggest.hpp"

namespace assay::rtl {
namespace {

constexpr std::int64_t kLargest = std::int64_t{1} << 53; ///< every integer up to here is exact in a formula
constexpr std::int64_t kLargestBeat = 1 << 16;           ///< bytes; far more than any port has
const std::vector<std::string> kPieceKeys{"tensors", "zip", "bits", "beat_bytes", "value", "bytes", "block"};

tl::unexpected<Error> wrong(std::string message)
{
    return failure(ErrorCode::InvalidInput, std::move(message));
}

Status checkKeys(const Json &table, const std::vector<std::string> &allowed)
{
    if (!table.is_object())
        return wrong(fmt::format("must be a table, not {}", table.dump()));
    for (const auto &[key, value] : table.items())
        if (std::find(allowed.begin(), allowed.end(), key) == allowed.end())
            return wrong(fmt::format("unknown key '{}'.{}", key, didYouMean(key, allowed)));
    return {};
}

/// A whole number; formulas may have made it a real. Nothing when it is none.
std::optional<std::int64_t> wholeNumber(const Json &value)
{
    if (value.is_number_unsigned() && value.get<std::uint64_t>() > static_cast<std::uint64_t>(kLargest))
        return std::nullopt;
    if (value.is_number_integer())
        return value.get<std::int64_t>();
    if (!value.is_number_float() || std::abs(value.get<double>()) > static_cast<double>(kLargest) ||
        value.get<double>() != std::floor(value.get<double>()))
        return std::nullopt;
    return static_cast<std::int64_t>(value.get<double>());
}

Result<std::uint64_t> number(const Json &table, const char *key, std::int64_t least, std::int64_t most)
{
    if (!table.contains(key))
        return wrong(fmt::format("'{}' is missing", key));
    const auto value = wholeNumber(table.at(key));
    if (!value || *value < least || *value > most)
        return wrong(
            fmt::format("{} = {} must be a whole number from {} to {}", key, table.at(key).dump(), least, most));
    return static_cast<std::uint64_t>(*value);
}

Status add(Result<Piece> piece, std::vector<Piece> &pieces)
{
    if (!piece)
        return failure(piece.error());
    pieces.push_back(std::move(*piece));
    return {};
}

const char *streamOf(std::uint32_t role)
{
    return role == ASSAY_TENSOR_INPUT ? "input" : role == ASSAY_TENSOR_OUTPUT ? "output" : "configuration";
}

std::uint64_t elementCount(const assay_tensor &tensor)
{
    return tensor.bytes / std::max(elementBytes(tensor.dtype), 1U);
}

} // namespace

GroupReader::GroupReader(const char *name, std::uint32_t role, std::span<const assay_tensor> tensors)
    : m_name(name), m_role(role), m_all(tensors)
{
    std::size_t ofRole = 0;
    for (std::size_t i = 0; i < tensors.size(); ++i)
        if (tensors[i].role == role)
            m_known.push_back({&tensors[i], role == ASSAY_TENSOR_RESIDENT ? i : ofRole++, {}});
}

Result<Group> GroupReader::read(const Json &table)
{
    std::vector<std::string> allowed = kPieceKeys;
    allowed.insert(allowed.end(), {"packets", "user", "parts"});
    if (auto known = checkKeys(table, allowed); !known)
        return failure(known.error());
    Group group;
    group.user = m_role == ASSAY_TENSOR_RESIDENT ? 1 : 0;
    const auto packets = table.contains("packets") ? number(table, "packets", 1, kLargest) : Result<std::uint64_t>(1);
    const auto user = table.contains("user") ? number(table, "user", 0, 1) : Result<std::uint64_t>(group.user);
    if (!packets || !user)
        return failure(packets ? user.error() : packets.error());
    if (auto done = readPieces(table, group.pieces); !done)
        return failure(done.error());
    for (const Piece &piece : group.pieces)
        group.bytes += streamBytes(piece);
    if (group.bytes == 0)
        return wrong("has no bytes; a packet has at least one");
    if (group.bytes % *packets != 0)
        return wrong(fmt::format("its {} bytes cannot be cut into {} equal packets", group.bytes, *packets));
    group.packets = *packets;
    group.user = static_cast<std::uint32_t>(*user);
    return group;
}

Status GroupReader::readPieces(const Json &table, std::vector<Piece> &pieces)
{
    const int sources = int{table.contains("tensors")} + int{table.contains("value")} + int{table.contains("parts")};
    if (sources != 1)
        return wrong("needs either 'tensors', 'value' or 'parts'");
    if (table.contains("parts"))
        return readParts(table.at("parts"), pieces);
    if (table.contains("tensors"))
        return readTensorPieces(table, pieces);
    return add(readConstant(table), pieces);
}

Status GroupReader::readParts(const Json &parts, std::vector<Piece> &pieces)
{
    if (!parts.is_array())
        return wrong("'parts' must be a list of tables");
    for (std::size_t i = 0; i < parts.size(); ++i) {
        auto done = checkKeys(parts.at(i), kPieceKeys);
        if (done)
            done = readPieces(parts.at(i), pieces);
        if (!done)
            return failure(done.error().within(fmt::format("parts[{}]", i)));
    }
    return {};
}

Status GroupReader::readTensorPieces(const Json &table, std::vector<Piece> &pieces)
{
    auto chosen = readTensors(table);
    if (!chosen)
        return failure(chosen.error());
    const bool bits = table.contains("bits"), block = table.contains("block"), zip = table.value("zip", false);
    if (int{bits} + int{block} + int{zip} > 1)
        return wrong("takes one of 'zip', 'bits' and 'block'");
    if ((bits || block) && chosen->size() != 1)
        return wrong(fmt::format("'{}' takes one tensor", bits ? "bits" : "block"));
    if (block)
        return add(readBlock(table.at("block"), *chosen->front()), pieces);
    for (Known *known : *chosen)
        known->taken.emplace_back(0, known->tensor->bytes);
    if (bits)
        return add(readBits(table, *chosen->front()), pieces);
    if (zip)
        return add(readZip(*chosen), pieces);
    for (const Known *known : *chosen)
        pieces.emplace_back(CopyPiece{known->number, known->tensor->bytes});
    return {};
}

Result<std::vector<GroupReader::Known *>> GroupReader::readTensors(const Json &table)
{
    const Json &names = table.at("tensors");
    if (!names.is_array() || names.empty())
        return wrong("'tensors' must be a list of names");
    if (table.contains("zip") && !table.at("zip").is_boolean())
        return wrong("'zip' must be true or false");
    if (table.contains("beat_bytes") && !table.contains("bits"))
        return wrong("'beat_bytes' goes with 'bits'");
    std::vector<Known *> chosen;
    for (const Json &name : names) {
        if (!name.is_string())
            return wrong(fmt::format("'tensors' must be a list of names, not {}", name.dump()));
        auto found = findTensor(name.get<std::string>());
        if (!found)
            return failure(found.error());
        chosen.push_back(*found);
    }
    return chosen;
}

Result<GroupReader::Known *> GroupReader::findTensor(const std::string &name)
{
    std::vector<std::string> names;
    for (Known &known : m_known) {
        if (known.tensor->name == name)
            return &known;
        names.emplace_back(known.tensor->name);
    }
    for (const assay_tensor &tensor : m_all)
        if (tensor.name == name)
            return wrong(fmt::format("tensor '{}' belongs to '{}', by its role", name, streamOf(tensor.role)));
    return wrong(fmt::format("unknown tensor '{}'.{}", name, didYouMean(name, names)));
}

Result<Piece> GroupReader::readConstant(const Json &table) const
{
    if (m_role == ASSAY_TENSOR_OUTPUT)
        return wrong("'value' can only be sent, not received");
    const auto bytes = number(table, "bytes", 1, 8);
    if (!bytes)
        return failure(bytes.error());
    const auto value = wholeNumber(table.at("value"));
    const std::int64_t reach = *bytes >= 7 ? kLargest : std::int64_t{1} << (8 * *bytes);
    if (!value || *value < -reach / 2 || *value >= reach)
        return wrong(fmt::format("value = {} is no whole number of {} byte(s)", table.at("value").dump(), *bytes));
    ConstantPiece constant;
    for (std::uint64_t i = 0; i < *bytes; ++i)
        constant.bytes.push_back(static_cast<std::uint8_t>(static_cast<std::uint64_t>(*value) >> (8 * i)));
    return constant;
}

Result<Piece> GroupReader::readZip(const std::vector<Known *> &chosen) const
{
    ZipPiece zip;
    zip.count = elementCount(*chosen.front()->tensor);
    for (const Known *known : chosen) {
        const assay_tensor &tensor = *known->tensor;
        if (elementCount(tensor) != zip.count)
            return wrong(fmt::format("cannot zip '{}' ({} elements) with '{}' ({}): they need equally many",
                                     chosen.front()->tensor->name, zip.count, tensor.name, elementCount(tensor)));
        zip.columns.push_back({known->number, elementBytes(tensor.dtype)});
        zip.rowBytes += elementBytes(tensor.dtype);
    }
    return zip;
}

Result<Piece> GroupReader::readBits(const Json &table, const Known &known) const
{
    const auto beatBytes = number(table, "beat_bytes", 1, kLargestBeat);
    if (!beatBytes)
        return failure(beatBytes.error());
    const auto bits = number(table, "bits", 1, static_cast<std::int64_t>(8 * *beatBytes));
    if (!bits)
        return failure(bits.error());
    return BitsPiece{known.number, known.tensor->bytes, *bits, *beatBytes};
}

Result<Piece> GroupReader::readBlock(const Json &table, Known &known) const
{
    const assay_tensor &tensor = *known.tensor;
    const auto elements = static_cast<std::int64_t>(elementCount(tensor));
    if (auto keys = checkKeys(table, {"offset", "rows", "cols", "lanes"}); !keys)
        return failure(keys.error().within("block"));
    const auto offset = table.contains("offset") ? number(table, "offset", 0, kLargest) : Result<std::uint64_t>(0);
    const auto rows = number(table, "rows", 0, elements), cols = number(table, "cols", 0, elements);
    const auto lanes = number(table, "lanes", 1, kLargestBeat);
    for (const auto *each : {&offset, &rows, &cols, &lanes})
        if (!*each)
            return failure(each->error().within("block"));
    BlockPiece block{known.number, elementBytes(tensor.dtype), *offset, *rows, *cols, *lanes};
    if (*rows == 0 || *cols == 0)
        return block;
    const auto end = static_cast<std::uint64_t>(elements);
    if (*rows > end / *cols || *offset > end - *rows * *cols)
        return wrong(fmt::format("block: {} rows and {} columns from element {} reach beyond the {} elements of '{}'",
                                 *rows, *cols, *offset, elements, tensor.name));
    known.taken.emplace_back(*offset * block.elementBytes, (*offset + *rows * *cols) * block.elementBytes);
    return block;
}

Status GroupReader::checkCoverage() const
{
    for (const Known &known : m_known)
        if (auto whole = checkTaken(known); !whole)
            return whole;
    return {};
}

Status GroupReader::checkTaken(const Known &known) const
{
    const char *verb = m_role == ASSAY_TENSOR_OUTPUT ? "received" : "sent";
    const char *name = known.tensor->name;
    if (known.taken.empty() && known.tensor->bytes != 0)
        return wrong(fmt::format("tensor '{}' is not {}: no group of '{}' names it", name, verb, m_name));
    std::vector<Range> ranges = known.taken;
    std::sort(ranges.begin(), ranges.end());
    const std::uint64_t element = std::max(elementBytes(known.tensor->dtype), 1U);
    std::uint64_t end = 0;
    for (const auto &[from, to] : ranges) {
        if (from > end)
            break;
        if (from < end && m_role == ASSAY_TENSOR_OUTPUT)
            return wrong(fmt::format("tensor '{}' is received twice from element {}", name, from / element));
        end = std::max(end, to);
    }
    if (end < known.tensor->bytes)
        return wrong(fmt::format("tensor '{}' is not {} from element {} on", name, verb, end / element));
    return {};
}

} // namespace assay::rtl
