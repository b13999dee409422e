import { createRequire } from 'node:module';
import type * as htmlparser from 'htmlparser2';
import type { Band, LinkPosition, Outline, Region } from './side.ts';

const require = createRequire(import.meta.url);

const mostElements = 60_000;
const deepest = 500;

/** A link on a page that leads to the Cloud. */
export type OwnLink = Omit<LinkPosition, 'of' | 'after' | 'look'> & {
  after: string;
  href: string;
  words: string;
  /** The address of the picture in it. */
  picture: string | undefined;
  hidden: boolean;
};

export type ReadPage = {
  links: number;
  own: readonly OwnLink[];
  outline: Outline;
  /** Hardly a word without a script: the content shown by a browser is missing here. */
  byScript: boolean;
  /** Where a browser is sent on by the markup. */
  refresh: string | undefined;
};

const landmarks: Readonly<Record<string, Region>> = {
  ...{ header: 'header', nav: 'nav', main: 'main', aside: 'aside', footer: 'footer' },
  ...{ banner: 'header', navigation: 'nav', complementary: 'aside', contentinfo: 'footer' },
};
/** Class names of parts on pages without landmarks. */
const byName: readonly (readonly [RegExp, Region])[] = [
  [/\b(friend|yqlj|flink|links?-?(box|list|area)|partner)/i, 'friends'],
  [/\b(foot|footer|bottom|copyright)/i, 'footer'],
  [/\b(header|topbar|top-bar)\b/i, 'header'],
  [/\b(nav|navbar|menu)\b/i, 'nav'],
];
const headings = new Set(['h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'dt', 'strong', 'legend']);
const silent = new Set(['script', 'style', 'template', 'noscript', 'textarea', 'title']);
const empty = new Set(['img', 'br', 'hr', 'input', 'meta', 'link', 'base', 'source', 'area', 'col', 'wbr', 'embed']);

class TooMuch extends Error {}

type Open = { name: string; region: Region; hidden: boolean; heading: boolean; before: number };

/** Reads a partner's page without running anything of it: which links lead to the Cloud, where they stand, the outline of the page. */
export function readPage(html: string, address: string, isOurs: (url: URL) => boolean): ReadPage {
  const { Parser }: typeof htmlparser = require('htmlparser2'); // with the first page: a start needs none
  const total = Math.max(1, html.length);
  const open: Open[] = [];
  const bands: Band[] = [];
  const own: OwnLink[] = [];
  let base = address;
  let [title, heading, words, scripts, links, elements] = ['', '', 0, 0, 0, 0];
  let titled = false;
  let quiet = 0;
  let refresh: string | undefined;
  let link: { ours: OwnLink | undefined; words: string } | undefined;
  let previous = '';
  let isFollowed: OwnLink | undefined;

  const at = () => Math.min(1, parser.startIndex / total);
  const here = () => open.at(-1) ?? { name: '', region: 'main' as const, hidden: false, heading: false, before: 0 };
  const band = (): Band => {
    const { region } = here();
    const last = bands.at(-1);
    if (last?.region === region) return last;
    const next = { region, from: at(), to: at(), links: 0, pictures: 0 };
    bands.push(next);
    return next;
  };

  function onLink(href: string | undefined): void {
    const url = href === undefined ? null : URL.parse(href.trim(), base);
    links += 1;
    const counted = band();
    counted.links += 1;
    counted.to = at();
    const { region, hidden } = here();
    const ours =
      url !== null && isOurs(url)
        ? { ...{ region, heading, link: links, before: previous, after: '', at: at() }, ...{ href: url.href, hidden } }
        : undefined;
    link = { ours: ours && { ...ours, words: '', picture: undefined }, words: '' };
  }

  function afterLink(): void {
    if (link === undefined) return;
    const said = short(link.words);
    if (isFollowed !== undefined) isFollowed.after = said;
    isFollowed = link.ours;
    if (link.ours !== undefined) own.push(Object.assign(link.ours, { words: short(link.ours.words || link.words) }));
    previous = said;
    link = undefined;
  }

  function onPicture(attributes: Record<string, string>): void {
    const counted = band();
    counted.pictures += 1;
    counted.to = at();
    if (link === undefined) return;
    link.words += ` ${attributes.alt ?? ''}`;
    const source = attributes['data-src'] ?? attributes['data-original'] ?? attributes.src;
    if (link.ours !== undefined && source !== undefined)
      link.ours.picture ??= source.startsWith('data:') ? source : URL.parse(source.trim(), base)?.href;
  }

  const parser = new Parser(
    {
      onopentag(name, attributes) {
        elements += 1;
        if (elements > mostElements || open.length > deepest) throw new TooMuch();
        if (name === 'base' && attributes.href) base = URL.parse(attributes.href, address)?.href ?? base;
        if (name === 'meta' && /^refresh$/i.test(attributes['http-equiv'] ?? ''))
          refresh ??= refreshOf(attributes.content ?? '', base);
        if (name === 'script') scripts += 1;
        if (name === 'title') titled = title === '';
        if (silent.has(name)) quiet += 1;
        if (empty.has(name)) {
          if (name === 'img' && quiet === 0) onPicture(attributes);
          return;
        }
        const above = here();
        const region = regionOf(name, attributes) ?? above.region;
        const hidden = above.hidden || isHidden(attributes);
        open.push({ name, region, hidden, heading: headings.has(name), before: words });
        if (quiet > 0) return;
        if (name === 'a') onLink(attributes.href);
        if (name === 'svg' && link !== undefined) link.words += ' ';
      },
      ontext(text) {
        if (titled) title = short(title + text);
        if (quiet > 0) return;
        const plain = text.trim();
        if (plain === '') return;
        words += plain.length;
        if (here().heading) heading = short(plain);
        if (link !== undefined && link.words.length < 200) link.words += ` ${plain}`;
        if (link === undefined && plain.length <= 12 && friends.test(plain)) heading = plain;
        band().to = at();
      },
      onclosetag(name) {
        if (name === 'title') titled = false;
        if (silent.has(name)) quiet = Math.max(0, quiet - 1);
        if (empty.has(name)) return;
        if (name === 'a') afterLink();
        if (open.at(-1)?.name === name) open.pop();
      },
    },
    { decodeEntities: true },
  );
  try {
    parser.write(html);
    parser.end();
  } catch (error) {
    if (!(error instanceof TooMuch)) throw error; // judges the part that was read
  }
  return {
    ...{ links, own, refresh },
    outline: { title, bands: merged(bands) },
    byScript: words < 200 && scripts > 0 && links < 5,
  };
}

const friends = /友情链接|合作单位|相关链接|合作平台|链接/;

function regionOf(
  name: string,
  { class: classes = '', id = '', role = '' }: Record<string, string>,
): Region | undefined {
  const named = `${classes} ${id}`.replaceAll('_', '-').slice(0, 300);
  const byClass = named.trim() === '' ? undefined : byName.find(([pattern]) => pattern.test(named))?.[1];
  return byClass === 'friends' ? byClass : (landmarks[name] ?? landmarks[role] ?? byClass);
}

const isHidden = ({ style = '', hidden }: Record<string, string>): boolean =>
  hidden !== undefined || /display\s*:\s*none|visibility\s*:\s*hidden|(^|;)\s*opacity\s*:\s*0(\D|$)/i.test(style);

function refreshOf(content: string, base: string): string | undefined {
  const [, seconds = '', target = ''] =
    /^\s*(\d{1,3})[.\d]*\s*[;,]\s*url\s*=\s*['"]?([^'"]{1,2000})/i.exec(content) ?? [];
  return target === '' || Number(seconds) > 5 ? undefined : URL.parse(target, base)?.href;
}

const short = (words: string): string => [...words.replaceAll(/[\s\p{Cc}\p{Cf}]+/gu, ' ').trim()].slice(0, 24).join('');

/** Eight bands say enough: the smallest join the one before. */
function merged(bands: readonly Band[]): Band[] {
  const kept = bands.map((band) => ({ ...band }));
  while (kept.length > 8) {
    const sizes = kept.slice(1).map(({ from, to }) => to - from);
    const place = sizes.indexOf(Math.min(...sizes)) + 1;
    const [band] = kept.splice(place, 1);
    const before = kept[place - 1];
    if (band === undefined || before === undefined) break;
    Object.assign(before, { to: band.to, links: before.links + band.links, pictures: before.pictures + band.pictures });
  }
  return kept;
}
