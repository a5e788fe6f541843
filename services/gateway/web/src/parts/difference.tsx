// How far the two selections that are compared differ, below them.
import type { FigureName } from '../answers.ts';
import { useSurroundings } from '../context.ts';
import { comparisonsOf, differenceChart, differenceTable, type ComparisonAnswer } from '../figures/differences.ts';
import { figures } from '../figures/figures.ts';
import { requestOf, type Selection } from '../selection.ts';
import { ChartBox, chartContext } from './chart.tsx';
import { Failure, Loading } from './states.tsx';
import { TableBox } from './table.tsx';
import { useCall } from './use_call.ts';

interface Two {
  name: FigureName;
  first: Selection;
  second: Selection;
  asTable: boolean;
}

function Answered({ name, first, second, asTable }: Two) {
  const surroundings = useSurroundings();
  const { words, today } = surroundings;
  const figure = figures[name];
  const { selection, ...asked } = requestOf(first, figure, today);
  const { answer, error, again } = useCall<ComparisonAnswer>('praksis.v1.Dashboards/CompareSelections', {
    ...asked,
    figure: name,
    first: selection,
    second: requestOf(second, figure, today)['selection'],
  });
  if (!answer) return error ? <Failure error={error} again={again} /> : <Loading />;
  const context = chartContext(surroundings, 800);
  if (asTable && comparisonsOf(answer).length) return <TableBox table={differenceTable(name, answer, context)} />;
  if (!differenceChart(name, answer, context)) return <p class="explain">{words.difference.nothing}</p>;
  return <ChartBox make={(own) => differenceChart(name, answer, own)!} />;
}

export function Difference({ name, first, second, asTable }: Two) {
  const { words } = useSurroundings();
  const { difference } = words;
  const figure = figures[name];
  const unlike =
    (figure.voice && first.voice !== second.voice && difference.sameVoice) ||
    (figure.rater && first.rater !== second.rater && difference.sameRater);
  return (
    <div class="difference">
      <h3>{difference.title}</h3>
      <p class="explain">{unlike || difference.explain}</p>
      {!unlike && <Answered name={name} first={first} second={second} asTable={asTable} />}
    </div>
  );
}
