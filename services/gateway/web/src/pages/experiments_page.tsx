// Experiments on belief: what was tried, and belief before and after it. By unit, never by caseworker.
import { useId } from 'preact/hooks';
import { useSurroundings } from '../context.ts';
import { municipalityName } from '../data/municipalities.ts';
import { restate } from '../location.ts';
import { Card, Definition, Nothing } from '../parts/card.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { TableBox } from '../parts/table.tsx';
import { useCall } from '../parts/use_call.ts';
import { questionOf, useEstimateTexts } from '../parts/use_estimate_texts.ts';
import type { Experiment, ExperimentAnswer, ExperimentsAnswer, Part, Window } from '../practice_answers.ts';

function partsOf({ all, byUnit = [] }: ExperimentAnswer): Part[] {
  return [all ?? {}, ...byUnit];
}

function About({ answer }: { answer: ExperimentAnswer }) {
  const { words, format } = useSurroundings();
  const say = words.experiments;
  const experiment = answer.experiment ?? {};
  const sites = [...new Set((experiment.units ?? []).map(({ site }) => municipalityName(site ?? '')))];
  const facts: [string, string][] = [
    [say.sites, sites.join(', ')],
    [say.from, format.day(experiment.startedOn ?? '')],
    [say.to, experiment.endedOn ? format.day(experiment.endedOn) : say.lasts],
    [say.expected, experiment.hypothesis ?? ''],
  ];
  return (
    <Card title={say.about} {...(experiment.wording ? { explain: experiment.wording } : {})}>
      <dl class="facts">
        {facts.map(([name, text]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function Belief({ answer }: { answer: ExperimentAnswer }) {
  const { words, format } = useSurroundings();
  const say = words.experiments;
  const text = useEstimateTexts();
  return (
    <Card title={say.belief} explain={say.beliefExplain(format.count(answer.windowDays ?? 0))}>
      <TableBox
        titled
        table={{
          title: say.belief,
          columns: [
            say.unit,
            say.casesBefore,
            say.high,
            say.mean,
            say.casesAfter,
            say.high,
            say.mean,
            say.change,
            say.changeOfMean,
          ],
          rows: partsOf(answer).map(({ unitId, before, after, beliefChange }) => [
            unitId || say.all,
            ...[before, after].flatMap((window) => [
              text.count(window?.belief?.cases),
              text.share(window?.belief?.highShare),
              text.mean(window?.belief?.mean),
            ]),
            text.points(beliefChange?.highShare),
            text.change(beliefChange?.mean),
          ]),
        }}
      />
      <p class="explain">{say.caution}</p>
      <Definition metadata={answer.metadata} />
    </Card>
  );
}

function Practice({ answer }: { answer: ExperimentAnswer }) {
  const { words, format } = useSurroundings();
  const say = words.experiments;
  const text = useEstimateTexts();
  const row = (unitId: string | undefined, when: string, window: Window | undefined) => [
    unitId || say.all,
    when,
    text.count(window?.visits?.visits),
    text.count(window?.visits?.placementsFound),
    text.count(window?.referrals?.made),
    text.share(window?.referrals?.wordedShare),
  ];
  return (
    <Card title={say.practice}>
      <TableBox
        titled
        table={{
          title: say.practice,
          columns: [say.unit, say.when, say.visits, say.found, say.referrals, say.worded],
          rows: partsOf(answer).flatMap(({ unitId, before, after }) => [
            row(unitId, say.before, before),
            row(unitId, say.after, after),
          ]),
          wordColumns: [1],
        }}
      />
      {!!answer.storiesShared && <p class="explain">{say.stories(format.count(answer.storiesShared))}</p>}
    </Card>
  );
}

function Language({ answer }: { answer: ExperimentAnswer }) {
  const { words, format, language } = useSurroundings();
  const say = words.experiments;
  const text = useEstimateTexts();
  const month = new Intl.DateTimeFormat(language, { month: 'long', year: 'numeric', timeZone: 'UTC' });
  if (!answer.all?.language?.length) return null;
  return (
    <Card title={say.language}>
      <TableBox
        titled
        table={{
          title: say.language,
          columns: [say.month, say.positive, say.negative, say.share],
          rows: answer.all.language.map(({ from, language: heard }) => [
            month.format(new Date(from + 'T00:00:00Z')),
            text.count(heard?.positive),
            text.count(heard?.negative),
            heard?.positiveShare === undefined ? '–' : format.percent(heard.positiveShare, 0),
          ]),
        }}
      />
    </Card>
  );
}

function Influences({ answer }: { answer: ExperimentAnswer }) {
  const { words, format, label } = useSurroundings();
  const say = words.experiments;
  if (!answer.influences?.length) return null;
  return (
    <Card title={say.influences}>
      <TableBox
        titled
        table={{
          title: say.influences,
          columns: [say.influence, say.raised, say.lowered],
          rows: answer.influences.map(({ influence, raised = 0, lowered = 0 }) => [
            label('belief-influence', influence ?? ''),
            format.count(raised),
            format.count(lowered),
          ]),
        }}
      />
    </Card>
  );
}

function Shown({ experiment }: { experiment: string }) {
  const { answer, error, again } = useCall<ExperimentAnswer>('praksis.v1.Experiments/GetExperiment', { experiment });
  if (!answer) return error ? <Failure error={error} again={again} /> : <Loading />;
  return (
    <>
      <About answer={answer} />
      <Belief answer={answer} />
      <Practice answer={answer} />
      <Language answer={answer} />
      <Influences answer={answer} />
    </>
  );
}

function Choice({ experiments, chosen }: { experiments: Experiment[]; chosen: string }) {
  const { words, place } = useSurroundings();
  const id = useId();
  const name = ({ question, units = [] }: Experiment) =>
    [questionOf(words, question), municipalityName(units[0]?.site ?? '')].join(' – ');
  return (
    <div class="ask">
      <div class="field">
        <label for={id}>{words.experiments.choose}</label>
        <select
          id={id}
          value={chosen}
          onChange={(event) => {
            const query = new URLSearchParams(place.query);
            query.set('experiment', event.currentTarget.value);
            restate('experiments', query);
          }}
        >
          {experiments.map((one) => (
            <option key={one.experiment} value={one.experiment}>
              {name(one)}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

export function ExperimentsPage() {
  const { words, place } = useSurroundings();
  const { answer, error, again } = useCall<ExperimentsAnswer>('praksis.v1.Experiments/ListExperiments', {});
  if (!answer) return error ? <Failure error={error} again={again} /> : <Loading />;
  const experiments = answer.experiments ?? [];
  const asked = place.query.get('experiment');
  const chosen = (experiments.find(({ experiment }) => experiment === asked) ?? experiments[0])?.experiment;
  if (!chosen) return <Nothing what={words.experiments.empty} hint={words.experiments.emptyHint} />;
  return (
    <>
      <Choice experiments={experiments} chosen={chosen} />
      <Shown key={chosen} experiment={chosen} />
    </>
  );
}
