// Measures: the list with their verdicts, and the effect of the one that the address names.
import { changeChart } from '../charts/change.ts';
import { useSurroundings } from '../context.ts';
import { municipalityName } from '../data/municipalities.ts';
import { followLink, pathOf } from '../location.ts';
import {
  compositionOf,
  type EvaluationAnswer,
  type MeasureEvaluated,
  type MeasureMetric,
  type MeasureMonth,
  type MeasuresAnswer,
  type MeasureSummary,
} from '../measure_answer.ts';
import { comparisonOf } from '../measure_months.ts';
import { ComposedDefinition } from '../parts/card.tsx';
import { ChartBox } from '../parts/chart.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { useCall } from '../parts/use_call.ts';

// "MEASURE_VERDICT_BETTER" → "BETTER".
const without = (prefix: string, name: string | undefined) => (name ?? '').replace(prefix, '');
const millionth = (micros: string | undefined) => Number(micros ?? 0) / 1e6;
const inDays = (metric: MeasureMetric | undefined) => metric?.figure === 'MEASURE_FIGURE_DAYS_TO_ANSWER';

// What measures are said with.
function useSaying() {
  const { words, format } = useSurroundings();
  const say = words.measures;
  // With its sign; of shares in points of a hundred.
  const change = (micros: string | undefined, metric: MeasureMetric | undefined) => {
    const value = millionth(micros) * (inDays(metric) ? 1 : 100);
    const sign = value < 0 ? '−' : value > 0 ? '+' : '';
    return sign + format.decimal(Math.abs(value), 1);
  };
  return {
    change,
    figure: (metric: MeasureMetric | undefined) => {
      const name = without('MEASURE_FIGURE_', metric?.figure) as keyof typeof say.figures;
      return say.figures[name]?.(format.count(metric?.horizonDays ?? 0)) ?? '';
    },
    verdict: (evaluated: MeasureEvaluated | undefined) =>
      say.verdicts[without('MEASURE_VERDICT_', evaluated?.verdict) as keyof typeof say.verdicts] ?? '',
    effect: (evaluated: MeasureEvaluated | undefined, metric: MeasureMetric | undefined) => {
      if (!evaluated?.effectMicros) return '';
      const value = change(evaluated.effectMicros, metric);
      return inDays(metric) ? say.days(value) : say.points(value);
    },
    value: (value: number, metric: MeasureMetric | undefined) =>
      inDays(metric) ? say.days(format.decimal(value, 1)) : format.percent(value),
  };
}

function MeasureLink({ measure }: { measure: MeasureSummary }) {
  const { place } = useSurroundings();
  const query = new URLSearchParams(place.query);
  query.set('measure', measure.measure ?? '');
  return (
    <a href={`${pathOf('measures')}?${query}`} onClick={(event) => followLink(event, 'measures', query)}>
      {measure.decided?.wording ?? measure.measure}
    </a>
  );
}

function List({ measures }: { measures: MeasureSummary[] }) {
  const { words } = useSurroundings();
  const say = words.measures;
  const saying = useSaying();
  if (!measures.length) return <p class="state">{say.none}</p>;
  return (
    <div class="table-box">
      <table>
        <caption class="unseen">{say.list}</caption>
        <thead>
          <tr>
            <th scope="col">{say.measure}</th>
            <th scope="col">{say.figure}</th>
            <th scope="col">{say.sites}</th>
            <th scope="col">{say.verdict}</th>
            <th scope="col" class="number">
              {say.effect}
            </th>
          </tr>
        </thead>
        <tbody>
          {measures.map((measure) => (
            <tr key={measure.measure}>
              <th scope="row">
                <MeasureLink measure={measure} />
              </th>
              <td>{saying.figure(measure.decided?.metric)}</td>
              <td>{(measure.sites ?? []).map((site) => municipalityName(site.site ?? '')).join(', ')}</td>
              <td>{saying.verdict(measure.latest)}</td>
              <td class="number effect">
                <bdi dir="ltr">{saying.effect(measure.latest, measure.decided?.metric)}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

// The mean of a phase's months, each by its count; that of those shown only would be another.
function PhaseCell({ months, phase, metric }: { months: MeasureMonth[]; phase: string; metric?: MeasureMetric }) {
  const { words, format } = useSurroundings();
  const saying = useSaying();
  const all = months.filter((month) => month.phase === phase);
  if (!all.length) return null;
  const count = all.reduce((sum, month) => sum + Number(month.count), 0);
  const sum = all.reduce((total, month) => total + millionth(month.valueMicros) * Number(month.count), 0);
  const value = all.some((month) => month.withheld) ? words.withheld : saying.value(sum / count, metric);
  return <>{words.measures.inMonths(value, format.count(all.length))}</>;
}

function Sites({ answer }: { answer: EvaluationAnswer }) {
  const { words, format } = useSurroundings();
  const say = words.measures;
  const metric = answer.measure?.decided?.metric;
  return (
    <div class="table-box">
      <table>
        <caption class="unseen">{say.sites}</caption>
        <thead>
          <tr>
            <th scope="col">{say.sites}</th>
            <th scope="col">{say.since}</th>
            <th scope="col">{say.without}</th>
            <th scope="col">{say.with}</th>
            <th scope="col">{say.part}</th>
          </tr>
        </thead>
        <tbody>
          {(answer.sites ?? []).map((site) => (
            <tr key={site.site}>
              <th scope="row">{municipalityName(site.site ?? '')}</th>
              <td>{site.implementedOn ? format.day(site.implementedOn) : ''}</td>
              <td>
                <PhaseCell months={site.months ?? []} phase="MEASURE_PHASE_BEFORE" metric={metric} />
              </td>
              <td>
                <PhaseCell months={site.months ?? []} phase="MEASURE_PHASE_WITH" metric={metric} />
              </td>
              <td>{site.comparison ? say.comparison : site.entered ? say.judged : say.notYet}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

// What is told of each lack.
const told: Record<string, ('site' | 'day' | 'found' | 'needed')[]> = {
  NOT_IMPLEMENTED: ['site'],
  PERIOD_NOT_OVER: ['site', 'day'],
  TOO_FEW_MONTHS: ['site', 'found', 'needed'],
  TOO_FEW_SITES: ['found', 'needed'],
  TOO_FEW_COMPARISON_SITES: ['found', 'needed'],
  TOO_FEW_MONTHS_TOGETHER: ['found', 'needed'],
};

function Lacks({ answer }: { answer: EvaluationAnswer }) {
  const { words, format } = useSurroundings();
  const say = words.measures;
  if (!answer.lacking?.length) return null;
  return (
    <>
      <h3>{say.missing}</h3>
      <ul>
        {answer.lacking.map((lack, i) => {
          const code = without('MEASURE_LACK_CODE_', lack.code);
          const values = {
            site: municipalityName(lack.site ?? ''),
            day: lack.day ? format.day(lack.day) : '',
            found: format.count(Number(lack.found ?? 0)),
            needed: format.count(Number(lack.needed ?? 0)),
          };
          const sentence = say.lacks[code as keyof typeof say.lacks] as ((...given: string[]) => string) | undefined;
          return <li key={i}>{sentence?.(...(told[code] ?? []).map((name) => values[name]))}</li>;
        })}
      </ul>
    </>
  );
}

function Effect({ answer }: { answer: EvaluationAnswer }) {
  const { words, format } = useSurroundings();
  const say = words.measures;
  const saying = useSaying();
  const metric = answer.measure?.decided?.metric;
  const evaluated = answer.evaluated;
  if (!evaluated?.effectMicros) return null;
  const [low, high] = [evaluated.intervalLowMicros, evaluated.intervalHighMicros].map((n) => saying.change(n, metric));
  return (
    <p>
      <strong>
        <bdi dir="ltr">{saying.effect(evaluated, metric)}</bdi>
      </strong>
      . {say.interval(format.count(evaluated.confidencePercent ?? 95), low!, high!)}.{' '}
      {say.observed(format.count(evaluated.observedWith ?? 0), format.count(evaluated.observedWithout ?? 0))}.
    </p>
  );
}

function Evaluation({ measure }: { measure: string }) {
  const { words, format, announce } = useSurroundings();
  const say = words.measures;
  const saying = useSaying();
  const { answer, error, again } = useCall<EvaluationAnswer>(
    'praksis.v1.Measures/EvaluateMeasure',
    { measure },
    (newer) => announce(words.live.updated(newer.measure?.decided?.wording ?? measure)),
  );
  if (!answer) return error ? <Failure error={error} again={again} /> : <Loading />;
  const decided = answer.measure?.decided;
  const title = `${saying.figure(decided?.metric)}: ${saying.verdict(answer.evaluated)}`;
  const beside = comparisonOf(answer);
  const design = say.designs[without('MEASURE_DESIGN_', decided?.design) as keyof typeof say.designs] ?? '';
  return (
    <section class="card" aria-label={decided?.wording ?? measure}>
      <header>
        <h2>{decided?.wording}</h2>
      </header>
      <p class="explain">
        {say.decided(format.day(answer.measure?.decidedOn ?? ''))}; {design}.{' '}
        {words.card.asOf(format.day(answer.asOf ?? ''))}.
      </p>
      <h3>{title}</h3>
      <Effect answer={answer} />
      <Lacks answer={answer} />
      {!!answer.average?.length && (
        <>
          <ChartBox
            make={(context) =>
              changeChart(say.bySince, answer.average!, inDays(decided?.metric), !!answer.slope, beside, context)
            }
          />
          {answer.slope && <p class="hint">{say.lines}</p>}
          {beside && <p class="hint">{say.rings}</p>}
        </>
      )}
      <Sites answer={answer} />
      {!!answer.suppressedCells && (
        <p class="hint">
          {words.card.withheld(format.count(answer.suppressedCells), format.count(answer.threshold ?? 0))}
        </p>
      )}
      <ComposedDefinition text={answer.definition} composition={compositionOf(decided?.metric, decided?.design)} />
    </section>
  );
}

export function MeasuresPage() {
  const { words, place } = useSurroundings();
  const say = words.measures;
  const { answer, error, again } = useCall<MeasuresAnswer>('praksis.v1.Measures/ListMeasures', {});
  const measure = place.query.get('measure');
  return (
    <>
      <section class="card" aria-label={say.list}>
        <header>
          <h2>{say.list}</h2>
        </header>
        {answer ? (
          <List measures={answer.measures ?? []} />
        ) : error ? (
          <Failure error={error} again={again} />
        ) : (
          <Loading />
        )}
        {!measure && !!answer?.measures?.length && <p class="hint">{say.choose}</p>}
      </section>
      {measure && <Evaluation key={measure} measure={measure} />}
    </>
  );
}
