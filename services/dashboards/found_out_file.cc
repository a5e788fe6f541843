#include "services/dashboards/found_out_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>
#include <system_error>

#include "absl/time/time.h"
#include "libs/base/encoding.h"
#include "libs/base/strings.h"
#include "libs/definitions/definitions.h"
#include "libs/log/crc32c.h"
#include "services/dashboards/figures.h"
#include "services/dashboards/found_out.pb.h"

namespace praksis::services {
namespace {

// Of what is hidden between answers, and of the file: counted up with either.
constexpr int kRevision = 1;
constexpr size_t kCrcBytes = 4;

kept::Terms TermsOf(const FoundOutTerms& terms) {
  kept::Terms kept;
  kept.set_revision(kRevision);
  kept.set_log_id(terms.log_id);
  kept.set_k(terms.k);
  kept.set_periods(static_cast<int32_t>(terms.periods));
  for (const NamedFigure& figure : AllFigures()) {
    const std::string_view name = figure.definition.figure;
    kept.add_definitions(base::StrCat(name, " ", definitions::Of(name).revision));
  }
  kept.mutable_target_groups()->Add(terms.target_groups.begin(), terms.target_groups.end());
  kept.mutable_industry_sections()->Add(terms.industry_sections.begin(), terms.industry_sections.end());
  return kept;
}

kept::Figure FigureOf(const std::string& name, const FoundOut& found) {
  kept::Figure figure;
  figure.set_figure(name);
  for (const auto& [partition, offset] : found.position.partitions()) {
    kept::Next& next = *figure.add_position();
    next.set_partition(partition.value());
    next.set_offset(offset.value());
  }
  figure.set_at_unix_us(absl::ToUnixMicros(found.at));
  figure.set_today(found.today);
  figure.set_took_us(absl::ToInt64Microseconds(found.took));
  *figure.mutable_grid() = found.grid->ToProto();
  return figure;
}

std::optional<FoundOut> FoundOutOf(const kept::Figure& figure, const FoundOutTerms& terms) {
  FoundOut found;
  found.at = absl::FromUnixMicros(figure.at_unix_us());
  found.today = figure.today();
  found.took = absl::Microseconds(figure.took_us());
  for (const kept::Next& next : figure.position()) {
    found.position.Advance(PartitionId(next.partition()), Offset(next.offset()));
  }
  const NamedFigure* const named = FindFigure(figure.figure());
  if (named == nullptr) return std::nullopt;
  found.grid = HiddenGrid::FromProto(
      figure.grid(), {.periods = terms.periods,
                      .target_groups = terms.target_groups,
                      .industry_sections = named->about == About::kPlacements ? terms.industry_sections
                                                                              : std::vector<std::string>()});
  return found;
}

}  // namespace

bool WriteFoundOut(const std::string& path, const FoundOutTerms& terms, const FoundOutOfFigures& figures) {
  kept::FoundOut kept;
  *kept.mutable_terms() = TermsOf(terms);
  for (const auto& [name, found] : figures) *kept.add_figures() = FigureOf(name, *found);
  std::string bytes = kept.SerializeAsString();
  base::AppendBigEndian32(log::Crc32c(bytes), bytes);
  const std::string fresh = path + ".new";
  {
    std::ofstream file(fresh, std::ios::binary | std::ios::trunc);
    file << bytes;
    if (!file.flush()) return false;
  }
  std::error_code error;
  std::filesystem::rename(fresh, path, error);
  return !error;
}

FoundOutOfFigures ReadFoundOut(const std::string& path, const FoundOutTerms& terms) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  if (bytes.size() < kCrcBytes) return {};
  const std::string_view message = std::string_view(bytes).substr(0, bytes.size() - kCrcBytes);
  std::string crc;
  base::AppendBigEndian32(log::Crc32c(message), crc);
  kept::FoundOut kept;
  if (!bytes.ends_with(crc) || !kept.ParseFromArray(message.data(), static_cast<int>(message.size())) ||
      kept.terms().SerializeAsString() != TermsOf(terms).SerializeAsString()) {
    return {};
  }
  FoundOutOfFigures figures;
  for (const kept::Figure& figure : kept.figures()) {
    if (std::optional<FoundOut> found = FoundOutOf(figure, terms)) {
      figures.emplace_back(figure.figure(), std::make_shared<const FoundOut>(*std::move(found)));
    }
  }
  return figures;
}

}  // namespace praksis::services
