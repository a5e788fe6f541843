// What is used of ECharts, and nothing else of it.
import { CustomChart, LineChart } from 'echarts/charts';
import { GridComponent } from 'echarts/components';
import { init, setPlatformAPI, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import type { EChartsCoreOption } from 'echarts/core';

use([CustomChart, LineChart, GridComponent, SVGRenderer]);

// Not every reader of SVG knows where the middle of a line of text is.
function withoutBaselines(svg: string): string {
  return svg.replace(/ dominant-baseline="central"/g, ' dy="0.35em"');
}

// Inline styles as attributes of their own, and none for pointers, which do not reach these charts: a strict content
// security policy lets no style through.
function withoutStyles(svg: string): string {
  return svg
    .replace(/<style[^>]*>[\s\S]*?<\/style>/g, '')
    .replace(/ class="[^"]*"/g, '')
    .replace(/ style="([^"]*)"/g, (_, style: string) =>
      style
        .split(';')
        .filter((rule) => rule.indexOf(':') > 0)
        .map((rule) => {
          const colon = rule.indexOf(':');
          return ' ' + rule.slice(0, colon).replace(/^\s+/, '') + '="' + rule.slice(colon + 1) + '"';
        })
        .join(''),
    );
}

// A chart as SVG. Needs no document.
export function toSvg(option: EChartsCoreOption, width: number, height: number): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  chart.setOption(option);
  const svg = withoutBaselines(withoutStyles(chart.renderToSVGString()));
  chart.dispose();
  return svg;
}

// Where there is no canvas to measure text with: about as wide as system typefaces are, in any alphabet.
export function measureWithoutCanvas(): void {
  setPlatformAPI({
    measureText: (text: string, font?: string) => {
      const size = parseFloat((/(\d+(?:\.\d+)?)px/.exec(font || '') || ['', '12'])[1] || '12');
      // Marks of direction have no width.
      return { width: text.replace(/[\u2066-\u2069]/g, '').length * size * 0.54 };
    },
  });
}
