#include "services/transfer/transfer_service.h"

#include <memory>
#include <string>
#include <utility>

#include "libs/base/date.h"
#include "libs/base/status.h"
#include "libs/definitions/definitions.h"
#include "services/query/query.h"
#include "services/transfer/request.h"
#include "services/transfer/transfer_figure.h"

namespace praksis::services {
namespace {

constexpr char kFigure[] = "transfer";

void Describe(const std::string& position, base::Day as_of, int64_t k, v1::FigureMetadata& metadata) {
  const definitions::Definition& definition = definitions::Of(kFigure);
  metadata.set_figure(kFigure);
  metadata.set_definition_revision(definition.revision);
  metadata.set_definition(definition.Text());
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
