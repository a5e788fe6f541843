// A figure as one SVG, for the gateway, which runs this in a small JavaScript engine: ECMAScript 5, no document, no
// Intl. The bundle charts-server.js defines one global function:
//
//   renderFigure(name, json, options) -> SVG
//     name     as in FigureMetadata.figure
//     json     the answer of praksis.v1.Dashboards, as text
//     options  {lang: "da" | "sv" | "en" | "he", theme: "light" | "dark", width, height, labels}; all may be left out.
//              labels is what /codelists.json answers (text, or parsed). height is the least; charts that need more get it.
//
// It throws an Error that says what is wrong where there is no such figure or the answer is no JSON.
import type { Answers, FigureName } from '../answers.ts';
import { labelOf, type CodelistsAnswer } from '../codelists.ts';
import { figures, type Figure } from '../figures/figures.ts';
import { chooseLanguage, isRightToLeft, wordsOf } from '../words/words.ts';
import type { ChartContext } from './chart.ts';
import { measureWithoutCanvas, toSvg } from './echarts.ts';
import { plainFormats } from './plain_format.ts';
import { dark, fontFamily, light } from './theme.ts';

export interface RenderOptions {
  lang?: string;
  theme?: string;
  width?: number;
  height?: number;
  labels?: CodelistsAnswer | string;
}

measureWithoutCanvas();

const margin = 20;

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

function contextOf(options: RenderOptions, width: number): ChartContext {
  const language = chooseLanguage([options.lang]);
  const labels = typeof options.labels === 'string' ? (JSON.parse(options.labels) as CodelistsAnswer) : options.labels;
  return {
    words: wordsOf(language),
    format: plainFormats(language),
    label: labelOf(labels, language),
    theme: options.theme === 'dark' ? dark : light,
    rtl: isRightToLeft(language),
    width,
  };
}

// Puts one piece under the other; `y` is where the next begins.
class Sheet {
  private parts: string[] = [];
  private y = margin;
  private readonly context: ChartContext;
  private readonly width: number;

  constructor(context: ChartContext, width: number) {
    this.context = context;
    this.width = width;
  }

  write(text: string, size: number, weight: number, color: string): void {
    const x = this.context.rtl ? this.width - margin : margin;
    this.y += size;
    this.parts.push(
      '<text x="' +
        x +
        '" y="' +
        this.y +
        '" direction="' +
        (this.context.rtl ? 'rtl' : 'ltr') +
        '" text-anchor="start" font-family="' +
        escape(fontFamily) +
        '" font-size="' +
        size +
        '" font-weight="' +
        weight +
        '" fill="' +
        color +
        '">' +
        escape(text) +
        '</text>',
    );
    this.y += 8;
  }

  // The inner SVG keeps its own size and is moved as a whole.
  draw(svg: string, height: number): void {
    this.parts.push('<g transform="translate(' + margin + ' ' + this.y + ')">' + svg + '</g>');
    this.y += height + 16;
  }

  space(pixels: number): void {
    this.y += pixels;
  }

  finish(title: string, least: number): string {
    const height = Math.max(least, Math.ceil(this.y + margin - 8));
    return (
      '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" role="img" width="' +
      this.width +
      '" height="' +
      height +
      '" viewBox="0 0 ' +
      this.width +
      ' ' +
      height +
      '"><title>' +
      escape(title) +
      '</title><rect width="' +
      this.width +
      '" height="' +
      height +
      '" fill="' +
      this.context.theme.surface +
      '"/>' +
      this.parts.join('') +
      '</svg>'
    );
  }
}

export function renderFigure<Name extends FigureName>(name: Name, json: string, options: RenderOptions = {}): string {
  if (!Object.prototype.hasOwnProperty.call(figures, name)) throw new Error('there is no figure ' + name);
  const answer = JSON.parse(json) as Answers[Name];
  const { view } = figures[name] as Figure<Name>;
  const width = Math.max(320, options.width || 800);
  const context = contextOf(options, width - 2 * margin);
  const { words, theme, format } = context;
  const metadata = answer.metadata || {};
  const sheet = new Sheet(context, width);
  sheet.write(words.figures[name], 20, 600, theme.ink);
  sheet.space(8);
  if (view.isEmpty(answer)) sheet.write(words.empty, 14, 400, theme.muted);
  view.charts(answer, context).forEach((chart) => {
    sheet.write(chart.title, 14, 600, theme.muted);
    sheet.draw(toSvg(chart.option, context.width, chart.height), chart.height);
  });
  const note = [words.card.asOf(format.day(metadata.asOf || '')), words.card.intervals];
  if (metadata.suppressedCells) note.push(words.withheld + ': ' + format.count(metadata.suppressedCells));
  sheet.write('praksis · ' + note[0], 12, 400, theme.muted);
  sheet.write(note.slice(1).join(' · '), 12, 400, theme.muted);
  return sheet.finish(words.figures[name], options.height || 0);
}
