// TLS with certificates on both sides, for servers and for clients of them.
//
//   Each side shows a certificate and believes those of one CA. A client also insists that the server's
//   certificate names the host it called; a server takes any client of its CA, for there are no roles yet.
//   Whoever has such a certificate may do everything.
//
//   The files are looked at once a second, and new ones hold for connections made from then on; those that
//   are open stay as they are. Replace each file in one step (rename it into place): while certificate and
//   key do not belong together, or a file is missing, new connections fail or are made with the old ones.
//
// All functions are thread-safe.
#ifndef PRAKSIS_LIBS_RPC_TLS_H_
#define PRAKSIS_LIBS_RPC_TLS_H_

#include <memory>
#include <optional>
#include <string>

#include "absl/status/status.h"

namespace grpc {
class ChannelCredentials;
class ServerCredentials;
}  // namespace grpc

namespace praksis::rpc {

// Paths of PEM files.
struct TlsFiles {
  std::string certificate;  // followed by those between it and the CA's, if any
  std::string key;          // of the certificate, without a passphrase
  std::string ca;           // one or several
};

// Whether the files can be read and belong together; not whether the certificate is still valid or of that
// CA.
//   FAILED_PRECONDITION  TLS_FILE_UNUSABLE, naming the file.
absl::Status CheckTlsFiles(const TlsFiles& files);

// Without files: plain text. With files that are unusable (ask CheckTlsFiles) no connection comes about.
std::shared_ptr<grpc::ServerCredentials> ServerCredentials(const std::optional<TlsFiles>& tls);
std::shared_ptr<grpc::ChannelCredentials> ClientCredentials(const std::optional<TlsFiles>& tls);

}  // namespace praksis::rpc

#endif  // PRAKSIS_LIBS_RPC_TLS_H_
