// Shapes that custom series draw: text, whiskers, and the hatch that says "withheld".
import { fontFamily, type Theme } from './theme.ts';

// A shape of zrender; ECharts checks its own.
export interface Shape {
  type: string;
  shape?: object;
  style?: object;
  children?: Shape[];
  silent?: boolean;
}

export function line(x1: number, y1: number, x2: number, y2: number, stroke: string, lineWidth: number): Shape {
  return { type: 'line', silent: true, shape: { x1, y1, x2, y2 }, style: { stroke, lineWidth, fill: 'none' } };
}

// Drawings run from left to right throughout; what is written from right to left says so of itself (Unicode's isolates).
export function directed(words: string): string {
  return /[\u0590-\u08ff]/.test(words) ? '\u2067' + words + '\u2069' : words;
}

export function text(words: string, x: number, y: number, style: object): Shape {
  return {
    type: 'text',
    silent: true,
    style: { text: directed(words), x, y, fontSize: 14, fontFamily, verticalAlign: 'middle', ...style },
  };
}

export function group(children: Shape[]): Shape {
  return { type: 'group', children };
}

// A line with an end stop on either side, along x or y.
export function whisker(from: number, to: number, across: number, along: 'x' | 'y', stroke: string): Shape {
  const stop = 4;
  if (along === 'x') {
    return group([
      line(from, across, to, across, stroke, 1.5),
      line(from, across - stop, from, across + stop, stroke, 1.5),
      line(to, across - stop, to, across + stop, stroke, 1.5),
    ]);
  }
  return group([
    line(across, from, across, to, stroke, 1.5),
    line(across - stop, from, across + stop, from, stroke, 1.5),
    line(across - stop, to, across + stop, to, stroke, 1.5),
  ]);
}

// A dashed box with slanted lines: here is something, and it is not shown.
export function hatch(x: number, y: number, width: number, height: number, theme: Theme): Shape {
  const step = 6;
  const lines: Shape[] = [];
  for (let offset = step - height; offset < width; offset += step) {
    // The slanted line from (offset, height) to (offset + height, 0), cut at the sides of the box.
    const left = Math.max(offset, 0);
    const right = Math.min(offset + height, width);
    lines.push(line(x + left, y + height - (left - offset), x + right, y + height - (right - offset), theme.hatch, 1));
  }
  const box = {
    type: 'rect',
    silent: true,
    shape: { x, y, width, height },
    style: { fill: 'none', stroke: theme.hatch, lineWidth: 1, lineDash: [3, 2] },
  };
  return group([...lines, box]);
}
