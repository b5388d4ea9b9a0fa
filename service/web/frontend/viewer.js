// Draws a deployed diagram and, over it, what is running: counts that open lists, the steps a case stands at.

import { draw } from './diagram/draw.js';

await document.fonts.ready;
await Promise.all([...document.querySelectorAll('[data-diagram]')].map(draw));
document.documentElement.dataset.ready = 'viewer';
