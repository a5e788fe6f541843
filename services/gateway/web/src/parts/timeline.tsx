// What was recorded, an event a row: of a case, of the stories about it, of a programme.
import type { TimelineEntry } from '../case_answer.ts';
import { useSurroundings } from '../context.ts';
import { dayOf, inWords } from '../event_words.ts';
import { ScrollBox } from './scroll_box.tsx';

function Entry({ entry }: { entry: TimelineEntry }) {
  const surroundings = useSurroundings();
  const { words, format } = surroundings;
  const event = entry.event ?? {};
  const { what, details } = inWords(event, surroundings);
  const changed = format.count(Number(entry.changedByVersion ?? 0));
  const gone = entry.standing === 'CORRECTED' || entry.standing === 'VOIDED';
  return (
    <tr class={gone ? 'gone' : ''}>
      <th scope="row" class="number">
        {format.count(Number(event.version ?? 0))}
      </th>
      <td class="day">{format.day(dayOf(event))}</td>
      <td>
        <span class="what">{what}</span> {details && <span class="details">{details}</span>}
        {gone && (
          <span class="changed">
            {entry.standing === 'CORRECTED' ? words.case.correctedBy(changed) : words.case.voidedBy(changed)}
          </span>
        )}
      </td>
      <td class="by">
        <bdi>{event.actor?.id}</bdi>
      </td>
      <td class="day">{format.instant(event.recordedAt ?? '')}</td>
    </tr>
  );
}

export function Timeline({ title, timeline }: { title: string; timeline: TimelineEntry[] }) {
  const { words } = useSurroundings();
  const { case: say } = words;
  return (
    <section class="card" aria-label={title}>
      <ScrollBox title={title}>
        <table class="timeline">
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col" class="number">
                {say.version}
              </th>
              <th scope="col">{say.happened}</th>
              <th scope="col">{say.what}</th>
              <th scope="col">{say.by}</th>
              <th scope="col">{say.recorded}</th>
            </tr>
          </thead>
          <tbody>
            {timeline.map((entry) => (
              <Entry key={`${entry.event?.stream} ${entry.event?.version}`} entry={entry} />
            ))}
          </tbody>
        </table>
      </ScrollBox>
    </section>
  );
}
