#include "libs/rpc/tls.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <system_error>

#include "grpcpp/security/credentials.h"
#include "grpcpp/security/server_credentials.h"
#include "grpcpp/security/tls_certificate_provider.h"
#include "grpcpp/security/tls_credentials_options.h"
#include "libs/base/check.h"
#include "libs/base/refusal.h"
#include "libs/base/strings.h"

namespace praksis::rpc {
namespace {

constexpr unsigned kLookAgainSeconds = 1;

// With what OpenSSL complained of first.
absl::Status Unusable(std::string_view what, const std::string& path) {
  const auto first = ERR_peek_error();
  const char* reason = ERR_reason_error_string(first);
  const std::string error = ERR_SYSTEM_ERROR(first) ? std::generic_category().message(ERR_GET_REASON(first))
                            : reason != nullptr     ? reason
                                                    : "it cannot be read";
  ERR_clear_error();
  return base::Refuse(absl::StatusCode::kFailedPrecondition, "TLS_FILE_UNUSABLE",
                      base::StrCat("cannot use ", path, " as ", what, ": ", error),
                      {{"file", path}, {"use", std::string(what)}, {"error", error}});
}

std::shared_ptr<grpc::experimental::CertificateProviderInterface> Watch(const TlsFiles& files) {
  return std::make_shared<grpc::experimental::FileWatcherCertificateProvider>(files.key, files.certificate,
                                                                              files.ca, kLookAgainSeconds);
}

}  // namespace

absl::Status CheckTlsFiles(const TlsFiles& files) {
  ERR_clear_error();
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_method()), &SSL_CTX_free);
  PRAKSIS_CHECK(context != nullptr);
  // A key with a passphrase is refused rather than asked for on the terminal.
  SSL_CTX_set_default_passwd_cb(context.get(), [](char*, int, int, void*) { return 0; });
  if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate.c_str()) != 1) {
    return Unusable("the certificate", files.certificate);
  }
  // Fails, too, where it is not the certificate's.
  if (SSL_CTX_use_PrivateKey_file(context.get(), files.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return Unusable("the certificate's key", files.key);
  }
  if (SSL_CTX_load_verify_locations(context.get(), files.ca.c_str(), nullptr) != 1) {
    return Unusable("the CA's certificate", files.ca);
  }
  return absl::OkStatus();
}

std::shared_ptr<grpc::ServerCredentials> ServerCredentials(const std::optional<TlsFiles>& tls) {
  if (!tls) return grpc::InsecureServerCredentials();
  grpc::experimental::TlsServerCredentialsOptions options(Watch(*tls));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  options.set_cert_request_type(GRPC_SSL_REQUEST_AND_REQUIRE_CLIENT_CERTIFICATE_AND_VERIFY);
  return grpc::experimental::TlsServerCredentials(options);
}

std::shared_ptr<grpc::ChannelCredentials> ClientCredentials(const std::optional<TlsFiles>& tls) {
  if (!tls) return grpc::InsecureChannelCredentials();
  grpc::experimental::TlsChannelCredentialsOptions options;
  options.set_certificate_provider(Watch(*tls));
  options.watch_root_certs();
  options.watch_identity_key_cert_pairs();
  return grpc::experimental::TlsCredentials(options);
}

}  // namespace praksis::rpc
