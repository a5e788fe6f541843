#include "services/cli/completion.h"

#include <set>

#include "libs/base/strings.h"
#include "services/cli/context.h"
#include "services/cli/dashboard_behind.h"

namespace praksis::cli {
namespace {

using base::StrCat;

std::string Joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += StrCat(text.empty() ? "" : " ", word);
  return text;
}

// The options that take a value, and those, with their commands, whose value is a path.
struct Values {
  std::set<std::string> any;
  std::set<std::string> file;
  std::set<std::string> directory;
};

// What may follow `path` ("praksis dashboard funnel"), for it and all below it; and the options that take a
// value.
void Describe(const CLI::App& app, const std::string& path, const std::vector<std::string>& inherited,
              std::string& cases, Values& takes) {
  std::vector<std::string> words;
  std::vector<std::string> options = inherited;
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    words.push_back(sub->get_name());
  }
  for (const CLI::Option* option : app.get_options([](const CLI::Option*) { return true; })) {
    for (const std::string& name : option->get_lnames()) {
      options.push_back("--" + name);
      if (option->get_items_expected_max() == 0) continue;
      takes.any.insert("--" + name);
      if (option->get_type_name() == "FILE") takes.file.insert(StrCat("'", path, " --", name, "'"));
      if (option->get_type_name() == "DIR") takes.directory.insert(StrCat("'", path, " --", name, "'"));
    }
  }
  cases += StrCat("    '", path, "') words='", Joined(words), "'; options='", Joined(options), "' ;;\n");
  // Options of the commands above may follow, too, but for --help and --version, which each has for itself.
  std::vector<std::string> for_below;
  for (const std::string& option : options) {
    if (option != "--help" && option != "--version") for_below.push_back(option);
  }
  for (const CLI::App* sub : app.get_subcommands([](const CLI::App*) { return true; })) {
    Describe(*sub, path + " " + sub->get_name(), for_below, cases, takes);
  }
}

std::string Alternatives(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += StrCat(text.empty() ? "" : "|", name);
  return text.empty() ? "-" : text;
}

}  // namespace

std::string BashCompletion(const CLI::App& app, const OptionValues& values) {
  std::string cases;
  Values takes;
  Describe(app, app.get_name(), {}, cases, takes);
  std::string value_cases;
  for (const auto& [option, words] : values) {
    value_cases += StrCat("    ", option.starts_with("--") ? "*' " : "'", option,
                          "') COMPREPLY=($(compgen -W '", Joined(words), "' -- \"$current\")); return ;;\n");
  }
  return StrCat(R"(# Completion of praksis in bash. For this shell:
#   source <(praksis completion bash)
# for good: praksis completion bash > ~/.local/share/bash-completion/completions/praksis
_praksis() {
  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]}
  local path=praksis words='' options='' word i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    case $word in
    )",
                Alternatives(takes.any), R"() ((i++)) ;;
    -*) ;;
    *) _praksis_words "$path"
       [[ " $words " == *" $word "* ]] && path+=" $word" ;;
    esac
  done
  case "$path $previous" in
)",
                value_cases, "    ", Alternatives(takes.file),
                R"() compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$current")); return ;;
    )",
                Alternatives(takes.directory),
                R"() compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$current")); return ;;
  esac
  case $previous in
    )",
                Alternatives(takes.any), R"() return ;;
  esac
  _praksis_words "$path"
  if [[ $current == -* ]]; then
    COMPREPLY=($(compgen -W "$options" -- "$current"))
  elif [[ -n $words ]]; then
    COMPREPLY=($(compgen -W "$words" -- "$current"))
  elif [[ $path == 'praksis record' || $path == 'praksis check' ]]; then
    compopt -o filenames 2>/dev/null
    COMPREPLY=($(compgen -f -- "$current"))
  fi
}
_praksis_words() {
  case $1 in
)",
                cases, R"(    *) words=''; options='' ;;
  esac
}
complete -F _praksis praksis
)");
}

void AddCompletionCommand(CLI::App& app, Context& context) {
  CLI::App& group = AddCommand(app, context, "completion", "Print a script that completes praksis in a shell",
                               "  source <(praksis completion bash)\n", nullptr);
  AddCommand(group, context, "bash", "For bash",
             "  source <(praksis completion bash)\n"
             "  praksis completion bash > ~/.local/share/bash-completion/completions/praksis\n",
             [&app] {
               const auto& lists = codelists::Codelists::BuiltIn();
               OptionValues values = {
                   {"--voice", {"CITIZEN", "COMPANY", "JOB_CENTRE"}},
                   {"--rater", {"CASEWORKER", "CITIZEN"}},
                   {"--lang", {"da", "sv", "en", "he"}},
                   {"praksis events follow --from", {"beginning", "now"}},
                   {"--outcome", {"INTERRUPTED", "COMPLETED"}},
                   {"--mode", {"MAXIMUM_VARIATION", "TYPICAL", "EXTREME", "DISCONFIRMING", "MATCHED_PAIR"}},
                   {"--reason", lists.Codes("interruption-reason")},
                   {"--target-group", lists.Codes("target-group")}};
               for (const CLI::App* figure : app.get_subcommand("dashboard")->get_subcommands({})) {
                 if (figure->get_option_no_throw("--behind") == nullptr) continue;
                 const std::string& name = figure->get_name();
                 values[StrCat("praksis dashboard ", name, " --behind")] = UsualCells(name);
               }
               Print(BashCompletion(app, values));
               return static_cast<int>(kOk);
             });
}

}  // namespace praksis::cli
