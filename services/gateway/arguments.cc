#include "services/gateway/arguments.h"

#include <filesystem>

namespace praksis::gateway {

void AddArguments(CLI::App& app, Gateway::Options& options) {
  app.add_flag(
      "--http-beyond-loopback", options.http.beyond_loopback,
      "let --http be an address that other machines reach: plain text, and nobody is asked who they are; "
      "for containers, behind a proxy that does both");
  app.add_option("--http-name", options.http.names,
                 "a name by which a proxy on this machine calls the HTTP server, besides localhost")
      ->type_name("NAME");
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
