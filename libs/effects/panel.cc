#include "libs/effects/panel.h"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "libs/base/check.h"
#include "libs/effects/student.h"

namespace praksis::effects {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

// Of numbers that are 0 but for rounding, relative to what they were made of.
constexpr double kRounding = 1e-9;
constexpr double kResidualRounding = 1e-20;

using Cells = std::vector<PanelCell>;

// The rows of one site: begin, size.
struct Rows {
  Index begin = 0;
  Index size = 0;
};

// By site, then month, so that a site is a run of rows.
Cells Sorted(std::span<const PanelCell> cells) {
  Cells sorted(cells.begin(), cells.end());
  std::sort(sorted.begin(), sorted.end(), [](const PanelCell& a, const PanelCell& b) {
    return a.site != b.site ? a.site < b.site : a.month < b.month;
  });
  for (size_t i = 0; i < sorted.size(); ++i) {
    PRAKSIS_CHECK(sorted[i].count > 0, "site ", sorted[i].site, " month ", sorted[i].month);
    PRAKSIS_CHECK(i == 0 || sorted[i - 1].site != sorted[i].site || sorted[i - 1].month != sorted[i].month,
                  "site ", sorted[i].site, " month ", sorted[i].month, " twice");
  }
  return sorted;
}

std::vector<Rows> RowsOfSites(const Cells& cells) {
  std::vector<Rows> sites;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i == 0 || cells[i - 1].site != cells[i].site) sites.push_back({.begin = static_cast<Index>(i)});
    ++sites.back().size;
  }
  return sites;
}

VectorXd RootsOfWeights(const Cells& cells) {
  VectorXd roots(static_cast<Index>(cells.size()));
  Index row = 0;
  for (const PanelCell& cell : cells) roots(row++) = std::sqrt(MonthWeight(static_cast<double>(cell.count)));
  return roots;
}

// A column for each site and month, rows times the root of their weight.
MatrixXd SitesAndMonths(const Cells& cells, const std::vector<Rows>& sites, const VectorXd& roots) {
  std::map<int32_t, Index> months;
  for (const PanelCell& cell : cells) months.emplace(cell.month, 0);
  auto next = static_cast<Index>(sites.size());
  for (auto& [month, column] : months) column = next++;
  MatrixXd columns = MatrixXd::Zero(roots.size(), next);
  for (size_t site = 0; site < sites.size(); ++site) {
    columns.block(sites[site].begin, static_cast<Index>(site), sites[site].size, 1).setOnes();
  }
  Index row = 0;
  for (const PanelCell& cell : cells) columns(row++, months.at(cell.month)) = 1;
  return roots.asDiagonal() * columns;
}

// An orthonormal basis of the columns' space, of as many columns as are independent.
MatrixXd BasisOf(const MatrixXd& columns) {
  Eigen::ColPivHouseholderQR<MatrixXd> qr(columns);
  qr.setThreshold(kRounding);
  return qr.householderQ() * MatrixXd::Identity(columns.rows(), qr.rank());
}

// In the coordinates of weighted rows: the effect is contrast · y, and what is left over of y is y less its
// part in the basis.
struct Regression {
  MatrixXd basis;
  VectorXd contrast;
};

std::optional<Regression> Regress(const Cells& cells, const std::vector<Rows>& sites, const VectorXd& roots) {
  const MatrixXd others = BasisOf(SitesAndMonths(cells, sites, roots));
  VectorXd with(roots.size());
  Index row = 0;
  for (const PanelCell& cell : cells) with(row++) = cell.with_measure ? 1 : 0;
  with.array() *= roots.array();
  const double before = with.squaredNorm();
  // Twice, so that rounding of the first time is gone.
  for (int i = 0; i < 2; ++i) with -= others * (others.transpose() * with);
  const double left = with.squaredNorm();
  if (left <= kRounding * before) return std::nullopt;
  Regression regression = {.basis = MatrixXd(others.rows(), others.cols() + 1), .contrast = with / left};
  regression.basis << others, with / std::sqrt(left);
  return regression;
}

// CR2: the inverse root of (1 - H) at a site, applied to the site's part of the contrast. Nothing where the
// effect hangs on the site: its part then has a share in what the site alone decides.
std::optional<VectorXd> AdjustedPart(const Regression& regression, const Rows& site) {
  const auto basis = regression.basis.middleRows(site.begin, site.size);
  const MatrixXd left = MatrixXd::Identity(site.size, site.size) - basis * basis.transpose();
  const Eigen::SelfAdjointEigenSolver<MatrixXd> spectrum(left);
  VectorXd part = spectrum.eigenvectors().transpose() * regression.contrast.segment(site.begin, site.size);
  const double whole = regression.contrast.squaredNorm();
  for (Index i = 0; i < part.size(); ++i) {
    const double value = spectrum.eigenvalues()(i);
    if (value > kRounding) {
      part(i) /= std::sqrt(value);
    } else if (part(i) * part(i) > kRounding * whole) {
      return std::nullopt;
    } else {
      part(i) = 0;
    }
  }
  return VectorXd(spectrum.eigenvectors() * part);
}

// A column per site: the variance is the sum over them of (column · y)².
std::optional<MatrixXd> SiteForms(const Regression& regression, const std::vector<Rows>& sites) {
  MatrixXd forms(regression.basis.rows(), static_cast<Index>(sites.size()));
  for (size_t i = 0; i < sites.size(); ++i) {
    const Rows& site = sites[i];
    const std::optional<VectorXd> part = AdjustedPart(regression, site);
    if (!part) return std::nullopt;
    const auto column = static_cast<Index>(i);
    forms.col(column) =
        -regression.basis * (regression.basis.middleRows(site.begin, site.size).transpose() * *part);
    forms.col(column).segment(site.begin, site.size) += *part;
  }
  return forms;
}

// Satterthwaite's degrees of a sum of squares whose forms have these covariances, rooted: (tr G)² / tr G².
double DegreesOf(const MatrixXd& rooted) {
  const MatrixXd covariance = rooted.transpose() * rooted;
  return covariance.trace() * covariance.trace() / covariance.squaredNorm();
}

// As good as their counts: variance 1 / count, in the coordinates of weighted rows weight / count.
MatrixXd AsGoodAsCounted(MatrixXd forms, const Cells& cells, const VectorXd& roots) {
  Index row = 0;
  for (const PanelCell& cell : cells) {
    forms.row(row) *= roots(row) / std::sqrt(static_cast<double>(cell.count));
    ++row;
  }
  return forms;
}

// Sites that wander off: each step of a site's walk moves all its later months.
MatrixXd Wandering(MatrixXd forms, const std::vector<Rows>& sites, const Cells& cells,
                   const VectorXd& roots) {
  forms = roots.asDiagonal() * forms;
  for (const Rows& site : sites) {
    for (Index row = site.begin + site.size - 2; row >= site.begin; --row) {
      forms.row(row) += forms.row(row + 1);
    }
    for (Index row = site.begin + site.size - 1; row > site.begin; --row) {
      const int32_t steps = cells[static_cast<size_t>(row)].month - cells[static_cast<size_t>(row) - 1].month;
      forms.row(row) *= std::sqrt(static_cast<double>(steps));
    }
    // Where it began is the site's own.
    forms.row(site.begin).setZero();
  }
  return forms;
}

double FewestDegrees(const MatrixXd& forms, const std::vector<Rows>& sites, const Cells& cells,
                     const VectorXd& roots) {
  return std::min({DegreesOf(forms), DegreesOf(AsGoodAsCounted(forms, cells, roots)),
                   DegreesOf(Wandering(forms, sites, cells, roots))});
}

VectorXd Values(const Cells& cells, const VectorXd& roots) {
  VectorXd values(roots.size());
  Index row = 0;
  for (const PanelCell& cell : cells) values(row++) = cell.value;
  values.array() *= roots.array();
  return values;
}

}  // namespace

std::optional<Effect> EstimatePanelEffect(std::span<const PanelCell> cells, double confidence) {
  if (cells.empty()) return std::nullopt;
  const Cells sorted = Sorted(cells);
  const std::vector<Rows> sites = RowsOfSites(sorted);
  const VectorXd roots = RootsOfWeights(sorted);
  const std::optional<Regression> regression = Regress(sorted, sites, roots);
  if (!regression) return std::nullopt;
  const std::optional<MatrixXd> forms = SiteForms(*regression, sites);
  if (!forms) return std::nullopt;
  const VectorXd values = Values(sorted, roots);
  const double variance = (forms->transpose() * values).squaredNorm();
  if (variance <= kResidualRounding * values.squaredNorm() * regression->contrast.squaredNorm()) {
    return std::nullopt;
  }
  const Student student = {.centre = regression->contrast.dot(values), .scale = std::sqrt(variance)};
  return ReadEffect({&student, 1}, FewestDegrees(*forms, sites, sorted, roots), confidence);
}

}  // namespace praksis::effects
