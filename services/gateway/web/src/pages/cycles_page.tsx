// Learning cycles: the list, and the one that the address names as a board of its six steps.
import type { CycleAnswer, CycleBoard, CyclesAnswer, CycleSummary } from '../cycle_answer.ts';
import { useSurroundings } from '../context.ts';
import { CycleLink } from '../parts/cycle_link.tsx';
import { measuresOf, Part, placeNames, Step, without } from '../parts/cycle_step.tsx';
import { Failure, Loading } from '../parts/states.tsx';
import { useCall } from '../parts/use_call.ts';

// Where a cycle stands, in a word or two.
function useWhere(): (cycle: CycleSummary) => string {
  const { words } = useSurroundings();
  const say = words.cycles;
  return (cycle) => {
    if (cycle.closedOn) return say.endings[without('CYCLE_ENDING_', cycle.ending)] ?? '';
    const step = cycle.steps?.findIndex((one) => one.step === cycle.currentStep) ?? -1;
    return step < 0 ? '' : `${step + 1} ${say.steps[without('CYCLE_STEP_', cycle.currentStep)]}`;
  };
}

function List({ cycles }: { cycles: CycleSummary[] }) {
  const { words, format, label } = useSurroundings();
  const say = words.cycles;
  const where = useWhere();
  if (!cycles.length) return <p class="state">{say.none}</p>;
  return (
    <div class="table-box">
      <table>
        <caption class="unseen">{say.list}</caption>
        <thead>
          <tr>
            <th scope="col">{say.cycle}</th>
            <th scope="col">{say.challenge}</th>
            <th scope="col">{say.sites}</th>
            <th scope="col">{say.step}</th>
            <th scope="col" class="number">
              {say.days}
            </th>
            <th scope="col">
              {say.measures} ({say.measuresHint})
            </th>
          </tr>
        </thead>
        <tbody>
          {cycles.map((cycle) => (
            <tr key={cycle.stream}>
              <th scope="row">
                <CycleLink stream={cycle.stream ?? ''} />
              </th>
              <td>{label('challenge', cycle.challenge ?? '')}</td>
              <td>{placeNames(cycle.sites)}</td>
              <td>{where(cycle)}</td>
              <td class="number">{format.count(cycle.days ?? 0)}</td>
              <td>
                {[cycle.measures?.decided, cycle.measures?.implemented, cycle.measures?.evaluated]
                  .map((n) => format.count(n ?? 0))
                  .join(' / ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

// `changed`: something was recorded here.
function Board({ board, changed }: { board: CycleBoard; changed(): void }) {
  const { words, format, label } = useSurroundings();
  const say = words.cycles;
  const where = useWhere();
  const summary = board.summary ?? {};
  return (
    <section class="card" aria-label={say.board}>
      <header>
        <h2>
          <bdi dir="ltr">{summary.stream}</bdi> {label('challenge', summary.challenge ?? '')}
        </h2>
        <p class={`badge badge-${summary.closedOn ? 'quiet' : 'current'}`}>{where(summary)}</p>
      </header>
      <p class="hint">{say.staffOnly}</p>
      <dl class="facts">
        <Part title={say.sites} items={[placeNames(summary.sites)]} />
        <Part
          title={say.days}
          items={[`${format.day(summary.begunOn ?? '')} · ${say.dayCount(format.count(summary.days ?? 0))}`]}
        />
        {summary.parentCycle && <Part title={say.follows} items={[<CycleLink stream={summary.parentCycle} />]} />}
        <Part
          title={say.followedBy}
          items={(summary.nextCycles ?? []).map((next) => (
            <CycleLink key={next} stream={next} />
          ))}
        />
        <Part wide title={say.parentMeasures} items={measuresOf(board.parentMeasures)} />
        <Part wide title={say.inQuestion} items={measuresOf(board.measuresInQuestion)} />
      </dl>
      <ol class="board">
        {(summary.steps ?? []).map((step) => (
          <Step key={step.step} board={board} step={step} changed={changed} />
        ))}
      </ol>
    </section>
  );
}

function Cycle({ stream }: { stream: string }) {
  const { words, announce } = useSurroundings();
  const { answer, error, again } = useCall<CycleAnswer>('praksis.v1.Cycles/GetCycle', { stream }, () =>
    announce(words.live.updated(words.cycles.board)),
  );
  if (answer) return <Board board={answer.cycle ?? {}} changed={again} />;
  if (!error) return <Loading />;
  if (error.code !== 'not_found') return <Failure error={error} again={again} />;
  return (
    <p class="state" role="status">
      {words.cycles.notFound}
    </p>
  );
}

export function CyclesPage() {
  const { words, place } = useSurroundings();
  const { answer, error, again } = useCall<CyclesAnswer>('praksis.v1.Cycles/ListCycles', { pageSize: 1000 });
  const stream = place.query.get('cycle');
  return (
    <>
      <section class="card" aria-label={words.cycles.list}>
        <header>
          <h2>{words.cycles.list}</h2>
        </header>
        {answer ? <List cycles={answer.cycles ?? []} /> : error ? <Failure error={error} again={again} /> : <Loading />}
      </section>
      {stream && <Cycle key={stream} stream={stream} />}
    </>
  );
}
