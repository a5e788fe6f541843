// What is wrong with a fact, as it is being found.
#ifndef PRAKSIS_LIBS_DOMAIN_FACT_REPORT_H_
#define PRAKSIS_LIBS_DOMAIN_FACT_REPORT_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "libs/base/date.h"
#include "libs/base/refusal.h"

namespace praksis::domain {

// Where in the fact something is, from the fact down. Lives on the stack of who walks there; only written out
// for a violation.
struct Path {
  const Path* up = nullptr;
  std::string_view name;
  // In a repeated field; -1 otherwise.
  int index = -1;
};

// "event.referral_made.resources[2].kind"; `below` is put after it, with a dot.
std::string Written(const Path& path, std::string_view below = {});

// For showing: in quotation marks, cut after 64 bytes, what is not printable ASCII replaced by "?".
std::string Quoted(std::string_view text);

class Report {
 public:
  explicit Report(base::Day today) : today_(today) {}

  void Add(const Path& at, std::string_view below, std::string description);
  void AddMissing(const Path& at, std::string_view below) { Add(at, below, "is required"); }

  // A referral without resources: the whole refusal gets a reason of its own.
  void AddMissingResources(const Path& at, std::string_view below);

  // A day that may lie at most `ahead` days after today.
  void CheckWindow(const Path& at, std::string_view below, base::Day day, base::Day ahead);

  // OK, or the refusal (see ValidateFact).
  absl::Status Result() const;

 private:
  struct TooFar {
    std::string field;
    base::Day day;
    base::Day latest;
  };

  base::Day today_;
  std::vector<base::FieldViolation> violations_;
  bool resources_missing_ = false;
  std::optional<TooFar> too_far_;
};

}  // namespace praksis::domain

#endif  // PRAKSIS_LIBS_DOMAIN_FACT_REPORT_H_
