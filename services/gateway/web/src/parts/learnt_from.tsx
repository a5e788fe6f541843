// What learning cycles did with a case, each with the way to its board.
import type { LearntFrom } from '../case_answer.ts';
import { useSurroundings } from '../context.ts';
import { Card } from './card.tsx';
import { CycleLink } from './cycle_link.tsx';

function Row({ learnt }: { learnt: LearntFrom }) {
  const { words, format } = useSurroundings();
  const say = words.case;
  const informant = words.cycles.informants[(learnt.informant ?? '').replace('INFORMANT_KIND_', '')];
  return (
    <tr>
      <td class="day">{format.day(learnt.happenedOn ?? '')}</td>
      <td>
        {say.learntKinds[learnt.kind ?? ''] ?? learnt.kind}
        {learnt.kind === 'INTERVIEWED' && informant && <>: {informant}</>}
        {learnt.onlyAnonymised && <span class="mark"> {words.cycles.anonymisedOnly}</span>}
      </td>
      <td>
        <bdi dir="ltr">{learnt.placementId}</bdi>
      </td>
      <td>
        <CycleLink stream={learnt.cycle ?? ''} />
      </td>
    </tr>
  );
}

export function LearntFromIt({ all }: { all: LearntFrom[] }) {
  const { words } = useSurroundings();
  const say = words.case;
  if (!all.length) return null;
  return (
    <Card title={say.learntFrom}>
      <div class="table-box">
        <table class="timeline">
          <caption class="unseen">{say.learntFrom}</caption>
          <thead>
            <tr>
              <th scope="col">{say.happened}</th>
              <th scope="col">{say.what}</th>
              <th scope="col">{say.placement}</th>
              <th scope="col">{words.cycles.cycle}</th>
            </tr>
          </thead>
          <tbody>
            {all.map((learnt) => (
              <Row key={`${learnt.cycle} ${learnt.version} ${learnt.kind} ${learnt.placementId}`} learnt={learnt} />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
