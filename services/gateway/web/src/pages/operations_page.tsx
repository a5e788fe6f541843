// Whether the figures keep up with what is recorded, and what was refused.
import type { ComponentChildren } from 'preact';
import { useSurroundings } from '../context.ts';
import {
  furthestBehind,
  secondsOf,
  type Projection,
  type ProjectionsAnswer,
  type StatusAnswer,
} from '../operations_answer.ts';
import { Card } from '../parts/card.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { TableBox } from '../parts/table.tsx';
import { useCall, type Asked } from '../parts/use_call.ts';

const everyMs = 5000;

// What there is to show of an answer, or why there is none. A server without the service says so once, in `missing`.
function Answered<Answer>({
  asked,
  show,
  missing,
}: {
  asked: Asked<Answer>;
  show(answer: Answer): ComponentChildren;
  missing: ComponentChildren;
}) {
  if (asked.answer) return <>{show(asked.answer)}</>;
  if (!asked.error) return <Loading />;
  return asked.error.code === 'unimplemented' ? <>{missing}</> : <Failure error={asked.error} again={asked.again} />;
}

function NotOffered() {
  const { words } = useSurroundings();
  return (
    <div class="state">
      <p class="state-what">{words.operations.notOffered}</p>
      <p>{words.operations.notOfferedHint}</p>
    </div>
  );
}

function useProjectionCells(): (projection: Projection) => string[] {
  const { words, format } = useSurroundings();
  const say = words.operations;
  const lag = (projection: Projection) => {
    const behind = furthestBehind(projection);
    return behind
      ? `${say.events(format.count(behind.events))}, ${say.seconds(format.decimal(behind.seconds, 1))}`
      : '–';
  };
  const progress = ({ progress }: Projection) => {
    if (!progress) return '';
    const share = Number(progress.total ?? 0)
      ? format.percent(Number(progress.done ?? 0) / Number(progress.total), 0)
      : say.events(format.count(Number(progress.done ?? 0)));
    return progress.left
      ? `${share}, ${say.timeLeft}: ${say.seconds(format.count(Math.round(secondsOf(progress.left))))}`
      : share;
  };
  return (projection) => [
    projection.name ?? '',
    [
      (say.states as Record<string, string>)[projection.state ?? ''] ?? projection.state ?? '',
      progress(projection),
      projection.problem?.message ?? '',
    ]
      .filter(Boolean)
      .join(' · '),
    lag(projection),
    `${format.decimal(Number(projection.diskBytes ?? 0) / 2 ** 20, 1)} MiB`,
    format.instant(projection.created ?? ''),
  ];
}

// Of every projection that is kept up, how far it is behind in each partition.
function Lags({ projections }: { projections: Projection[] }) {
  const { words, format } = useSurroundings();
  const say = words.operations;
  const rows = projections.flatMap(({ name, lags = [] }) =>
    lags.map(({ partition, events, age }) => [
      name ?? '',
      format.count(partition ?? 0),
      format.count(Number(events ?? 0)),
      say.seconds(format.decimal(secondsOf(age), 1)),
    ]),
  );
  if (!rows.length) return null;
  return (
    <TableBox table={{ title: say.lags, columns: [say.name, say.partition, say.eventsBehind, say.oldest], rows }} />
  );
}

function Projections() {
  const { words } = useSurroundings();
  const say = words.operations;
  const cells = useProjectionCells();
  const asked = useCall<ProjectionsAnswer>('praksis.v1.Operations/ListProjections', {}, undefined, everyMs);
  return (
    <Card title={say.projections}>
      <Answered
        asked={asked}
        missing={<NotOffered />}
        show={({ projections = [] }) => (
          <>
            <TableBox
              titled
              table={{
                title: say.lag,
                columns: [say.name, say.state, say.lag, say.size, say.created],
                rows: projections.map(cells),
                wordColumns: [1],
              }}
            />
            <Lags projections={projections} />
            <details class="more">
              <summary>{say.revisions}</summary>
              {projections.map(({ name, models = [] }) => (
                <p key={name} dir="ltr">
                  {name}: {models.join(', ')}
                </p>
              ))}
            </details>
          </>
        )}
      />
    </Card>
  );
}

function Status() {
  const { words, format, live } = useSurroundings();
  const say = words.operations;
  const asked = useCall<StatusAnswer>('praksis.v1.Operations/GetStatus', {}, undefined, everyMs);
  const serves = !!asked.answer && !asked.answer.logProblem;
  const badge = asked.answer && (
    <p class={`badge ${serves ? 'badge-good' : 'badge-bad'}`}>
      {serves ? say.serving : (asked.answer.logProblem?.message ?? say.notServing)}
    </p>
  );
  const count = (n: string | undefined) => format.count(Number(n ?? 0));
  // Who closed a page was not refused.
  const refusals = (asked.answer?.refusals ?? []).filter(({ reason }) => reason !== 'CANCELLED');
  return (
    <>
      <Card title={say.health} badge={badge}>
        <dl class="facts">
          <div>
            <dt>{say.feed}</dt>
            <dd>{words.live[live]}</dd>
          </div>
          {asked.answer?.started && (
            <div>
              <dt>{say.since}</dt>
              <dd>{format.instant(asked.answer.started)}</dd>
            </div>
          )}
          {asked.answer?.recorder && (
            <>
              <div>
                <dt>{say.queued}</dt>
                <dd>{count(asked.answer.recorder.queued)}</dd>
              </div>
              <div>
                <dt>{say.recorded}</dt>
                <dd>{count(asked.answer.recorder.recorded)}</dd>
              </div>
              <div>
                <dt>{say.repeats}</dt>
                <dd>{count(asked.answer.recorder.repeats)}</dd>
              </div>
              <div>
                <dt>{say.refused}</dt>
                <dd>{count(asked.answer.recorder.refused)}</dd>
              </div>
            </>
          )}
        </dl>
        {asked.error && asked.error.code !== 'unimplemented' && <Failure error={asked.error} again={asked.again} />}
      </Card>
      {asked.answer && (
        <Card title={say.refusals}>
          {refusals.length ? (
            <TableBox
              titled
              table={{
                title: say.refusals,
                columns: [words.columns.reason, words.columns.count],
                rows: refusals.map(({ reason, count: n }) => [reason ?? '', count(n)]),
              }}
            />
          ) : (
            <p class="explain">{say.none}</p>
          )}
        </Card>
      )}
      {!!asked.answer?.owners?.length && (
        <Card title={say.owners}>
          <TableBox
            titled
            table={{
              title: say.owners,
              columns: [say.partition, say.address],
              rows: asked.answer.owners.map(({ partition, address }) => [format.count(partition ?? 0), address || '–']),
              wordColumns: [1],
            }}
          />
        </Card>
      )}
    </>
  );
}

export function OperationsPage() {
  return (
    <>
      <Status />
      <Projections />
    </>
  );
}
