// The modeler's words in Vietnamese: English as the packages ask for it, our words for it.

import { ELEMENTS } from './vi/elements.js';
import { PANEL } from './vi/panel.js';
import { SURFACE } from './vi/surface.js';

export const VIETNAMESE = { ...SURFACE, ...ELEMENTS, ...PANEL };
