// Diagrams in our tokens: lines and words follow the theme, also when it changes while the page is open.

const FONT = '"Noto Sans Variable", "Noto Sans", sans-serif';

export const LOOK = {
  bpmnRenderer: {
    defaultFillColor: 'var(--surface)',
    defaultStrokeColor: 'var(--diagram-line)',
    defaultLabelColor: 'var(--ink)',
  },
  textRenderer: {
    defaultStyle: { fontFamily: FONT, fontSize: '12px', lineHeight: 1.25 },
    externalStyle: { fontFamily: FONT, fontSize: '12px', lineHeight: 1.25 },
  },
};
