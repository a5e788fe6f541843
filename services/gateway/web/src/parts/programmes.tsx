// All programmes, each with the way to its page.
import { useSurroundings } from '../context.ts';
import { followLink, pathOf } from '../location.ts';
import type { Programme, ProgrammesAnswer } from '../programme_answer.ts';
import { Card } from './card.tsx';
import { Failure, Loading } from './states.tsx';
import { useCall } from './use_call.ts';

// The practice that it follows, since when, and where it is.
export function useProgrammeInShort() {
  const { words, format } = useSurroundings();
  const say = words.programme;
  return ({ kind, openedOn, stage, closedOn }: Programme) =>
    [
      words.codes[kind ?? ''] ?? '',
      closedOn
        ? words.case.fromTo(format.day(openedOn ?? ''), format.day(closedOn))
        : words.case.since(format.day(openedOn ?? '')),
      say.atStage(format.count(stage ?? 0)),
    ]
      .filter(Boolean)
      .join(' · ');
}

export function Programmes() {
  const { words, place } = useSurroundings();
  const inShort = useProgrammeInShort();
  const { answer, error, again } = useCall<ProgrammesAnswer>('praksis.v1.Stories/ListProgrammes', {});
  if (!answer) return error ? <Failure error={error} again={again} /> : <Loading />;
  if (!answer.programmes?.length) return null;
  return (
    <Card title={words.programme.all} explain={words.programme.allExplain}>
      <ul class="programmes">
        {answer.programmes.map((programme) => {
          const query = new URLSearchParams(place.query);
          query.set('programme', programme.stream ?? '');
          return (
            <li key={programme.stream}>
              <a
                href={`${pathOf('stories/programme')}?${query}`}
                onClick={(event) => followLink(event, 'stories/programme', query)}
              >
                <bdi>{programme.title}</bdi>
              </a>{' '}
              <span class="hint">{inShort(programme)}</span>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
