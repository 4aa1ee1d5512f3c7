#include <array>
#include <thread>

#include <gmock/gmock.h>
#include <unistd.h>

#include "core/run/channel.hpp"
#include "core/wire/frame.hpp"

using namespace assay;
using namespace assay::run;

namespace {

measure::Observation example(std::size_t samples)
{
    measure::Observation observation;
    observation.queries = samples;
    observation.quick = true;
    Metric metric;
    metric.id = "latency.p50";
    metric.value = 1.5e-6;
    observation.metrics.push_back(metric);
    measure::Column column{"latency", "s", 1e-9, {}, false};
    for (std::size_t i = 0; i < samples; ++i)
        column.values.push_back(static_cast<std::uint32_t>(i * 7));
    observation.columns = {column, {"empty", "s", 1e-9, {}, true}};
    measure::Histogram histogram;
    histogram.record(1500);
    observation.histograms.emplace_back("latency", histogram);
    observation.perSecond = {histogram, histogram};
    return observation;
}

/// Sends through a pipe and receives what the desk side would.
Result<measure::Observation> throughPipe(const measure::Observation &observation)
{
    std::array<int, 2> ends{};
    if (::pipe(ends.data()) != 0)
        return failure(ErrorCode::Io, "pipe");
    std::thread sender([&] {
        Channel channel(-1, ends[1]);
        EXPECT_TRUE(sendObservation(channel, observation));
        ::close(ends[1]);
    });
    Channel channel(ends[0], -1);
    ObservationReceiver receiver;
    Status status;
    while (status && !receiver.complete()) {
        auto frame = channel.receive();
        if (!frame)
            status = failure(frame.error());
        else if (frame->kind == wire::FrameKind::Binary)
            status = receiver.binary(frame->payload);
        else if (auto taken = receiver.message(*wire::decodeMessage(*frame)); !taken)
            status = failure(taken.error());
    }
    sender.join();
    ::close(ends[0]);
    if (!status)
        return failure(status.error());
    return receiver.take();
}

TEST(Channel, CarriesAWholeObservation)
{
    const auto sent = example(3'000'000); // several binary frames
    const auto received = throughPipe(sent);
    ASSERT_TRUE(received) << received.error().text();
    ASSERT_EQ(received->columns.size(), 2U);
    EXPECT_EQ(received->columns[0].values, sent.columns[0].values);
    EXPECT_EQ(received->columns[0].name, "latency");
    EXPECT_TRUE(received->columns[1].delta);
    ASSERT_EQ(received->histograms.size(), 1U);
    EXPECT_EQ(received->histograms[0].second.total(), 1U);
    EXPECT_EQ(received->perSecond.size(), 2U);
    EXPECT_EQ(received->toJson(), sent.toJson());
}

TEST(ObservationReceiver, RefusesWhatDoesNotFitTogether)
{
    ObservationReceiver receiver;
    const Json header = {{"type", "column"}, {"name", "latency"}, {"unit", "s"},
                         {"scale", 1e-9},    {"delta", false},    {"bytes", 8}};
    ASSERT_TRUE(receiver.message(header));
    EXPECT_FALSE(receiver.message({{"type", "observation"}, {"observation", Json::object()}}))
        << "in the middle of a column";
    EXPECT_FALSE(receiver.binary(std::vector<std::uint8_t>(9))) << "more than announced";
    EXPECT_FALSE(ObservationReceiver().message({{"type", "column"}, {"bytes", 1ULL << 40}}));
    EXPECT_FALSE(ObservationReceiver().message({{"type", "column"}, {"bytes", "many"}}));
    EXPECT_FALSE(*ObservationReceiver().message({{"type", "progress"}}));
}

} // namespace
