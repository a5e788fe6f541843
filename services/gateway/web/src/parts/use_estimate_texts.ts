// Counts and estimates of experiments, with their intervals, in words.
import type { Count, Estimate } from '../answers.ts';
import { useSurroundings } from '../context.ts';
import type { Words } from '../words/words.ts';

// What an experiment asks: "EXPERIMENT_QUESTION_COMPANY_VISITS".
export const questionOf = (words: Words, question: string | undefined) =>
  (words.experiments.questions as Record<string, string>)[(question ?? '').replace('EXPERIMENT_QUESTION_', '')] ??
  words.experiments.questions.OTHER;

export function useEstimateTexts() {
  const { words, format } = useSurroundings();
  const signed = (n: number, digits: number) => (n > 0 ? '+' : '') + format.decimal(n, digits);
  const numbers = (estimate: Estimate | undefined) =>
    [estimate?.value ?? 0, estimate?.lower ?? 0, estimate?.upper ?? 0] as const;
  return {
    count: (count: Count | undefined) => (count?.suppressed ? words.withheld : format.count(Number(count?.value ?? 0))),
    share(estimate: Estimate | undefined) {
      if (estimate?.suppressed) return words.withheld;
      const [value, lower, upper] = numbers(estimate).map((n) => format.percent(n, 0));
      return words.experiments.range(value!, lower!, upper!);
    },
    mean(estimate: Estimate | undefined) {
      if (estimate?.suppressed) return words.withheld;
      const [value, lower, upper] = numbers(estimate).map((n) => format.decimal(n, 1));
      return words.experiments.range(value!, lower!, upper!);
    },
    points(estimate: Estimate | undefined) {
      if (estimate?.suppressed) return words.withheld;
      const [value, lower, upper] = numbers(estimate).map((n) => signed(100 * n, 0));
      return words.experiments.points(value!, lower!, upper!);
    },
    change(estimate: Estimate | undefined) {
      if (estimate?.suppressed) return words.withheld;
      const [value, lower, upper] = numbers(estimate).map((n) => signed(n, 1));
      return words.experiments.range(value!, lower!, upper!);
    },
  };
}
