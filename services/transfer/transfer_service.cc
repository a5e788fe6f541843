#include "services/transfer/transfer_service.h"

#include <memory>
#include <string>
#include <utility>

#include "libs/base/date.h"
#include "libs/base/status.h"
#include "services/query/query.h"
#include "services/transfer/request.h"
#include "services/transfer/transfer_figure.h"

namespace praksis::services {
namespace {

constexpr int kDefinitionRevision = 1;
constexpr char kDefinition[] =
    "Workshops held in the period on the themes asked about, and their partners: all organisations that a "
    "workshop names as receivers of its learning. As things stood at the end of today. A partner is reached "
    "once it has passed a workshop's learning on at home (a transfer), and stays reached whoever leaves. The "
    "median of the days from a workshop to a partner's first transfer is the Kaplan-Meier median over all "
    "workshops and their partners, those without a transfer followed up to today and censored there; where "
    "only the month of a workshop is known, from the first day of that month. A learning is one workshop's "
    "in one organisation. Its carriers attended for the organisation, passed it on there, or are named there "
    "as carriers; they have left where their last day at the organisation is over and no later training "
    "there "
    "or carrying of learning there shows that they are back. Stickiness: of the learnings passed on at least "
    "365 days ago, those used in the organisation on a day 365 days after the first transfer or later; by "
    "how many of those who brought it home (attended, or passed it on first) have left; used since departure "
    "where that day is after the last departure of one of them. The last carrier: one carrier is there. It "
    "is "
    "about organisations and their staff; nothing is withheld.";

void Describe(const std::string& position, base::Day as_of, int64_t k, v1::FigureMetadata& metadata) {
  metadata.set_figure("transfer");
  metadata.set_definition_revision(kDefinitionRevision);
  metadata.set_definition(kDefinition);
  metadata.set_position(position);
  metadata.set_as_of(base::FormatDay(as_of));
  metadata.set_threshold(static_cast<int32_t>(k));
}

}  // namespace

TransferService::TransferService(projection::ViewSource& views, const log::EventLog& event_log,
                                 readmodels::LearningReader& reader, const base::Clock& clock,
                                 TransferOptions options)
    : views_(views), event_log_(event_log), reader_(reader), clock_(clock), options_(options) {}

void TransferService::GetTransfer(const v1::GetTransferRequest& request, absl::Time deadline,
                                  Reply<v1::GetTransferResponse> reply) {
  absl::StatusOr<TransferQuestion> question = ReadQuestion(request);
  if (!question.ok()) return std::move(reply)(question.status());
  AnswerAsOf<v1::GetTransferResponse>(
      views_, event_log_, clock_, options_.time_zone, request.known_at(), request.at_least(), deadline,
      std::move(reply),
      [this, question = *std::move(question)](const projection::View& view, const std::string& position,
                                              base::Day as_of) -> absl::StatusOr<v1::GetTransferResponse> {
        ASSIGN_OR_RETURN(const std::shared_ptr<const readmodels::LearningStreams> streams, reader_.At(view));
        v1::GetTransferResponse response = TransferOf(*streams, question, as_of);
        Describe(position, as_of, options_.k, *response.mutable_metadata());
        return response;
      });
}

}  // namespace praksis::services
