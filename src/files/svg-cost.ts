import type { Fact } from '../fact.ts';
import { fact } from './facts.ts';

// The work of drawing, computed from the text before anything is drawn: a drawing of 1 KB can ask for a thousand million lines.

/** Counted in shapes: one, and one more for each 32 characters of it. A logo has some hundred. */
const most = { shapes: 100_000, references: 8, depth: 100, rules: 1_000 };
/** Cost of elements painted on a layer of their own, and of images. */
const more = { layer: 100, image: 1_000 };

type Endless = 'dashes' | 'markers' | 'filter';

type Part = {
  name: string;
  parent: Part | undefined;
  ids: string[];
  /** Without its children and references. */
  own: number;
  refers: string[];
  /** An uncountable cost: the number of dashes or markers depends on the length of a line. */
  endless: Endless | undefined;
  holds: Part[];
};

/** Why a drawing that would take too long is refused, with the cure. */
export function drawingProblem(text: string): Fact | undefined {
  const parts = partsOf(text);
  if (parts === 'broken') return fact('files.svg_cut');
  if (parts === 'complex') return fact('files.svg_style');
  const uncounted = parts === 'deep' ? undefined : parts.find(({ endless }) => endless !== undefined)?.endless;
  if (uncounted !== undefined) return fact('files.svg_uncounted', { what: uncounted });
  if (parts === 'deep') return fact('files.svg_deep', { most: most.depth });
  const cost = wholeCost(parts);
  if (Number.isNaN(cost)) return fact('files.svg_references', { most: most.references });
  return cost > most.shapes ? fact('files.svg_much') : undefined;
}

/** Shapes that are drawn once all references are followed; not a number where they lead in a circle or too far. */
function wholeCost(parts: readonly Part[]): number {
  const byId = new Map<string, Part>();
  for (const part of parts) for (const id of part.ids) if (!byId.has(id)) byId.set(id, part);
  const known = new Map<Part, number>();

  function costOf(part: Part, references: number): number {
    const before = known.get(part);
    if (before !== undefined) return before;
    known.set(part, Number.NaN); // a second visit while it is counted is a cycle
    if (references > most.references) return Number.NaN;
    let cost = part.own;
    for (const inner of part.holds) cost += costOf(inner, references);
    for (const id of part.refers) {
      const target = byId.get(id);
      if (target !== undefined && !isPaint(target)) cost += costOf(target, references + 1);
    }
    known.set(part, cost);
    return cost;
  }
  const [root] = parts;
  return root === undefined ? 0 : costOf(root, 0);
}

/** Colours: references to them are not drawn again. */
const isPaint = ({ name }: Part) => name === 'linearGradient' || name === 'radialGradient';

const beyond = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?', '?>'],
] as const;
const tag = /<(\/?)(?:[^\s<>/"'=:]+:)?([^\s<>/"'=:]+)((?:[^<>"']|"[^"]*"|'[^']*')*)>/y;

/** Every element in the order of its beginning. */
function partsOf(text: string): Part[] | 'broken' | 'deep' | 'complex' {
  const styles = rulesIn(decoded(text));
  if (styles === undefined) return 'complex';
  const parts: Part[] = [];
  let open: Part | undefined;
  let depth = 0;
  for (let at = text.indexOf('<'); at !== -1; at = text.indexOf('<', at)) {
    const passed = beyond.find(([begin]) => text.startsWith(begin, at));
    if (passed !== undefined) {
      at = text.indexOf(passed[1], at + passed[0].length);
      if (at === -1) return 'broken';
      continue;
    }
    tag.lastIndex = at;
    const [, closing, name, attributes = ''] = tag.exec(text) ?? [];
    if (name === undefined) return 'broken';
    at = tag.lastIndex;
    if (closing === '/') {
      open = open?.parent;
      depth -= 1;
      continue;
    }
    const part = partOf(name, attributes, open, styles);
    open?.holds.push(part);
    parts.push(part);
    if (attributes.endsWith('/')) continue;
    open = part;
    depth += 1;
    if (depth > most.depth) return 'deep';
  }
  return parts;
}

function partOf(name: string, attributes: string, parent: Part | undefined, styles: Styles): Part {
  const found = attributesIn(attributes);
  const classes = found.filter((each) => each.name === 'class').flatMap(({ value }) => value.split(/\s+/));
  const said = [
    ...found.flatMap((each) => (each.name === 'style' ? declarationsIn(each.value) : each)),
    ...classes.flatMap((each) => styles.ofClass.get(each) ?? []),
    ...styles.ofAll,
  ].filter(({ value }) => !nothing.has(value));
  const layers = said.filter((each) => onSheets.has(each.name)).length;
  return {
    name,
    parent,
    ids: found.filter((each) => each.name === 'id').map(({ value }) => value),
    own: 1 + Math.floor(attributes.length / 32) + layers * more.layer + (name === 'image' ? more.image : 0),
    refers: said.flatMap(referencesIn),
    endless: said.map((each) => endless[each.name]).find((each) => each !== undefined),
    holds: [],
  };
}

type Said = { name: string; value: string };
type Styles = { ofClass: Map<string, Said[]>; ofAll: Said[] };

const nothing = new Set(['', 'none', '0', '1', 'auto', 'normal']);
const onSheets = new Set(['mask', 'clip-path', 'opacity', 'mix-blend-mode', 'isolation']);
const endless: Readonly<Record<string, Endless>> = {
  'stroke-dasharray': 'dashes',
  marker: 'markers',
  'marker-start': 'markers',
  'marker-mid': 'markers',
  'marker-end': 'markers',
  filter: 'filter',
};

/** `name = "value"`, one after the other, by the name without its prefix. */
function attributesIn(text: string): Said[] {
  let seen = 0;
  return [...text.matchAll(/=\s*("[^"]*"|'[^']*')/g)].map(({ 0: whole, 1: quoted = '', index }) => {
    const name = text.slice(seen, index).trim();
    seen = index + whole.length;
    return { name: name.slice(name.lastIndexOf(':') + 1), value: decoded(quoted.slice(1, -1)).trim() };
  });
}

/** `name: value; …` without remarks. */
const declarationsIn = (text: string): Said[] =>
  text
    .split('/*')
    .map((each, place) => (place === 0 ? each : each.slice(each.indexOf('*/') + 2)))
    .join('')
    .split(';')
    .map((each) => ({
      name: each.slice(0, Math.max(0, each.indexOf(':'))).trim(),
      value: each.slice(each.indexOf(':') + 1).trim(),
    }));

/** The ids that are named by `#id`, each as often as it stands there. */
function referencesIn({ name, value }: Said): string[] {
  if (name === 'href' || name === 'src') return value.startsWith('#') ? [value.slice(1)] : [];
  return value
    .split('url(')
    .slice(1)
    .flatMap((each) => /^["'\s]{0,20}#([^"')\s]+)/.exec(each)?.[1] ?? []);
}

/** The style rules for a class; those with other selectors count for all. Undefined: too many. */
function rulesIn(text: string): Styles | undefined {
  const styles: Styles = { ofClass: new Map(), ofAll: [] };
  let seen = 0;
  let count = 0;
  for (const { 0: whole, 1: rules = '', index } of text.matchAll(/\{([^{}]*)/g)) {
    const before = text.slice(Math.max(seen, index - 2_000), index);
    const selectors = before.slice(1 + Math.max(...['>', ';', '[', '}'].map((sign) => before.lastIndexOf(sign))));
    seen = index + whole.length;
    const said = declarationsIn(rules).filter(
      (each) => onSheets.has(each.name) || each.name in endless || each.value.includes('url('),
    );
    if (said.length === 0) continue;
    for (const selector of selectors.split(',').map((each) => each.trim())) {
      const name = /^\.([\w-]+)$/.exec(selector)?.[1];
      const ofSelector = name === undefined ? styles.ofAll : (styles.ofClass.get(name) ?? []);
      ofSelector.push(...said);
      if (name !== undefined) styles.ofClass.set(name, ofSelector);
      count += said.length;
      if (count > most.rules) return undefined;
    }
  }
  return styles;
}

/** `&#x68;ref` and the like, as an XML parser reads it. */
export const decoded = (text: string) =>
  text.replace(/&#(x[\da-f]{1,6}|\d{1,7});/gi, (whole, code: string) => {
    const point = Number(code.toLowerCase().startsWith('x') ? `0${code}` : code);
    return point <= 0x10ffff ? String.fromCodePoint(point) : whole;
  });
