// Where the nodes of a graph of stories go: stories, actions and principles each in a column, in the order in which they
// come, and each column in the middle of the picture's height.
import type { GraphAnswer, GraphNode, Item } from '../stories_answer.ts';

export interface Placed {
  node: GraphNode;
  lines: string[];
  x: number;
  y: number;
  height: number;
}

export interface Layout {
  width: number;
  height: number;
  placed: Placed[];
  // From the end of one node to the beginning of another.
  lines: { from: Placed; to: Placed }[];
}

export const nodeWidth = 260;
const columnGap = 90;
const rowGap = 14;
const lineHeight = 18;
const padding = 10;
const longestLine = 30;
const mostLines = 4;

// `text` in lines that fit a node, with "…" where it does not.
export function wrapped(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= longestLine) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word.length > longestLine ? word.slice(0, longestLine - 1) + '…' : word);
  }
  return lines.length > mostLines ? [...lines.slice(0, mostLines - 1), lines[mostLines - 1]! + ' …'] : lines;
}

const columns: Item[] = ['STORY_ITEM_STORY', 'STORY_ITEM_ACTION', 'STORY_ITEM_PRINCIPLE'];

// `textOf` says what a node is called. From right to left where `rtl`.
export function layoutOf(graph: GraphAnswer, textOf: (node: GraphNode) => string, rtl: boolean): Layout {
  const width = columns.length * nodeWidth + (columns.length - 1) * columnGap;
  const stacked = columns.map((item, column) => {
    let y = 0;
    const placed = (graph.nodes ?? [])
      .filter((node) => node.item === item)
      .map((node) => {
        const lines = wrapped(textOf(node));
        const height = lines.length * lineHeight + 2 * padding;
        const at = rtl ? columns.length - 1 - column : column;
        const one = { node, lines, x: at * (nodeWidth + columnGap), y, height };
        y += height + rowGap;
        return one;
      });
    return { placed, height: Math.max(0, y - rowGap) };
  });
  const height = Math.max(0, ...stacked.map((column) => column.height));
  const placed = stacked.flatMap((column) =>
    column.placed.map((one) => ({ ...one, y: one.y + (height - column.height) / 2 })),
  );
  const byId = new Map(placed.map((one) => [one.node.id, one]));
  const lines = (graph.edges ?? []).flatMap((edge) => {
    const from = byId.get(edge.from);
    const to = byId.get(edge.to);
    return from && to ? [{ from, to }] : [];
  });
  return { width, height, placed, lines };
}

// Where the text of a node's line stands, from the node's upper edge.
export const baselineOf = (line: number) => padding + lineHeight * (line + 0.75);
