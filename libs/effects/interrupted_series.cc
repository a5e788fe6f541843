#include "libs/effects/interrupted_series.h"

#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "libs/base/check.h"
#include "libs/effects/student.h"

namespace praksis::effects {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr int kColumns = 4;
constexpr int kStep = 2;
constexpr int kSlope = 3;
constexpr int kRhos = 16;
// Fisher's z of the largest rho: 0.995.
constexpr double kLargestZ = 3;
constexpr std::array kShares = {0.8, 1.0};
// Below this part of what there was, residuals are rounding.
constexpr double kRounding = 1e-20;

using Points = std::vector<SeriesPoint>;

// What one assumption about the correlation makes of the series.
struct Fit {
  Eigen::Vector4d line;
  Eigen::Vector4d variance;
  double log_evidence = 0;
  // No less than 0; 0 where nothing but rounding is left.
  double residual_part = 0;
};

MatrixXd Correlation(const Points& points, double rho, double share) {
  const auto n = static_cast<Index>(points.size());
  MatrixXd correlation = MatrixXd::Identity(n, n);
  for (Index i = 0; i < n; ++i) {
    for (Index j = 0; j < i; ++j) {
      const int32_t apart =
          std::abs(points[static_cast<size_t>(i)].month - points[static_cast<size_t>(j)].month);
      correlation(i, j) = correlation(j, i) = share * std::pow(rho, apart);
    }
  }
  return correlation;
}

// Rows times the root of their weight.
MatrixXd Design(const Points& points) {
  MatrixXd design(static_cast<Index>(points.size()), kColumns);
  Index row = 0;
  for (const SeriesPoint& point : points) {
    const double with = point.month >= 0 ? 1 : 0;
    design.row(row++) << 1, point.month, with, with * point.month;
    design.row(row - 1) *= std::sqrt(point.weight);
  }
  return design;
}

VectorXd Values(const Points& points) {
  VectorXd values(static_cast<Index>(points.size()));
  Index row = 0;
  for (const SeriesPoint& point : points) values(row++) = point.value * std::sqrt(point.weight);
  return values;
}

// Generalised least squares, through the Cholesky factor of the correlation.
Fit FitLine(const MatrixXd& design, const VectorXd& values, const MatrixXd& correlation) {
  const Eigen::LLT<MatrixXd> root(correlation);
  const MatrixXd x = root.matrixL().solve(design);
  const VectorXd y = root.matrixL().solve(values);
  const Eigen::HouseholderQR<MatrixXd> qr(x);
  const Eigen::Matrix4d r = qr.matrixQR().topRows<kColumns>().triangularView<Eigen::Upper>();
  const VectorXd rotated = qr.householderQ().transpose() * y;
  const Eigen::Matrix4d r_inverse =
      r.triangularView<Eigen::Upper>().solve(Eigen::Matrix4d(Eigen::Matrix4d::Identity()));
  const Index degrees = y.size() - kColumns;
  const double residual = rotated.tail(degrees).squaredNorm();
  Fit fit;
  fit.line = r_inverse * rotated.head<kColumns>();
  fit.variance = r_inverse.rowwise().squaredNorm() * (residual / static_cast<double>(degrees));
  fit.residual_part = residual / std::max(y.squaredNorm(), std::numeric_limits<double>::min());
  const VectorXd diagonal = MatrixXd(root.matrixL()).diagonal();
  fit.log_evidence = -diagonal.array().log().sum() - r.diagonal().array().abs().log().sum() -
                     0.5 * static_cast<double>(degrees) * std::log(residual);
  return fit;
}

// Over rho by the middles of kRhos equal parts of its prior: even in Fisher's z.
std::vector<Fit> FitAll(const Points& points) {
  const MatrixXd design = Design(points);
  const VectorXd values = Values(points);
  std::vector<Fit> fits;
  for (int i = 0; i < kRhos; ++i) {
    const double rho = std::tanh((i + 0.5) / kRhos * kLargestZ);
    for (const double share : kShares) {
      fits.push_back(FitLine(design, values, Correlation(points, rho, share)));
    }
  }
  return fits;
}

std::vector<double> SharesOf(const std::vector<Fit>& fits) {
  double most = -std::numeric_limits<double>::infinity();
  for (const Fit& fit : fits) most = std::max(most, fit.log_evidence);
  std::vector<double> shares;
  double sum = 0;
  for (const Fit& fit : fits) {
    shares.push_back(std::exp(fit.log_evidence - most));
    sum += shares.back();
  }
  for (double& share : shares) share /= sum;
  return shares;
}

Effect EffectOf(const std::vector<Fit>& fits, const std::vector<double>& shares, int column, double degrees,
                double confidence) {
  std::vector<Student> mixture;
  for (size_t i = 0; i < fits.size(); ++i) {
    mixture.push_back(
        {.centre = fits[i].line(column), .scale = std::sqrt(fits[i].variance(column)), .share = shares[i]});
  }
  return ReadEffect(mixture, degrees, confidence);
}

bool HasEnoughMonths(const Points& points) {
  const auto with =
      std::count_if(points.begin(), points.end(), [](const SeriesPoint& point) { return point.month >= 0; });
  return with >= kLeastMonths && static_cast<int64_t>(points.size()) - with >= kLeastMonths;
}

}  // namespace

std::optional<InterruptedSeries> EstimateInterruptedSeries(std::span<const SeriesPoint> points,
                                                           double confidence) {
  Points sorted(points.begin(), points.end());
  std::sort(sorted.begin(), sorted.end(),
            [](const SeriesPoint& a, const SeriesPoint& b) { return a.month < b.month; });
  for (size_t i = 0; i < sorted.size(); ++i) {
    PRAKSIS_CHECK(sorted[i].weight > 0, "month ", sorted[i].month, " weight ", sorted[i].weight);
    PRAKSIS_CHECK(i == 0 || sorted[i - 1].month < sorted[i].month, "month ", sorted[i].month, " twice");
  }
  if (!HasEnoughMonths(sorted)) return std::nullopt;
  const std::vector<Fit> fits = FitAll(sorted);
  for (const Fit& fit : fits) {
    if (fit.residual_part < kRounding) return std::nullopt;
  }
  const std::vector<double> shares = SharesOf(fits);
  const auto degrees = static_cast<double>(sorted.size() - kColumns);
  InterruptedSeries series = {.step = EffectOf(fits, shares, kStep, degrees, confidence),
                              .slope = EffectOf(fits, shares, kSlope, degrees, confidence)};
  for (size_t i = 0; i < fits.size(); ++i) {
    for (size_t column = 0; column < kColumns; ++column) {
      series.line[column] += shares[i] * fits[i].line(static_cast<Index>(column));
    }
  }
  return series;
}

}  // namespace praksis::effects
