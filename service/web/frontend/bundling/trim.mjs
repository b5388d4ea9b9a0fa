// Bootstrap without the components no page uses: 230 KB of rules become 60, and the classes left all mean something.

const UNUSED_COMPONENTS = [
  'accordion', 'alert', 'badge', 'blockquote', 'breadcrumb', 'btn-group', 'btn-toolbar', 'btn-close', 'btn-outline',
  'btn-check', 'btn-info', 'btn-warning', 'btn-success', 'btn-danger', 'btn-light', 'btn-dark', 'btn-secondary',
  'card', 'carousel', 'col', 'collapsing', 'container', 'display', 'dropdown', 'dropup', 'dropend', 'dropstart',
  'fade', 'figure', 'form-floating', 'form-range', 'form-switch', 'g', 'gx', 'gy', 'icon-link', 'input-group', 'lead',
  'link', 'list-group', 'modal', 'nav', 'navbar', 'offcanvas', 'offset', 'order', 'page', 'pagination',
  'placeholder', 'popover', 'progress', 'progress-stacked', 'ratio', 'row', 'row-cols', 'spinner', 'sticky', 'tab',
  'table', 'text-bg', 'toast', 'tooltip', 'bs-popover', 'bs-tooltip', 'focus-ring', 'was-validated', 'vr', 'fixed',
  'object-fit', 'opacity', 'shadow', 'bg', 'border', 'rounded', 'z', 'float', 'translate-middle', 'top', 'bottom',
  'start', 'end', 'position', 'overflow', 'user-select', 'pe', 'fs', 'fst', 'fw', 'lh', 'font', 'h1', 'h2', 'h3',
  'h4', 'h5', 'h6', 'form-control-color', 'form-control-plaintext', 'col-form-label', 'text-primary',
  'text-secondary', 'text-success', 'text-info', 'text-warning', 'text-danger', 'text-light', 'text-dark',
  'text-black', 'text-white', 'text-opacity', 'text-body', 'bg-opacity', 'stretched-link', 'initialism',
];

const BREAKPOINT = /\.[a-z]+(-[a-z]+)*-(sm|md|lg|xl|xxl)(-|$|[\s:,])/;

/** Whether one comma-free selector can match something on our pages. */
function isUsed(selector) {
  const first = /^\.([a-z][\w-]*)/.exec(selector.trim());
  if (!first) return !/\[data-bs-theme=dark\]/.test(selector);
  if (BREAKPOINT.test(selector)) return false;
  return !UNUSED_COMPONENTS.some((name) => first[1] === name || first[1].startsWith(`${name}-`));
}

/** Yield [prelude, body] of each rule of one nesting level. */
function* rulesOf(css) {
  let from = 0;
  while (from < css.length) {
    const open = css.indexOf('{', from);
    if (open < 0) return;
    let depth = 1;
    let at = open + 1;
    for (; depth > 0; at += 1) depth += css[at] === '{' ? 1 : css[at] === '}' ? -1 : 0;
    yield [css.slice(from, open).trim(), css.slice(open + 1, at - 1)];
    from = at;
  }
}

/** Return a sheet with only the rules our pages can use. */
export function trim(css) {
  const kept = [];
  for (const [prelude, body] of rulesOf(css.replace(/\/\*(?!!)[\s\S]*?\*\//g, '').replace(/@charset[^;]*;/, ''))) {
    if (prelude.startsWith('@media')) {
      const inner = trim(body);
      if (inner.trim()) kept.push(`${prelude}{${inner}}`);
    } else if (prelude.startsWith('@')) {
      if (!/keyframes (placeholder|progress|spinner)/.test(prelude)) kept.push(`${prelude}{${body}}`);
    } else {
      const notice = /^\/\*![\s\S]*?\*\//.exec(prelude)?.[0] ?? '';
      const selectors = prelude.slice(notice.length).split(/,(?![^(]*\))/).filter(isUsed);
      if (selectors.length) kept.push(`${notice}${selectors.join(',')}{${body}}`);
    }
  }
  return kept.join('\n');
}
