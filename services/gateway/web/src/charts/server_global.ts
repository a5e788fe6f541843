// Hands renderFigure to whoever runs the bundle.
import { renderFigure } from './server.ts';

(globalThis as unknown as { renderFigure: typeof renderFigure }).renderFigure = renderFigure;
