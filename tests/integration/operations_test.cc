// Looking after a server's projections while it is asked and told.
#include <atomic>
#include <memory>
#include <string>
#include <thread>

#include "absl/time/clock.h"
#include "gmock/gmock.h"
#include "libs/base/clock.h"
#include "libs/base/refusal.h"
#include "libs/rpc/status.h"
#include "praksis/v1/operations.grpc.pb.h"
#include "services/praksisd/verify.h"
#include "tests/integration/facts.h"
#include "tests/integration/world.h"

namespace praksis::testing {
namespace {

using ::testing::EndsWith;
using ::testing::StartsWith;

class OperationsTest : public World {
 protected:
  OperationsTest() { Begin(); }

  void Begin() {
    Start();
    operations_ = v1::Operations::NewStub(Connect());
  }

  // So many cases, from this number on; the position after the last.
  std::string OpenCases(int from, int count) {
    std::string position;
    for (int i = from; i < from + count; ++i) {
      v1::Event opened = CaseOpened("case/o" + std::to_string(i));
      // Figures are about persons.
      opened.mutable_case_opened()->set_person_ref("p-" + std::to_string(i));
      position = Record(opened).position();
      Case("case/o" + std::to_string(i), position);
    }
    return position;
  }

  absl::StatusOr<v1::GetFunnelResponse> Funnel(const std::string& known_at,
                                               const std::string& at_least = "") {
    v1::GetFunnelRequest request;
    request.set_known_at(known_at);
    request.set_at_least(at_least);
    v1::GetFunnelResponse response;
    const absl::Status status = rpc::FromGrpc(dashboards().GetFunnel(Call().get(), request, &response));
    if (!status.ok()) return status;
    return response;
  }

  // The run when it is done.
  v1::Run Await(v1::Run run) {
    const absl::Time deadline = absl::Now() + kPatience;
    while (!run.done() && absl::Now() < deadline) {
      v1::GetRunRequest request;
      request.set_name(run.name());
      v1::GetRunResponse response;
      const grpc::Status status = operations_->GetRun(Call().get(), request, &response);
      EXPECT_TRUE(status.ok()) << rpc::FromGrpc(status);
      run = response.run();
      absl::SleepFor(absl::Milliseconds(10));
    }
    EXPECT_TRUE(run.done());
    return run;
  }
  v1::Run Rebuild(const std::string& until = "") {
    v1::RebuildProjectionRequest request;
    request.set_until(until);
    v1::RebuildProjectionResponse response;
    const grpc::Status status = operations_->RebuildProjection(Call().get(), request, &response);
    EXPECT_TRUE(status.ok()) << rpc::FromGrpc(status);
    return Await(response.run());
  }
  v1::Run Compare(const std::string& left, const std::string& right) {
    v1::CompareProjectionsRequest request;
    request.set_left(left);
    request.set_right(right);
    v1::CompareProjectionsResponse response;
    EXPECT_TRUE(operations_->CompareProjections(Call().get(), request, &response).ok());
    return Await(response.run());
  }
  v1::Run Flip(const std::string& name) {
    v1::FlipProjectionRequest request;
    request.set_name(name);
    v1::FlipProjectionResponse response;
    EXPECT_TRUE(operations_->FlipProjection(Call().get(), request, &response).ok());
    return Await(response.run());
  }
  absl::Status Drop(const std::string& name) {
    v1::DropProjectionRequest request;
    request.set_name(name);
    v1::DropProjectionResponse response;
    return rpc::FromGrpc(operations_->DropProjection(Call().get(), request, &response));
  }
  std::string Serving() {
    v1::ListProjectionsResponse response;
    EXPECT_TRUE(operations_->ListProjections(Call().get(), {}, &response).ok());
    for (const v1::Projection& projection : response.projections()) {
      if (projection.state() == v1::Projection::SERVING) return projection.name();
    }
    return "none";
  }

  std::unique_ptr<v1::Operations::Stub> operations_;
};

TEST_F(OperationsTest, ARebuildUnderLoadTakesNothingAway) {
  OpenCases(0, 30);
  std::atomic<bool> done = false;
  std::atomic<int> written = 0;
  std::atomic<int> asked = 0;
  // Reads its own writes; Case fails the test where it does not find them.
  std::thread writer([&] {
    for (int version = 2; !done; ++version, ++written) {
      const v1::RecordResponse recorded = Record(NoteAdded("case/o0", "called"));
      ASSERT_EQ(Case("case/o0", recorded.position()).timeline_size(), version);
    }
  });
  std::thread asker([&] {
    for (; !done; ++asked) {
      const auto funnel = Funnel("");
      ASSERT_TRUE(funnel.ok()) << funnel.status();
      ASSERT_EQ(funnel->steps(0).reached().value(), 30);
    }
  });
  const std::string first = Serving();
  const v1::Run rebuilt = Rebuild();
  EXPECT_FALSE(rebuilt.has_error()) << rebuilt.error().message();
  const std::string second = rebuilt.projection().name();
  EXPECT_THAT(second, EndsWith("-2"));
  const v1::Run compared = Compare(first, second);
  EXPECT_FALSE(compared.has_error()) << compared.error().message();
  EXPECT_GT(compared.comparison().rows_compared(), 30);
  EXPECT_EQ(compared.comparison().rows_different(), 0);
  for (const std::string& name : {second, first, second}) {
    const v1::Run flipped = Flip(name);
    EXPECT_FALSE(flipped.has_error()) << flipped.error().message();
    EXPECT_EQ(Serving(), name);
    const int before = written;
    while (written < before + 5) absl::SleepFor(absl::Milliseconds(1));
  }
  done = true;
  writer.join();
  asker.join();
  EXPECT_GT(asked, 20);
  Stop();
  Begin();
  EXPECT_EQ(Serving(), second) << "also after a restart";
  Stop();
  const base::SystemClock clock;
  const auto verified =
      services::Verify(data_directory(), std::nullopt, clock, [](std::string_view, int64_t, int64_t) {});
  ASSERT_TRUE(verified.ok()) << verified.status();
  EXPECT_EQ(verified->projection, second);
  EXPECT_TRUE(verified->sound());
}

TEST_F(OperationsTest, FiguresAsKnownAtAnEarlierPosition) {
  const auto before = Funnel("", OpenCases(0, 6));
  ASSERT_TRUE(before.ok()) << before.status();
  const std::string then = before->metadata().position();
  const std::string later = OpenCases(6, 5);
  const absl::Status not_kept = Funnel(then).status();
  EXPECT_EQ(not_kept.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(base::ReasonOf(not_kept), "POSITION_NOT_KEPT");
  EXPECT_THAT(base::ErrorInfoOf(not_kept)->metadata().at("command"),
              StartsWith("praksis projections rebuild --until " + then));

  const v1::Run kept = Rebuild(then);

  EXPECT_EQ(kept.projection().state(), v1::Projection::KEPT) << kept.error().message();
  EXPECT_LT(absl::Now() - absl::FromUnixSeconds(kept.projection().known().seconds()), absl::Hours(1));
  const auto known = Funnel(then);
  ASSERT_TRUE(known.ok()) << known.status();
  EXPECT_EQ(known->steps(0).reached().value(), 6);
  EXPECT_EQ(known->metadata().position(), then);
  EXPECT_EQ(Funnel("", later)->steps(0).reached().value(), 11);
  EXPECT_EQ(base::ViolatedFields(Funnel(then, later).status()), std::vector<std::string>{"at_least"});
  EXPECT_EQ(base::ReasonOf(Funnel("garbage").status()), "TOKEN_INVALID");
  EXPECT_TRUE(Drop(kept.projection().name()).ok());
  EXPECT_EQ(base::ReasonOf(Funnel(then).status()), "POSITION_NOT_KEPT");
}

TEST_F(OperationsTest, RefusalsArePrecise) {
  EXPECT_EQ(base::ReasonOf(Drop(Serving())), "PROJECTION_SERVING");
  EXPECT_EQ(base::ReasonOf(Drop("v-none")), "PROJECTION_UNKNOWN");
  EXPECT_EQ(base::ViolatedFields(Drop("")), std::vector<std::string>{"name"});
  v1::GetRunRequest request;
  request.set_name("runs/99");
  v1::GetRunResponse response;
  EXPECT_EQ(base::ReasonOf(rpc::FromGrpc(operations_->GetRun(Call().get(), request, &response))),
            "RUN_UNKNOWN");
  const std::string write = OpenCases(0, 9);
  v1::RebuildProjectionRequest rebuild;
  rebuild.set_until(write);
  v1::RebuildProjectionResponse rebuilt;
  EXPECT_EQ(base::ReasonOf(rpc::FromGrpc(operations_->RebuildProjection(Call().get(), rebuild, &rebuilt))),
            "POSITION_INCOMPLETE");
}

TEST_F(OperationsTest, TheStatusSaysHowTheServerIsDoing) {
  OpenCases(0, 3);
  EXPECT_EQ(base::ReasonOf(Refused(PlacementCompletedOfNone("case/o1"))), "PLACEMENT_UNKNOWN");
  v1::GetStatusResponse status;
  ASSERT_TRUE(operations_->GetStatus(Call().get(), {}, &status).ok());
  EXPECT_FALSE(status.has_log_problem());
  EXPECT_EQ(status.recorder().recorded(), 3);
  EXPECT_EQ(status.recorder().refused(), 1);
  ASSERT_EQ(status.refusals_size(), 1);
  EXPECT_EQ(status.refusals(0).reason(), "PLACEMENT_UNKNOWN");
  EXPECT_EQ(status.refusals(0).count(), 1);
  ASSERT_EQ(status.projections_size(), 1);
  EXPECT_EQ(status.projections(0).lags_size(), 4);
  EXPECT_EQ(status.owners_size(), 0) << "the log is all ours";
}

}  // namespace
}  // namespace praksis::testing
