// Reading which workshops and partners are asked about.
#ifndef PRAKSIS_SERVICES_TRANSFER_REQUEST_H_
#define PRAKSIS_SERVICES_TRANSFER_REQUEST_H_

#include "absl/status/statusor.h"
#include "praksis/v1/transfer.pb.h"
#include "services/transfer/transfer_figure.h"

namespace praksis::services {

// INVALID_ARGUMENT, REQUEST_INVALID with every field violation.
absl::StatusOr<TransferQuestion> ReadQuestion(const v1::GetTransferRequest& request);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_TRANSFER_REQUEST_H_
