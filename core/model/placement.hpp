#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.hpp"
#include "core/base/result.hpp"
#include "core/study/result.hpp"

namespace assay::model {

/// Where the data of a query is when its last byte is there, and where its answer is needed: in the host's memory, on
/// the wire, on a drive (the answer then goes to the host's memory).
enum class Place { Memory, Wire, Storage };
[[nodiscard]] std::string toText(Place place); ///< "memory", "wire", "storage"
[[nodiscard]] std::optional<Place> placeFromText(std::string_view text);

/// How a host's program learns of a packet.
enum class Nic { Interrupt, Poll };
[[nodiscard]] std::string toText(Nic nic); ///< "interrupt", "poll"
[[nodiscard]] std::optional<Nic> nicFromText(std::string_view text);

/// A range of a quantity; without `high` nobody knows how large it may be.
struct Span {
    double low = 0, typical = 0;
    std::optional<double> high = 0.0;
};

/// What lies between a place and a target: see resources/hardware/segments.toml. In s, B/s and 1.
struct Segment {
    struct Figure {
        Span span;
        std::string source, quality, derived; ///< source may be "": an open range says nothing
    };
    std::string id, name;
    std::optional<Figure> latency, bandwidth, insideFactor;
};
/// Of HardwareCatalogue::segments.
[[nodiscard]] std::vector<Segment> readSegments(const std::vector<Json> &catalogue);

/// A quantity that a time depends on and that is known to a range only. The same id on both sides of a comparison is
/// the same thing (one drive, one kind of network card): it has one value, however unsure that is.
struct Unknown {
    std::string id, name;
    Span span;
};

/// One part of what a placed query takes. The parts need not add up: some overlap (PlacedTime::note).
struct Step {
    std::string name;
    Span seconds;
    Evidence evidence = Evidence::Modelled;
    std::string segment; ///< "" for what the result itself has
    std::string source, quality;
};

/// What a result's query takes from "the last byte of the question is there" until "the answer is where it is needed".
struct PlacedTime {
    Span seconds;                           ///< over all ranges
    Evidence evidence = Evidence::Modelled; ///< the result's own when nothing was added
    std::vector<Step> steps;
    std::string note; ///< how the steps go together, where that is not a sum

    std::vector<Unknown> unknowns;
    /// Seconds as a function of the unknowns' values, in their order; rises or falls with each of them alone.
    std::function<double(const std::vector<double> &)> at;
    [[nodiscard]] bool added() const; ///< a segment was added
};

/// - In memory: results that start in the host's memory as they are; a core alone (wire, card boundary) at least its
///   latency plus a link that nobody knows. A core on a card (host call) has its link.
/// - On the wire: a core alone by `answer.after-input` (the whole latency at most, where it is absent), what it lags
///   behind the wire, and the port's MAC and PHY; others by network card, wake-up and sending.
/// - On storage: others read the whole question first; reading and computing overlap more or less. A core alone sits in
///   the drive, sees the flash's stream, and only the answer crosses the interface.
/// Latency is the median. Errors: no median, no byte counts where they are needed, a segment is not in the catalogue.
[[nodiscard]] Result<PlacedTime> placedTime(const study::ResultRecord &result, Place place, Nic nic,
                                            const std::vector<Segment> &segments);

} // namespace assay::model
