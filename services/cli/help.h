// How --help looks: what it does, examples, then usage and options.
#ifndef PRAKSIS_SERVICES_CLI_HELP_H_
#define PRAKSIS_SERVICES_CLI_HELP_H_

#include <map>
#include <string>

#include "CLI/CLI.hpp"

namespace praksis::cli {

class HelpFormatter : public CLI::Formatter {
 public:
  void SetExamples(const CLI::App* app, std::string examples) { examples_[app] = std::move(examples); }
  std::string make_description(const CLI::App* app) const override;
  // One line for each.
  std::string make_subcommand(const CLI::App* sub) const override;

 private:
  std::map<const CLI::App*, std::string> examples_;
};

}  // namespace praksis::cli

#endif  // PRAKSIS_SERVICES_CLI_HELP_H_
