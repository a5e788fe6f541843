// Stories like a case, as hints: what they share with it, and what was done in them.
import { useSurroundings } from '../context.ts';
import { sectionsIn } from '../data/sections.ts';
import { municipalityName } from '../data/municipalities.ts';
import { followLink, pathOf } from '../location.ts';
import type { LikeAnswer, Likeness, StoryLikeCase } from '../stories_answer.ts';
import { Card, Nothing } from './card.tsx';
import { Failure, Loading } from './states.tsx';
import { useStoryName } from './story_graph.tsx';
import { useCall } from './use_call.ts';

// "interruption: Transport", "word: “bakery”".
function useLikenessName(): (likeness: Likeness) => string {
  const { words, label, language } = useSurroundings();
  const kinds: Record<string, string> = words.like.kinds;
  const names: Record<string, (value: string) => string> = {
    LIKENESS_KIND_INTERRUPTION_REASON: (value) => label('interruption-reason', value),
    LIKENESS_KIND_INDUSTRY: (value) => sectionsIn(language).find((one) => one.code === value)?.label ?? value,
    LIKENESS_KIND_TARGET_GROUP: (value) => label('target-group', value),
    LIKENESS_KIND_PLACEMENT_TYPE: (value) => words.codes[value] ?? value,
    LIKENESS_KIND_MUNICIPALITY: municipalityName,
    LIKENESS_KIND_WORD: (value) => `“${value}”`,
  };
  return ({ kind = '', value = '' }) => `${kinds[kind] ?? kind}: ${names[kind]?.(value) ?? value}`;
}

function Story({ like }: { like: StoryLikeCase }) {
  const { words } = useSurroundings();
  const say = words.like;
  const nameOf = useStoryName();
  const likenessName = useLikenessName();
  const successes: Record<string, string> = words.stories.successes;
  return (
    <li data-story={like.story?.stream}>
      <strong>{nameOf(like.story)}</strong> <span class="hint">{successes[like.story?.success ?? '']}</span>
      {!like.story?.textsShown && <p class="hint">{say.hidden}</p>}
      <p class="hint">{say.why}:</p>
      <ul class="chips">
        {(like.likenesses ?? []).map((one) => (
          <li key={`${one.kind} ${one.value}`} class="badge badge-quiet">
            {likenessName(one)}
          </li>
        ))}
      </ul>
      {like.actions?.length ? (
        <>
          <p class="hint">{say.actions}:</p>
          <ul class="done">
            {like.actions.map(({ action, principles }) => (
              <li key={action?.actionId}>
                {action?.wording}
                {(principles ?? []).map((principle) => (
                  <p key={principle.stream} class="hint">
                    {words.stories.items.STORY_ITEM_PRINCIPLE}: {principle.wording}
                  </p>
                ))}
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </li>
  );
}

export function StoriesLike({ stream }: { stream: string }) {
  const { words, place } = useSurroundings();
  const say = words.like;
  const { answer, error, again } = useCall<LikeAnswer>('praksis.v1.Stories/ListStoriesLikeCase', {
    caseStream: stream,
  });
  const stories = answer?.stories ?? [];
  return (
    <Card title={say.title} explain={say.explain}>
      {!answer ? (
        error ? (
          <Failure error={error} again={again} />
        ) : (
          <Loading />
        )
      ) : stories.length ? (
        <ol class="apart">
          {stories.map((like) => (
            <Story key={like.story?.stream} like={like} />
          ))}
        </ol>
      ) : (
        <Nothing what={answer.standingStories ? say.none : say.noStories} hint={say.noneHint} />
      )}
      <p>
        <a href={pathOf('stories')} onClick={(event) => followLink(event, 'stories', place.query)}>
          {say.search}
        </a>
      </p>
    </Card>
  );
}
