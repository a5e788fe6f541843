#include "services/dashboards/hidden_grid.h"

#include <algorithm>
#include <utility>

#include "services/dashboards/found_out.pb.h"

namespace praksis::services {
namespace {

using readmodels::CellSelection;

// The first days of all units, and the day behind the last.
std::vector<base::Day> BeginsOfUnits(const GridAxes& axes, Periods unit) {
  std::vector<base::Day> begins;
  base::Day day = BeginOf(std::min(axes.extent.first, axes.today), unit);
  for (; day <= axes.today; day = NextBeginOf(day, unit)) begins.push_back(day);
  begins.push_back(day);
  return begins;
}

// Places have so many bits for each of their four parts.
constexpr int kPartBits = 16;

}  // namespace

void NumberSet::Set(size_t number, bool in) {
  if (number / 64 >= words_.size()) words_.resize(number / 64 + 1);
  const uint64_t bit = uint64_t{1} << (number % 64);
  words_[number / 64] = in ? words_[number / 64] | bit : words_[number / 64] & ~bit;
}

void NumberSet::Add(const NumberSet& others) {
  if (words_.size() < others.words_.size()) words_.resize(others.words_.size());
  for (size_t i = 0; i < others.words_.size(); ++i) words_[i] |= others.words_[i];
}

std::vector<CellSelection> GridAxes::UnitsOf(const CellSelection& selection) const {
  const std::vector<base::Day> begins = BeginsOfUnits(*this, UnitOf(selection, periods));
  std::vector<CellSelection> units;
  for (size_t i = 0; i + 1 < begins.size(); ++i) {
    CellSelection& one = units.emplace_back(selection);
    one.from = begins[i];
    one.to = begins[i + 1] - 1;
  }
  units.front().from.reset();
  units.back().to.reset();
  return units;
}

CellSelection GridAxes::Clamped(CellSelection selection) const {
  const std::vector<base::Day> begins = BeginsOfUnits(*this, UnitOf(selection, periods));
  if (selection.from && *selection.from <= begins.front()) selection.from.reset();
  if (selection.to && *selection.to + 1 >= begins.back()) selection.to.reset();
  return selection;
}

std::vector<CellSelection> SinglesOf(const CellSelection& selection) {
  const auto or_none = [](const std::vector<std::string>& names) {
    std::vector<std::vector<std::string>> each;
    for (const std::string& name : names) each.push_back({name});
    if (each.empty()) each.emplace_back();
    return each;
  };
  std::vector<CellSelection> singles;
  for (const auto& municipality : or_none(selection.municipalities)) {
    for (const auto& group : or_none(selection.target_groups)) {
      for (const auto& section : or_none(selection.industry_sections)) {
        singles.push_back({.municipalities = municipality,
                           .from = selection.from,
                           .to = selection.to,
                           .target_groups = group,
                           .industry_sections = section});
      }
    }
  }
  return singles;
}

HiddenGrid::HiddenGrid(GridAxes axes)
    : axes_(std::move(axes)),
      begins_of_both_(
          BeginsOfUnits(axes_, UnitOf({.municipalities = {""}, .target_groups = {""}}, axes_.periods))),
      begins_(BeginsOfUnits(axes_, axes_.periods)) {
  const auto number = [](const std::vector<std::string>& names, auto& numbers) {
    for (const std::string& name : names) numbers.emplace(name, numbers.size() + 1);
  };
  number(axes_.extent.municipalities, municipalities_);
  number(axes_.target_groups, conditions_);
  number(axes_.industry_sections, conditions_);
}

const std::vector<base::Day>& HiddenGrid::BeginsOf(const CellSelection& selection) const {
  return IsOfBoth(selection) ? begins_of_both_ : begins_;
}

std::optional<HiddenGrid::Place> HiddenGrid::PlaceOf(const CellSelection& selection) const {
  const auto number = [](const std::vector<std::string>& names,
                         const auto& numbers) -> std::optional<uint64_t> {
    if (names.empty()) return 0;
    const auto found = numbers.find(names.front());
    return found == numbers.end() ? std::nullopt : std::optional<uint64_t>(found->second);
  };
  const auto municipality = number(selection.municipalities, municipalities_);
  const auto condition = number(ConditionsOf(selection), conditions_);
  if (!municipality || !condition) return std::nullopt;
  const std::vector<base::Day>& begins = BeginsOf(selection);
  // Between two units that are there: others may have come, of which nothing is known here.
  const auto unit = [&](base::Day border) {
    return std::lower_bound(begins.begin() + 1, begins.end() - 1, border);
  };
  Place place{.first_unit = 0, .last_unit = static_cast<uint32_t>(begins.size() - 2)};
  if (selection.from) {
    const auto at = unit(*selection.from);
    if (at == begins.end() - 1 || *at != *selection.from) return std::nullopt;
    place.first_unit = static_cast<uint32_t>(at - begins.begin());
  }
  if (selection.to) {
    const auto at = unit(*selection.to + 1);
    if (at == begins.end() - 1 || *at != *selection.to + 1) return std::nullopt;
    place.last_unit = static_cast<uint32_t>(at - begins.begin() - 1);
  }
  if (place.first_unit > place.last_unit) return std::nullopt;
  place.key = ((*municipality << kPartBits | *condition) << 2 * kPartBits) |
              uint64_t{place.first_unit} << kPartBits | place.last_unit;
  return place;
}

void HiddenGrid::Put(const CellSelection& selection, const NumberSet& hidden) {
  const std::optional<Place> place = PlaceOf(selection);
  if (!place) return;
  const auto [number, is_new] =
      set_numbers_.emplace(hidden.words(), static_cast<uint32_t>(set_numbers_.size()));
  if (is_new) sets_.push_back(hidden);
  places_[place->key] = number->second;
}

std::optional<NumberSet> HiddenGrid::FindSingle(const CellSelection& selection) const {
  const std::optional<Place> place = PlaceOf(selection);
  if (!place) return std::nullopt;
  if (const auto found = places_.find(place->key); found != places_.end()) return sets_[found->second];
  NumberSet hidden;
  const uint64_t row = place->key >> 2 * kPartBits << 2 * kPartBits;
  for (uint64_t unit = place->first_unit; unit <= place->last_unit; ++unit) {
    const auto found = places_.find(row | unit << kPartBits | unit);
    if (found == places_.end()) return std::nullopt;
    hidden.Add(sets_[found->second]);
  }
  return hidden;
}

std::optional<NumberSet> HiddenGrid::Find(const CellSelection& selection, const GridAxes& now) const {
  NumberSet hidden;
  for (const CellSelection& single : SinglesOf(now.Clamped(selection))) {
    const std::optional<NumberSet> found = FindSingle(single);
    if (!found) return std::nullopt;
    hidden.Add(*found);
  }
  return hidden;
}

kept::Grid HiddenGrid::ToProto() const {
  kept::Grid kept;
  kept.set_today(axes_.today);
  kept.set_first(axes_.extent.first);
  kept.mutable_municipalities()->Add(axes_.extent.municipalities.begin(), axes_.extent.municipalities.end());
  for (size_t i = 0; i < names_.size(); ++i) kept.add_names();
  for (const auto& [name, number] : names_) kept.set_names(static_cast<int>(number), name);
  for (const auto& [place, set] : places_) {
    kept.add_places(place);
    kept.add_place_sets(set);
  }
  for (const NumberSet& set : sets_) {
    kept.add_sets()->mutable_words()->Add(set.words().begin(), set.words().end());
  }
  return kept;
}

std::shared_ptr<const HiddenGrid> HiddenGrid::FromProto(const kept::Grid& kept, GridAxes others) {
  others.today = kept.today();
  others.extent = {.municipalities = {kept.municipalities().begin(), kept.municipalities().end()},
                   .first = kept.first()};
  auto grid = std::make_shared<HiddenGrid>(std::move(others));
  for (const std::string& name : kept.names()) grid->names_.emplace(name, grid->names_.size());
  for (const kept::Numbers& set : kept.sets()) {
    grid->sets_.emplace_back(std::vector<uint64_t>(set.words().begin(), set.words().end()));
  }
  for (int i = 0; i < kept.places_size(); ++i) grid->places_.emplace(kept.places(i), kept.place_sets(i));
  return grid;
}

size_t HiddenGrid::bytes() const {
  size_t bytes = places_.capacity() * (sizeof(uint64_t) + sizeof(uint32_t) + 1);
  for (const NumberSet& set : sets_) {
    bytes += 2 * (sizeof(NumberSet) + set.words().size() * sizeof(uint64_t)) + sizeof(uint32_t);
  }
  for (const auto& [name, number] : names_) bytes += sizeof(std::string) + name.capacity() + sizeof(number);
  return bytes;
}

}  // namespace praksis::services
