// Colours of charts, the same as those of the pages (style/base.css). All tones reach a contrast of 3:1 and all inks 4.5:1
// against the surface.
export type Tone = 'main' | 'second' | 'third' | 'quiet';

export interface Theme {
  surface: string;
  ink: string;
  muted: string;
  line: string;
  hatch: string;
  tones: Record<Tone, string>;
  // Opacity of bands.
  band: number;
}

export const light: Theme = {
  surface: '#ffffff',
  ink: '#1c2733',
  muted: '#566270',
  line: '#dfe4e9',
  hatch: '#7c8894',
  band: 0.14,
  tones: { main: '#0d6180', second: '#a8541f', third: '#3d7048', quiet: '#74808c' },
};

export const dark: Theme = {
  surface: '#1a222a',
  ink: '#e7ebef',
  muted: '#a6b2be',
  line: '#313c47',
  hatch: '#8c99a6',
  band: 0.2,
  tones: { main: '#6abfdc', second: '#eba06c', third: '#8cc79a', quiet: '#8f9ba7' },
};

// On a page the style sheet decides, so that dark, light and print need no new drawing.
export const byStyleSheet: Theme = {
  surface: 'var(--surface)',
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  line: 'var(--line)',
  hatch: 'var(--hatch)',
  band: 0.16,
  tones: { main: 'var(--main)', second: 'var(--second)', third: 'var(--third)', quiet: 'var(--quiet)' },
};

// Without quotation marks, so that it may stand in any attribute.
export const fontFamily = 'system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Liberation Sans, Arial, sans-serif';
