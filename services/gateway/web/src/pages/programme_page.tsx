// One programme of learning: its principles and stories, where it was spread to, what came of it, and its history.
import { useSurroundings } from '../context.ts';
import { municipalityName } from '../data/municipalities.ts';
import { followLink, pathOf, type Page } from '../location.ts';
import { Card, Nothing } from '../parts/card.tsx';
import { PrincipleRows } from '../parts/principle_rows.tsx';
import { useProgrammeInShort } from '../parts/programmes.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { useStoryName } from '../parts/story_graph.tsx';
import { TableBox } from '../parts/table.tsx';
import { Timeline } from '../parts/timeline.tsx';
import { useCall } from '../parts/use_call.ts';
import { questionOf, useEstimateTexts } from '../parts/use_estimate_texts.ts';
import type { ExperimentAnswer } from '../practice_answers.ts';
import type { Branch, Programme, ProgrammeAnswer, StreamAnswer } from '../programme_answer.ts';
import type { PrinciplesAnswer } from '../stories_answer.ts';

function About({ programme }: { programme: Programme }) {
  const { words, format, label } = useSurroundings();
  const inShort = useProgrammeInShort();
  const say = words.programme;
  const method = programme.method ? label('learning-method', programme.method) : '';
  const facts: [string, string][] = [
    [say.where, municipalityName(programme.municipality ?? '')],
    [say.method, [method, programme.methodRevision].filter(Boolean).join(', ')],
    [say.plannedEnd, programme.plannedEnd ? format.day(programme.plannedEnd) : ''],
    [say.ended, programme.closedOn ? format.day(programme.closedOn) : say.goesOn],
    [say.ending, words.codes[programme.ending ?? ''] ?? ''],
  ];
  return (
    <Card title={programme.title ?? ''} explain={inShort(programme)}>
      <dl class="facts">
        {facts
          .filter(([, text]) => text)
          .map(([name, text]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{text}</dd>
            </div>
          ))}
      </dl>
    </Card>
  );
}

function Principles({ programme }: { programme: string }) {
  const { words, format } = useSurroundings();
  const say = words.stories;
  const { answer } = useCall<PrinciplesAnswer>('praksis.v1.Stories/ListPrinciples', { selection: { programme } });
  const totals = answer?.totals ?? {};
  if (answer && !answer.principles?.length && !totals.stories) return null;
  return (
    <Card
      title={words.programme.principles}
      explain={say.totals(
        format.count(totals.stories ?? 0),
        format.count(totals.sessions ?? 0),
        format.count(totals.staffGroups ?? 0),
      )}
    >
      <ul class="principles">
        <PrincipleRows programme={programme} />
      </ul>
    </Card>
  );
}

function Spread({ answer }: { answer: ProgrammeAnswer }) {
  const { words, format } = useSurroundings();
  const say = words.programme;
  const nameOf = useStoryName();
  return (
    <Card title={say.spread} explain={say.spreadExplain}>
      {!!answer.organisations?.length && (
        <TableBox
          table={{
            title: say.organisations,
            columns: [say.organisation, say.since, say.withStage],
            rows: answer.organisations.map(({ organisation, since, stage }) => [
              organisation ?? '',
              format.day(since ?? ''),
              format.count(stage ?? 0),
            ]),
            wordColumns: [1],
          }}
        />
      )}
      {!!answer.units?.length && (
        <TableBox
          table={{
            title: say.units,
            columns: [
              say.unit,
              say.where,
              say.first,
              say.last,
              say.sessions,
              say.attendances,
              say.stories,
              say.sharedWith,
            ],
            rows: answer.units.map((unit) => [
              unit.staffGroup ?? '',
              (unit.municipalities ?? []).map(municipalityName).join(', '),
              format.day(unit.firstOn ?? ''),
              format.day(unit.lastOn ?? ''),
              format.count(unit.sessions ?? 0),
              format.count(Number(unit.attendances ?? 0)),
              format.count(unit.stories ?? 0),
              format.count(unit.sharings ?? 0),
            ]),
            wordColumns: [1, 2, 3],
          }}
        />
      )}
      {!!answer.sharings?.length && (
        <TableBox
          table={{
            title: say.sharings,
            columns: [say.story, say.day, say.unit, say.where, say.participants],
            rows: answer.sharings.map((sharing) => [
              nameOf(sharing.story),
              format.day(sharing.sharedOn ?? ''),
              sharing.staffGroup ?? '',
              municipalityName(sharing.municipality ?? ''),
              sharing.participants ? format.count(sharing.participants) : '–',
            ]),
            wordColumns: [1, 2, 3],
          }}
        />
      )}
    </Card>
  );
}

function Outcome({ answer }: { answer: ProgrammeAnswer }) {
  const { words, format } = useSurroundings();
  const say = words.programme;
  const goesOn = (day: string | undefined) => (day ? format.day(day) : say.goesOn);
  return (
    <Card title={say.outcome} explain={say.outcomeExplain}>
      <TableBox
        titled
        table={{
          title: say.outcome,
          columns: [
            say.stage,
            say.from,
            say.to,
            say.organisations,
            say.units,
            say.sessions,
            say.stories,
            say.objective,
            say.subjective,
            say.both,
            say.verified,
            say.principlesWorded,
            say.timesShared,
          ],
          rows: (answer.stages ?? []).map((stage) => [
            format.count(stage.stage ?? 0),
            format.day(stage.from ?? ''),
            goesOn(stage.to),
            ...[
              stage.organisations,
              stage.staffGroups,
              stage.sessions,
              stage.stories,
              stage.objective,
              stage.subjective,
              stage.both,
              stage.verified,
              stage.principles,
              stage.sharings,
            ].map((n) => format.count(n ?? 0)),
          ]),
          wordColumns: [1, 2],
        }}
      />
    </Card>
  );
}

// Belief before and after, of one experiment that the programme led to.
function Belief({ experiment }: { experiment: string }) {
  const { words } = useSurroundings();
  const say = words.experiments;
  const text = useEstimateTexts();
  const { answer, error, again } = useCall<ExperimentAnswer>('praksis.v1.Experiments/GetExperiment', { experiment });
  if (!answer) return error ? <Failure error={error} again={again} /> : <Loading />;
  const { before, after, beliefChange } = answer.all ?? {};
  return (
    <TableBox
      table={{
        title: `${say.belief}: ${questionOf(words, answer.experiment?.question)}`,
        columns: [say.when, words.columns.cases, say.high, say.mean],
        rows: [
          [
            say.before,
            text.count(before?.belief?.cases),
            text.share(before?.belief?.highShare),
            text.mean(before?.belief?.mean),
          ],
          [
            say.after,
            text.count(after?.belief?.cases),
            text.share(after?.belief?.highShare),
            text.mean(after?.belief?.mean),
          ],
          [words.programme.change, '', text.points(beliefChange?.highShare), text.change(beliefChange?.mean)],
        ],
      }}
    />
  );
}

// The page that a branch has, with what its address says.
function pageOf({ stream = '' }: Branch): [Page, string] | undefined {
  if (stream.startsWith('cycle/')) return ['cycles', 'cycle'];
  if (stream.startsWith('experiment/')) return ['experiments', 'experiment'];
  if (stream.startsWith('workshop/')) return ['transfer', ''];
  return undefined;
}

function BranchLine({ branch }: { branch: Branch }) {
  const { words, format, place } = useSurroundings();
  const say = words.programme;
  const [page, name] = pageOf(branch) ?? [];
  const query = new URLSearchParams(place.query);
  query.delete('programme');
  if (name) query.set(name, branch.stream ?? '');
  const kind = (say.kinds as Record<string, string>)[(branch.stream ?? '').split('/')[0]!] ?? '';
  const called = `${kind}: ${branch.title || branch.stream}`;
  return (
    <li>
      {page ? (
        <a href={`${pathOf(page)}?${query}`} onClick={(event) => followLink(event, page, query)}>
          {called}
        </a>
      ) : (
        called
      )}{' '}
      <span class="hint">
        {[
          format.day(branch.beganOn ?? ''),
          municipalityName(branch.municipality ?? ''),
          branch.beganHere ? say.begunHere : say.storiesShared,
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </li>
  );
}

function Branches({ branches }: { branches: Branch[] }) {
  const { words } = useSurroundings();
  const say = words.programme;
  if (!branches.length) return null;
  const experiments = branches.map(({ stream }) => stream ?? '').filter((stream) => stream.startsWith('experiment/'));
  return (
    <Card title={say.branches} explain={say.branchesExplain}>
      <ul class="programmes">
        {branches.map((branch) => (
          <BranchLine key={branch.stream} branch={branch} />
        ))}
      </ul>
      {experiments.map((experiment) => (
        <Belief key={experiment} experiment={experiment} />
      ))}
      {!!experiments.length && <p class="explain">{words.experiments.caution}</p>}
    </Card>
  );
}

function History({ stream }: { stream: string }) {
  const { words } = useSurroundings();
  const { answer, error, again } = useCall<StreamAnswer>('praksis.v1.History/GetStream', { stream });
  if (!answer) return error ? <Failure error={error} again={again} /> : <Loading />;
  return <Timeline title={words.case.timeline} timeline={answer.timeline ?? []} />;
}

function Shown({ programme }: { programme: string }) {
  const { words } = useSurroundings();
  const say = words.programme;
  const { answer, error, again } = useCall<ProgrammeAnswer>('praksis.v1.Stories/GetProgramme', { programme });
  if (!answer) {
    if (error?.reason === 'PROGRAMME_NOT_FOUND' || error?.reason === 'REQUEST_INVALID') {
      return <Nothing what={say.notFound} hint={say.notFoundHint} />;
    }
    return error ? <Failure error={error} again={again} /> : <Loading />;
  }
  return (
    <>
      <About programme={answer.programme ?? {}} />
      <Outcome answer={answer} />
      <Branches branches={answer.branches ?? []} />
      <Spread answer={answer} />
      <Principles programme={programme} />
      <History stream={programme} />
    </>
  );
}

export function ProgrammePage() {
  const { words, place } = useSurroundings();
  const programme = place.query.get('programme') ?? '';
  const query = new URLSearchParams(place.query);
  query.delete('programme');
  return (
    <>
      <p>
        <a href={pathOf('stories')} onClick={(event) => followLink(event, 'stories', query)}>
          {words.programme.toAll}
        </a>
      </p>
      <Shown key={programme} programme={programme} />
    </>
  );
}
