#include "libs/http/tls.h"

#include <openssl/ssl.h>

#include <string>
#include <string_view>
#include <system_error>

#include "libs/base/refusal.h"
#include "libs/base/status.h"
#include "libs/base/strings.h"

namespace praksis::http {
namespace {

namespace ssl = boost::asio::ssl;
using Error = boost::system::error_code;

// Sessions are resumed only with the server that they are of.
constexpr unsigned char kSessionContext[] = "praksis";

absl::Status Unusable(std::string_view what, const std::string& path, const Error& error) {
  return base::Refuse(absl::StatusCode::kFailedPrecondition, "TLS_FILE_UNUSABLE",
                      base::StrCat("cannot use ", path, " as ", what, " for HTTP: ", error.message()),
                      {{"file", path}, {"use", std::string(what)}, {"error", error.message()}});
}

absl::StatusOr<std::shared_ptr<ssl::context>> ReadContext(const TlsFiles& files) {
  auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
  SSL_CTX* const native = context->native_handle();
  SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
  SSL_CTX_set_session_id_context(native, kSessionContext, sizeof(kSessionContext) - 1);
  // A key with a passphrase is refused rather than asked for on the terminal.
  SSL_CTX_set_default_passwd_cb(native, [](char*, int, int, void*) { return 0; });
  Error error;
  context->use_certificate_chain_file(files.certificate, error);
  if (error) return Unusable("the certificate", files.certificate, error);
  context->use_private_key_file(files.key, ssl::context::pem, error);
  if (error) return Unusable("the certificate's key", files.key, error);
  if (files.ca.empty()) return context;
  context->load_verify_file(files.ca, error);
  if (error) return Unusable("the CA's certificate", files.ca, error);
  context->set_verify_mode(ssl::verify_peer | ssl::verify_fail_if_no_peer_cert);
  return context;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Certificate>> Certificate::Read(const TlsFiles& files) {
  std::unique_ptr<Certificate> certificate(new Certificate(files));
  RETURN_IF_ERROR(certificate->ReadAgain());
  return certificate;
}

std::shared_ptr<ssl::context> Certificate::Current() {
  if (WrittenAt() != written_at_) ReadAgain().IgnoreError();
  return current_;
}

Certificate::Times Certificate::WrittenAt() const {
  Times times;
  size_t i = 0;
  for (const std::string* path : {&files_.certificate, &files_.key, &files_.ca}) {
    std::error_code error;
    if (!path->empty()) times[i] = std::filesystem::last_write_time(*path, error);
    ++i;
  }
  return times;
}

absl::Status Certificate::ReadAgain() {
  // What is written while the files are read is seen the next time.
  const Times times = WrittenAt();
  ASSIGN_OR_RETURN(current_, ReadContext(files_));
  written_at_ = times;
  return absl::OkStatus();
}

}  // namespace praksis::http
