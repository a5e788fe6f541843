// Principles of action as a list, with the stories and actions that each is in.
import { useState } from 'preact/hooks';
import { useSurroundings } from '../context.ts';
import { recurrenceOf, type Principle, type PrinciplesAnswer } from '../stories_answer.ts';
import { Failure, Loading } from './states.tsx';
import { useStoryName } from './story_graph.tsx';
import { useCall } from './use_call.ts';

// Shows a node of the picture; where there is no picture, there is none.
type Choose = ((node: string) => void) | undefined;

function PrincipleRow({ principle, choose }: { principle: Principle; choose: Choose }) {
  const { words, format } = useSurroundings();
  const nameOf = useStoryName();
  const say = words.stories;
  const recurrence = recurrenceOf(principle.recurrence);
  return (
    <li>
      <details class="more principle" data-principle={principle.stream}>
        <summary>
          <span class="wording">{principle.wording}</span>{' '}
          <span class={`badge badge-${recurrence.toLowerCase()}`}>{say[recurrence]}</span>{' '}
          <span class="hint">{say.inStories(format.count(principle.storyCount ?? 0))}</span>
        </summary>
        <ul class="story-list">
          {(principle.stories ?? []).map(({ story, actions }) => (
            <li key={story?.stream}>
              <strong>{nameOf(story)}</strong>{' '}
              <span class="hint">{(say.successes as Record<string, string>)[story?.success ?? '']}</span>
              {(actions ?? []).map((action) => (
                <p key={action.actionId}>{action.wording}</p>
              ))}
            </li>
          ))}
        </ul>
        {choose && (
          <button type="button" onClick={() => choose(principle.stream ?? '')}>
            {say.showInPicture}
          </button>
        )}
      </details>
    </li>
  );
}

interface RowsProps {
  // Only those of this programme.
  programme?: string;
  choose?: Choose;
  // Of the page; the first where it is left out.
  token?: string;
}

// One page of the list, and, once it is asked for, the next.
export function PrincipleRows({ programme, choose, token }: RowsProps) {
  const { words } = useSurroundings();
  const [more, setMore] = useState(false);
  const { answer, error, again } = useCall<PrinciplesAnswer>('praksis.v1.Stories/ListPrinciples', {
    ...(programme ? { selection: { programme } } : {}),
    ...(token ? { pageToken: token } : {}),
  });
  if (!answer) return <li>{error ? <Failure error={error} again={again} /> : <Loading />}</li>;
  const next = answer.nextPageToken;
  const those = { ...(programme ? { programme } : {}), ...(choose ? { choose } : {}) };
  return (
    <>
      {(answer.principles ?? []).map((principle) => (
        <PrincipleRow key={principle.stream} principle={principle} choose={choose} />
      ))}
      {next && !more && (
        <li>
          <button type="button" onClick={() => setMore(true)}>
            {words.behind.more}
          </button>
        </li>
      )}
      {next && more && <PrincipleRows token={next} {...those} />}
    </>
  );
}
