/**
 * The data of a sample with every text through `change`; values that select a branch of a view, the library's own form, HTML made of Markdown
 * and objects stay.
 */
export function reword(data: object, change: (text: string) => string): object {
  const other = changed(data, change);
  return typeof other === 'object' && other !== null ? other : {};
}

function changed(value: unknown, change: (text: string) => string, key = ''): unknown {
  if (typeof value === 'string') return ['way', 'step', 'form', 'html'].includes(key) ? value : change(value);
  if (Array.isArray(value)) return value.map((item) => changed(item, change));
  if (value === null || typeof value !== 'object' || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, changed(inner, change, name)]));
}
