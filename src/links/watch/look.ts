import { createHash } from 'node:crypto';
import type { Fact } from '../../fact.ts';
import { renderEvidence } from '../../files/evidence.ts';
import { fact } from '../facts.ts';
import type { Link } from '../link.ts';
import { type OwnLink, type ReadPage, readPage } from './page-reader.ts';
import type { LinkPosition, Side, SideObservation } from './side.ts';
import type { Visit, Visited } from './visit.ts';

type Needs = { visit: Visit; publicUrl: URL };
type Looked = Omit<SideObservation, 'side'>;

/** Bytes of a page, and of a picture on it. */
const mostOfPage = 2 * 1024 * 1024;
const mostOfPicture = 512 * 1024;
const slow = 5_000;
/** Paths of the provider's login, which are no way to the Cloud's home page. */
const notHome = /^\/(oidc|interaction|api|\.well-known)(\/|$)/;

/** R40: looks at both sides of a link, by addresses alone: no browser of ours opens a partner's page. */
export function createLook({ visit, publicUrl }: Needs) {
  const isOurs = (url: URL) =>
    /^https?:$/.test(url.protocol) && url.host === publicUrl.host && !notHome.test(url.pathname);

  async function home(address: string): Promise<Looked> {
    const first = await open(address);
    if ('fault' in first) return down(first);
    let page = read(first);
    let [visited, spent]: [Extract<Visited, { bytes: Buffer }>, number] = [first, first.milliseconds];
    if (page.own.length === 0 && page.refresh !== undefined) {
      const next = await open(page.refresh);
      if ('fault' in next) return down(next);
      [visited, spent, page] = [next, spent + next.milliseconds, read(next)];
    }
    return { ...(await judge(page)), address: visited.address, milliseconds: spent };
  }

  const open = (address: string) =>
    visit(address, { most: mostOfPage, accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.1', type: /html|xml$/ });
  const read = (visited: Extract<Visited, { bytes: Buffer }>) => readPage(textOf(visited), visited.address, isOurs);

  async function judge(page: ReadPage): Promise<Omit<Looked, 'address' | 'milliseconds'>> {
    const { outline, links } = page;
    const blank = { place: undefined, picture: undefined, outline };
    const seen = page.own.filter(({ hidden }) => !hidden);
    const best =
      seen.find(({ picture }) => picture !== undefined) ?? seen.find(({ words }) => words !== '') ?? undefined;
    if (best === undefined) {
      if (page.own.some(({ hidden }) => hidden))
        return { ...blank, state: 'missing', cause: fact('links.hidden_link') };
      if (page.own.length > 0) return { ...blank, state: 'missing', cause: fact('links.empty_link') };
      if (page.byScript) return { ...blank, state: 'unseen', cause: fact('links.page_by_script') };
      return { ...blank, state: 'missing', cause: fact('links.no_link', { links }) };
    }
    const place = placeOf(best, links);
    if (best.picture === undefined)
      return { ...blank, state: 'found', place, cause: fact('links.words_only', { words: best.words }) };
    return { ...blank, state: 'found', cause: undefined, place, picture: await evidence(best.picture) };
  }

  /** The picture in our link: fetched, inspected like an upload, rendered again. */
  async function evidence(address: string): Promise<Looked['picture']> {
    const visited = address.startsWith('data:') ? inline(address) : await visit(address, picture);
    if ('fault' in visited) return { cause: visited.fault };
    const drawn = await renderEvidence(visited.bytes);
    if ('problem' in drawn) return { cause: drawn.problem };
    return { ...drawn, hash: createHash('sha256').update(drawn.bytes).digest('base64url').slice(0, 22) };
  }

  /** Only that it answers. */
  async function answers(address: string): Promise<Looked> {
    const visited = await visit(address, { most: 0, accept: '*/*', type: undefined });
    if ('fault' in visited) return down(visited);
    const { address: end, milliseconds } = visited;
    return { ...none, state: 'found', cause: undefined, address: end, milliseconds };
  }

  /** Our side: the pages that the Cloud links to, unless another side checks them already. */
  async function ours(link: Link): Promise<Looked> {
    const led = [link.pcUrl, link.h5Url].filter(
      (url) => url !== undefined && url !== link.webHome && url !== link.h5Home,
    );
    const looked = await Promise.all(led.flatMap((url) => (url === undefined ? [] : [answers(url)])));
    const bad = looked.find(({ state }) => state === 'down');
    const address = `${publicUrl.origin}/partners`;
    const milliseconds = Math.max(0, ...looked.map((each) => each.milliseconds));
    return bad ?? { ...none, state: 'found', cause: undefined, address, milliseconds };
  }

  return async function look(link: Link): Promise<SideObservation[]> {
    const { webHome, h5Home, appUrl } = link;
    const wanted: [Side, Promise<Looked>][] = [];
    if (webHome !== undefined) wanted.push(['web', home(webHome)]);
    if (h5Home !== undefined) wanted.push(['h5', home(h5Home)]);
    if (appUrl !== undefined) wanted.push(['app', answers(appUrl)]);
    wanted.push(['cloud', ours(link)]);
    return Promise.all(wanted.map(async ([side, looking]) => ({ side, ...slowed(await looking) })));
  };
}

export type LookAt = ReturnType<typeof createLook>;

const none = { place: undefined, outline: undefined, picture: undefined };
const picture = {
  most: mostOfPicture,
  accept: 'image/*',
  type: /^(image\/|application\/(octet-stream|xml)$|text\/xml$)/,
};

const down = ({ address, milliseconds, fault }: Extract<Visited, { fault: Fact }>): Looked => ({
  ...none,
  ...{ state: 'down', cause: fault, address, milliseconds },
});

const slowed = (looked: Looked): Looked =>
  looked.state === 'found' && looked.milliseconds > slow
    ? { ...looked, state: 'slow', cause: fact('links.slow', { seconds: Math.round(looked.milliseconds / 1000) }) }
    : looked;

const placeOf = ({ region, heading, link, before, after, at, picture }: OwnLink, of: number): LinkPosition => ({
  ...{ region, heading, link, of, before, after, at },
  look: picture === undefined ? 'words' : 'picture',
});

function inline(address: string): { bytes: Buffer } | { fault: Fact } {
  const [, coded, data = ''] =
    /^data:image\/[\w.+-]{1,40}(?:;charset=[\w-]{1,20})?(;base64)?,(.*)$/s.exec(address) ?? [];
  const bytes = coded === undefined ? Buffer.from(unescaped(data)) : Buffer.from(data, 'base64');
  return bytes.length > mostOfPicture
    ? { fault: fact('links.too_large', { kilobytes: mostOfPicture / 1024 }) }
    : { bytes };
}

function unescaped(data: string): string {
  try {
    return decodeURIComponent(data);
  } catch {
    return '';
  }
}

/** Many of these pages are written in GBK, and say so in the answer or in their markup. */
function textOf({ bytes, charset }: Extract<Visited, { bytes: Buffer }>): string {
  const head = bytes.subarray(0, 2_048).toString('latin1');
  const named = charset ?? /charset\s*=\s*["']?([\w-]{2,20})/i.exec(head)?.[1] ?? 'utf-8';
  try {
    return new TextDecoder(named).decode(bytes);
  } catch {
    return bytes.toString('utf8');
  }
}
