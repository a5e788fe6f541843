// What was found out beforehand (asked_figure.h), kept on disk, so that a server that is started again need
// not find it out first. It says which numbers are hidden, and no number.
#ifndef PRAKSIS_SERVICES_DASHBOARDS_FOUND_OUT_FILE_H_
#define PRAKSIS_SERVICES_DASHBOARDS_FOUND_OUT_FILE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/dashboards/asked_figure.h"
#include "services/dashboards/grid.h"

namespace praksis::services {

// What it was found out about, beside the figures; what is kept of other terms, or by a program that hides
// otherwise, is of no use.
struct FoundOutTerms {
  std::string log_id;
  int64_t k = 0;
  Periods periods = Periods::kYears;
  std::vector<std::string> target_groups;
  std::vector<std::string> industry_sections;
};

// By the figure's name.
using FoundOutOfFigures = std::vector<std::pair<std::string, std::shared_ptr<const FoundOut>>>;

// Replaces the file in one step. False where it cannot be written.
bool WriteFoundOut(const std::string& path, const FoundOutTerms& terms, const FoundOutOfFigures& figures);
// Nothing where there is no such file, it is damaged, or of other terms.
FoundOutOfFigures ReadFoundOut(const std::string& path, const FoundOutTerms& terms);

}  // namespace praksis::services

#endif  // PRAKSIS_SERVICES_DASHBOARDS_FOUND_OUT_FILE_H_
