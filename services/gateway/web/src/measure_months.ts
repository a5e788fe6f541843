// The months of an evaluation, as its plot has them.
import type { EvaluationAnswer } from './measure_answer.ts';

const withIt = 'MEASURE_PHASE_WITH';

// "2024-07" → months since the year 0.
const numberOf = (month: string) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7));

// By month of `average`: the mean of the sites to compare with in the same calendar month, each by its count; null
// where one of theirs is withheld or has nobody. Undefined where there are none to compare with, or the measure did not
// come into use in one month at all sites, so that no calendar month is the same for them.
export function comparisonOf(answer: EvaluationAnswer): (number | null)[] | undefined {
  const sites = answer.sites ?? [];
  const beside = sites.filter((site) => site.comparison && site.entered);
  const begun = new Set(
    sites
      .filter((site) => !site.comparison && site.entered)
      .map((site) => site.months?.find((month) => month.phase === withIt)?.month),
  );
  const [first] = begun;
  if (!beside.length || begun.size !== 1 || !first) return undefined;
  return (answer.average ?? []).map(({ month: since = 0 }) => {
    const months = beside.map((site) =>
      site.months?.find(({ month }) => month && numberOf(month) === numberOf(first) + since),
    );
    const count = months.reduce((sum, month) => sum + Number(month?.count ?? 0), 0);
    if (!count || months.some((month) => !month || month.withheld)) return null;
    return months.reduce((sum, month) => sum + Number(month!.valueMicros ?? 0) * Number(month!.count), 0) / count / 1e6;
  });
}
