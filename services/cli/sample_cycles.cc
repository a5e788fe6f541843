#include "services/cli/sample_cycles.h"

#include <utility>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/strings.h"
#include "libs/sample/learning_cycles.h"
#include "services/cli/client.h"
#include "services/cli/interrupt.h"
#include "services/cli/servers.h"

namespace praksis::cli {
namespace {

// Each waits for as long as --timeout says.
constexpr int kMostAttempts = 30;

// What is in memory already.
class Given final : public Client::Facts {
 public:
  explicit Given(std::vector<v1::Event> facts) : facts_(std::move(facts)) {}
  bool Next(v1::RecordManyItem& item) override {
    if (next_ == facts_.size()) return false;
    *item.mutable_event() = facts_[next_];
    item.set_item(static_cast<int64_t>(++next_));
    return true;
  }
  bool AtHand() override { return next_ < facts_.size(); }

 private:
  const std::vector<v1::Event> facts_;
  size_t next_ = 0;
};

// By stream, where its last fact can be read from.
using Positions = std::map<std::string, std::string>;

google::rpc::Status RecordAll(Client& journal, std::vector<v1::Event> facts, Positions& positions,
                              SampleCycles& done) {
  Interrupt interrupt;
  Given given(std::move(facts));
  google::rpc::Status refusal;
  const google::rpc::Status status = journal.RecordMany(
      interrupt, given, [&](const v1::RecordManyItem& item, const v1::RecordManyAnswer& answer) {
        if (answer.has_refused()) {
          if (refusal.code() == 0) refusal = answer.refused();
        } else {
          ++(answer.accepted().repeat() ? done.there_already : done.recorded);
          positions[item.event().stream()] = answer.accepted().position();
        }
      });
  return status.code() != 0 ? status : refusal;
}

// What the server is for is not its doing: it has no Cycles, or does not record what it chooses.
bool IsNotServed(const google::rpc::Status& status) {
  return status.code() == static_cast<int>(absl::StatusCode::kUnimplemented) ||
         Understand(status).reason == "RECORDS_NOTHING";
}

google::rpc::Status Choose(Context& context, Client& cycles, const sample::CycleChoice& choice,
                           v1::RecordSelectionResponse& response) {
  v1::RecordSelectionRequest request;
  request.set_stream(choice.stream);
  request.set_event_id(choice.event_id);
  *request.mutable_actor() = choice.actor;
  request.set_seed(choice.seed);
  request.set_as_of(base::FormatDay(choice.as_of));
  // After a large year the read models may be some way behind.
  google::rpc::Status status;
  for (int attempt = 0; attempt < kMostAttempts; ++attempt) {
    status = cycles.RecordSelection(request, response);
    if (Understand(status).reason != "NOT_CAUGHT_UP") break;
  }
  return status;
}

// Each cycle asks what the measures of the one before it have done. All that they are judged by has been
// read: the cycles' cases were chosen from it.
google::rpc::Status EvaluateMeasures(Context& context, const sample::Options& year,
                                     const Positions& positions, SampleCycles& done) {
  Client measures(ServerOf(context, kMeasures), context.timeout(), context.tls());
  for (const sample::MeasureInQuestion& asked : sample::MeasuresInQuestion(year)) {
    v1::RecordEvaluationRequest request;
    request.set_measure(asked.measure);
    *request.mutable_actor() = asked.actor;
    request.set_cycle(asked.cycle);
    request.set_only_if_changed(true);
    request.set_at_least(positions.at(asked.measure));
    v1::RecordEvaluationResponse response;
    google::rpc::Status status = measures.RecordEvaluation(request, response);
    if (IsNotServed(status)) done.left_out = status.message();
    if (IsNotServed(status)) return {};
    if (status.code() != 0) return status;
    ++(response.recorded() && !response.repeat() ? done.recorded : done.there_already);
  }
  return {};
}

}  // namespace

google::rpc::Status RecordSampleCycles(Context& context, const sample::Options& year,
                                       const std::map<std::string, std::string>& consents,
                                       SampleCycles& done) {
  Client journal(ServerOf(context, kJournal), context.timeout(), context.tls());
  Client cycles(ServerOf(context, kCycles), context.timeout(), context.tls());
  Positions positions;
  for (int cycle = 0; cycle < sample::LearningCycles(year); ++cycle) {
    std::vector<v1::Event> before = sample::TellBeforeChoice(year, cycle);
    google::rpc::Status status = RecordAll(journal, std::move(before), positions, done);
    if (status.code() != 0) return status;
    v1::RecordSelectionResponse chosen;
    status = Choose(context, cycles, sample::ChoiceOf(year, cycle), chosen);
    if (IsNotServed(status)) {
      done.left_out = status.message();
      return {};
    }
    if (status.code() != 0) return status;
    ++(chosen.repeat() ? done.there_already : done.recorded);
    status = RecordAll(journal, sample::TellAfterChoice(year, cycle, chosen.selected(), consents), positions,
                       done);
    if (status.code() != 0) return status;
    ++done.cycles;
  }
  return EvaluateMeasures(context, year, positions, done);
}

}  // namespace praksis::cli
