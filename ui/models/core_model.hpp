#pragma once

// The core's models as the window includes them: Qt makes a keyword of a word that they use.
#pragma push_macro("slots")
#undef slots
#include "core/desk/option_drafter.hpp"
#include "core/model/advice/advice.hpp"
#include "core/model/crossover/crossings.hpp"
#include "core/model/crossover/crossover_curve.hpp"
#include "core/model/crossover/regime_map.hpp"
#include "core/model/crossover/sensitivity.hpp"
#include "core/model/crossover/value_of_information.hpp"
#include "core/model/economics/cost.hpp"
#include "core/model/economics/option.hpp"
#include "core/report/decision_text.hpp"
#pragma pop_macro("slots")
