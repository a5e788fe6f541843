// Private: the certificate that a server shows, read again when its files change.
#ifndef PRAKSIS_LIBS_HTTP_TLS_H_
#define PRAKSIS_LIBS_HTTP_TLS_H_

#include <array>
#include <boost/asio/ssl/context.hpp>
#include <filesystem>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "libs/http/server.h"

namespace praksis::http {

// For the server's thread.
class Certificate {
 public:
  // FAILED_PRECONDITION (TLS_FILE_UNUSABLE), naming the file.
  static absl::StatusOr<std::unique_ptr<Certificate>> Read(const TlsFiles& files);

  // For a new connection; it may go on with it as long as it likes. Files that have changed are read again;
  // where they are unusable (they may be half replaced) it stays with what it had, and tries again with the
  // next connection.
  std::shared_ptr<boost::asio::ssl::context> Current();

 private:
  using Times = std::array<std::filesystem::file_time_type, 3>;
  explicit Certificate(TlsFiles files) : files_(std::move(files)) {}
  Times WrittenAt() const;
  absl::Status ReadAgain();

  const TlsFiles files_;
  Times written_at_;
  std::shared_ptr<boost::asio::ssl::context> current_;
};

}  // namespace praksis::http

#endif  // PRAKSIS_LIBS_HTTP_TLS_H_
