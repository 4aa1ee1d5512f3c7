#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/json.hpp"
#include "core/base/result.hpp"
#include "core/model/assumptions/assumption_info.hpp"

namespace assay::model {

/// One assumption as a set has it.
struct Assumption {
    Range range;
    Origin origin;
};

/// A named set of assumptions. What it does not say is as assumptionInfos() has it. Never changes stored results: a set
/// is put beside them, and another may be.
class Assumptions {
public:
    std::string name = "standard", author, note;
    std::uint64_t seed = 1; ///< of everything drawn from the ranges
    /// Rate of each hour of the day over the mean rate; their mean is 1.
    std::array<double, 24> profile = flatProfile();

    /// The set's own; empty when it says nothing.
    [[nodiscard]] std::optional<Assumption> find(std::string_view id) const;
    /// The set's own, else the standard one. Precondition: the id is in assumptionInfos().
    [[nodiscard]] Assumption get(std::string_view id) const;
    [[nodiscard]] double value(std::string_view id) const { return get(id).range.value; }
    /// Errors name the id (with a suggestion), the value and what it may be.
    [[nodiscard]] Status set(std::string_view id, Assumption assumption);
    /// "price.electricity=0.2", "price.electricity=0.1:0.2:0.4" (low:typical:high), "demand.profile=0,0,…" (24 numbers
    /// of any scale); the origin is the user.
    [[nodiscard]] Status setFromText(std::string_view text);
    /// What `other` says itself, laid over this set; its name, author and note are taken over, too.
    void overlay(const Assumptions &other);
    [[nodiscard]] const std::map<std::string, Assumption, std::less<>> &own() const { return m_own; }
    [[nodiscard]] bool hasOwnProfile() const { return profile != flatProfile(); }

    /// {"name", "author", "note", "seed", "profile", "assumptions": [{"id", "value", "low", "high", "spread", "source",
    /// "quality", "date", "note"}]}; only its own. fromJson takes an absent seed and profile as the standard ones, a
    /// value with low and high and without "spread" as triangular.
    [[nodiscard]] Json toJson() const;
    [[nodiscard]] static Result<Assumptions> fromJson(const Json &json);

    [[nodiscard]] static constexpr std::array<double, 24> flatProfile()
    {
        std::array<double, 24> flat{};
        flat.fill(1);
        return flat;
    }

private:
    std::map<std::string, Assumption, std::less<>> m_own;
};

/// 24 numbers of any scale as rates over their mean. Errors: not 24, negative, not finite, all zero.
[[nodiscard]] Result<std::array<double, 24>> normalisedProfile(const std::vector<double> &hours);

} // namespace assay::model
