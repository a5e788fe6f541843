// The graph around a story, an action or a principle, as a picture to walk through: each node is a button that leads on.
import { useSurroundings } from '../context.ts';
import { recurrenceOf, type GraphAnswer, type GraphNode, type StoryReference } from '../stories_answer.ts';
import { baselineOf, layoutOf, nodeWidth, type Placed } from './graph_layout.ts';
import { Failure, Loading } from './states.tsx';
import { useCall } from './use_call.ts';

// What a story is called: its title, or, where that may not be shown, who told it when.
export function useStoryName(): (story: StoryReference | undefined) => string {
  const { words, format } = useSurroundings();
  return (story) => story?.title || words.stories.toldBy(story?.staffGroup ?? '', format.day(story?.toldOn ?? ''));
}

function Node({ placed, chosen, label, choose }: { placed: Placed; chosen: boolean; label: string; choose(): void }) {
  const { rtl } = useSurroundings();
  return (
    <g
      class={`node node-${placed.node.item?.slice('STORY_ITEM_'.length).toLowerCase()}`}
      role="button"
      tabindex={0}
      aria-label={label}
      aria-pressed={chosen}
      data-node={placed.node.id}
      transform={`translate(${placed.x} ${placed.y})`}
      onClick={choose}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        choose();
      }}
    >
      <rect width={nodeWidth} height={placed.height} rx="6" />
      {placed.lines.map((line, i) => (
        <text
          key={i}
          x={rtl ? nodeWidth - 10 : 10}
          y={baselineOf(i)}
          direction={rtl ? 'rtl' : 'ltr'}
          aria-hidden="true"
        >
          {line + ' '}
        </text>
      ))}
    </g>
  );
}

function Edge({ from, to }: { from: Placed; to: Placed }) {
  const forward = from.x < to.x;
  const x1 = forward ? from.x + nodeWidth : from.x;
  const x2 = forward ? to.x : to.x + nodeWidth;
  const [y1, y2] = [from.y + from.height / 2, to.y + to.height / 2];
  const middle = (x1 + x2) / 2;
  return <path class="edge" d={`M${x1} ${y1} C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`} />;
}

export function StoryGraph({ around, choose }: { around: string; choose(node: string): void }) {
  const { words, format, rtl } = useSurroundings();
  const nameOf = useStoryName();
  const { answer, error, again } = useCall<GraphAnswer>('praksis.v1.Stories/GetStoryGraph', { around });
  if (!answer) return error ? <Failure error={error} again={again} /> : <Loading />;
  const textOf = (node: GraphNode) => (node.item === 'STORY_ITEM_STORY' ? nameOf(node.story) : (node.wording ?? ''));
  // Begins with what can be seen, and has what was cut off, too.
  const labelOf = ({ node, lines }: Placed) => {
    const [seen, whole] = [lines.join(' '), textOf(node)];
    const name = `${words.stories.items[node.item!]}: ${seen}${seen.endsWith('…') ? ` ${whole}` : ''}`;
    if (node.item !== 'STORY_ITEM_PRINCIPLE') return name;
    return `${name} (${words.stories[recurrenceOf(node.recurrence)]}, ${words.stories.inStories(format.count(node.storyCount ?? 0))})`;
  };
  const layout = layoutOf(answer, textOf, rtl);
  const chosen = answer.nodes?.find((node) => node.id === around);
  return (
    <div class="picture-box">
      <svg
        class="story-graph"
        viewBox={`-4 -4 ${layout.width + 8} ${layout.height + 8}`}
        role="group"
        aria-label={words.stories.pictureOf(chosen ? textOf(chosen) : '')}
      >
        {layout.lines.map(({ from, to }) => (
          <Edge key={`${from.node.id} ${to.node.id}`} from={from} to={to} />
        ))}
        {layout.placed.map((placed) => (
          <Node
            key={placed.node.id}
            placed={placed}
            chosen={placed.node.id === around}
            label={labelOf(placed)}
            choose={() => choose(placed.node.id ?? '')}
          />
        ))}
      </svg>
    </div>
  );
}
