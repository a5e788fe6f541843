#include "services/gateway/arguments.h"

#include <filesystem>
#include <optional>
#include <string>

namespace praksis::gateway {

namespace {

void AddTlsArguments(CLI::App& app, std::optional<http::TlsFiles>& tls) {
  const auto add = [&](const std::string& name, std::string http::TlsFiles::*file, const std::string& what) {
    return app
        .add_option_function<std::string>(
            name,
            [&tls, file](const std::string& path) {
              if (!tls) tls.emplace();
              (*tls).*file = path;
            },
            what)
        ->type_name("FILE");
  };
  CLI::Option* const certificate =
      add("--http-tls-cert", &http::TlsFiles::certificate,
          "speak HTTPS at --http, with this certificate (PEM); read again when it changes");
  CLI::Option* const key = add("--http-tls-key", &http::TlsFiles::key, "the certificate's key (PEM)");
  CLI::Option* const ca =
      add("--http-tls-ca", &http::TlsFiles::ca,
          "have clients of HTTPS show a certificate of this CA (PEM); else nobody is asked who "
          "they are");
  certificate->needs(key);
  key->needs(certificate);
  ca->needs(certificate);
}

}  // namespace

void AddArguments(CLI::App& app, Gateway::Options& options) {
  AddTlsArguments(app, options.http.tls);
  app.add_flag(
      "--http-beyond-loopback", options.http.beyond_loopback,
      "let --http be an address that other machines reach although nobody is asked who they are (needless "
      "with --http-tls-ca); for containers, behind a proxy that knows");
  app.add_option("--http-name", options.http.names,
                 "a name by which a proxy on this machine calls the HTTP server, besides localhost")
      ->type_name("NAME");
  app.add_flag(
      "--http-withheld-cases", options.withheld_cases,
      "over HTTP, list also the cases behind counts that figures withhold: where only those reach it who may "
      "see cases");
  options.web_directory = DefaultWebDirectory();
  app.add_option("--web", options.web_directory, "directory of the pages")
      ->type_name("DIR")
      ->capture_default_str();
}

std::string DefaultWebDirectory() {
  std::error_code error;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
  const std::filesystem::path home = program.parent_path().parent_path();
  const std::filesystem::path built = home / "web";
  if (std::filesystem::is_directory(built, error)) return built.string();
  const std::filesystem::path installed = home / "share/praksis/web";
  return std::filesystem::is_directory(installed, error) ? installed.string() : built.string();
}

}  // namespace praksis::gateway
