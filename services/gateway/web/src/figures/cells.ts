// How the counts of an answer are called, which is how the cases behind them are asked for
// (proto/praksis/v1/history.proto, ListFigureCasesRequest.cell), and what that is in words.
import type { Count } from '../answers.ts';
import { countOf } from '../charts/chart.ts';
import { takenApart } from './cell_names.ts';
import {
  among,
  causeName,
  methodName,
  refusalName,
  scoreName,
  sidesName,
  stageName,
  type NameContext,
} from './names.ts';
import type { Words } from '../words/en.ts';

// The name where there is somebody to be shown: "" where the count is withheld, so that no page leads past what a
// figure withholds.
export function shownCell(count: Count | undefined, cell: string): string {
  return countOf(count) ? cell : '';
}

// Counts that stand once in an answer.
function namedOnce(words: Words): Record<string, string> {
  const { heads, referralSteps, waiting, lasting, columns } = words;
  return {
    made: referralSteps.made,
    answered: referralSteps.answered,
    accepted: referralSteps.accepted,
    started: heads.started,
    interrupted: heads.interrupted,
    running: heads.running,
    several_voices: heads.severalVoices,
    opened: heads.opened,
    open: heads.open,
    assessed: heads.assessed,
    without_worker: waiting.withoutWorker,
    no_contact_14_days: waiting.noContact14,
    no_contact_30_days: waiting.noContact30,
    overdue_answers: waiting.overdueAnswers,
    overdue_flags: waiting.overdueFlags,
    sustained: lasting.sustained,
    ongoing: lasting.ongoing,
    ended: lasting.ended,
    episodes: heads.episodes,
    work_satisfied: columns.work + ', ' + columns.satisfied.toLowerCase(),
    work_not_satisfied: columns.work + ', ' + columns.notSatisfied.toLowerCase(),
    no_work_satisfied: columns.noWork + ', ' + columns.satisfied.toLowerCase(),
    no_work_not_satisfied: columns.noWork + ', ' + columns.notSatisfied.toLowerCase(),
  };
}

// "steps[stage=PLACED].reached" → "Placement agreed: Reached". The name itself where there are no words for it.
export function cellInWords(cell: string, context: NameContext): string {
  const { words, format } = context;
  const parts = takenApart(cell);
  const { name: count } = parts[parts.length - 1] || { name: '' };
  const { name: list, is } = parts.length > 1 ? parts[0]! : { name: '', is: {} as Record<string, string> };
  const { columns, charts } = words;
  switch (list) {
    case 'steps':
      return stageName(is['stage'], context) + ': ' + among(columns, count);
    case 'causes':
      return causeName(is['code'], context);
    case 'overall':
      return columns.atRisk + ', ' + columns.days(format.count(Number(is['day'])));
    case 'refusals':
      return refusalName(is['decided_by'], is['reason'], context);
    case 'pairs':
      return sidesName(is['first'], is['second'], context);
    case 'by_method':
      return (
        methodName(is['method'], is['method_revision'], context) +
        ': ' +
        among(columns, count === 'self_obtained' ? 'selfObtained' : count)
      );
    case 'scores':
      return charts.scores + ': ' + scoreName(is['score'], context);
    case 'calibration':
      return charts.calibration + ': ' + scoreName(is['score'], context);
    case 'quarters':
      return charts.quarters + ': ' + format.quarter(is['from'] || '');
    default:
      return namedOnce(words)[count] || cell;
  }
}
