// Where placements break off, and why.
import type { InterruptionsAnswer } from '../answers.ts';
import { countHeadline, isZero, shareHeadline, type ChartContext, type FigureView } from '../charts/chart.ts';
import { curveChart } from '../charts/curve.ts';
import { causesChart, causesTable, overallTable, pointAt } from './incidence.ts';
import { causeName } from './names.ts';

const days = [28, 91, 182];

function reasonsTitle(answer: InterruptionsAnswer, context: ChartContext): string {
  const voice = (context.words.voices as Record<string, string>)[answer.voice || 'JOB_CENTRE'] || '';
  return context.words.charts.reasons(voice, context.format.count(91));
}

export const interruptions: FigureView<InterruptionsAnswer> = {
  isEmpty: (answer) => isZero(answer.started),
  headlines: (answer, context) => {
    const { heads } = context.words;
    const byDay = (day: number) =>
      shareHeadline((pointAt(answer.overall, day) || {}).incidence, heads.byDay(context.format.count(day)), context);
    return [
      byDay(28),
      byDay(91),
      countHeadline(answer.started, heads.started, context, 'started'),
      countHeadline(answer.interrupted, heads.interrupted, context, 'interrupted'),
      countHeadline(answer.running, heads.running, context, 'running'),
    ];
  },
  charts: (answer, context) => {
    const { charts } = context.words;
    const curve = curveChart(
      charts.interruptedBy,
      { curve: answer.curve || [], named: answer.overall || [], axis: charts.daysSinceStart },
      context,
    );
    const causes = answer.causes || [];
    return causes.length
      ? [curve, causesChart(reasonsTitle(answer, context), causes, 91, (code) => causeName(code, context), context)]
      : [curve];
  },
  tables: (answer, context) => [
    overallTable(context.words.charts.interruptedBy, answer.overall || [], context),
    causesTable(reasonsTitle(answer, context), answer.causes || [], days, (code) => causeName(code, context), context),
  ],
};
