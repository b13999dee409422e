import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createRefusal } from '../../src/http/gate/refusal.ts';
import { createWaitingPage } from '../../src/http/gate/waiting-page.ts';
import { createAssets } from '../../src/http/pages/assets.ts';
import { createRender, type PageData, type RenderPage } from '../../src/http/pages/render.ts';
import { media, policy } from '../../src/http/security-headers.ts';
import { createLocales } from '../../src/words/index.ts';
import { isForCitizens } from './citizens-pages.ts';
import { samplePage, samples } from './samples.ts';
import { inEnglish, translated } from './samples-english.ts';

const views = fileURLToPath(new URL('../../views', import.meta.url));

const stageAssets = createAssets({ dir: `${views}/public`, publicUrl: new URL('http://localhost') });
export const renderView = createRender({
  dir: views,
  assets: stageAssets,
  clock: { now: () => new Date('2026-11-24T10:32:00Z') },
  locales: (language) => locales(language),
});

/** As the product shows a view: with problems, of which there may be none. */
export const stageRender: RenderPage = (view, data, page) => renderView(view, { problems: {}, ...data }, page);

const theme = (cookie: string): PageData['theme'] =>
  (['dark', 'auto', 'contrast'] as const).find((name) => cookie.includes(`theme=${name}`)) ?? 'light';

const locales = createLocales();
/** Citizens' pages in English as well, with their own titles. */
function spoken(name: string, view: string, isEnglish: boolean) {
  const mayChoose = isForCitizens(name);
  if (!mayChoose || !isEnglish) return { mayChoose };
  const { [view]: title } = locales('en').titles;
  return { mayChoose, language: 'en' as const, ...(title !== undefined && { title }) };
}

/** Pages of the gate, which are no views: as they are, without reloading: the visitor waits for the reload (WCAG 2.2, 2.2.1, essential). */
const publicUrl = new URL('http://localhost');
const waiting = createWaitingPage(publicUrl);
const refusal = createRefusal(publicUrl);
const waits = { place: 'a', ahead: 1284, seconds: 96, askAgain: 72_001 };
const speaking = (req: IncomingMessage, language: string) =>
  Object.assign(req, { headers: { ...req.headers, cookie: `${req.headers.cookie ?? ''}; lang=${language}` } });
const plainPages: Readonly<Record<string, (req: IncomingMessage, res: ServerResponse) => void>> = {
  waiting: (req, res) => waiting.answer(req, res, waits),
  'waiting@en': (req, res) => waiting.answer(speaking(req, 'en'), res, waits),
  busy: (req, res) => refusal(asForm(req), res),
  'busy@en': (req, res) => refusal(asForm(speaking(req, 'en')), res),
};
/** A browser reports a page with status 503, which is not the page's own fault. */
function withoutRefusal(res: ServerResponse): ServerResponse {
  const writeHead = res.writeHead.bind(res);
  return Object.assign(res, {
    writeHead: (_status: number, headers: Record<string, string | number>) => writeHead(200, headers),
  });
}
/** The page after a form does not reload. */
const asForm = (req: IncomingMessage) => Object.assign(req, { method: 'POST' });

/** All that the stage shows: every sample but files that are opened from a disk, some of them in English, and pages of the gate. */
export const shownOnStage: readonly string[] = [
  ...Object.keys(samples).filter((name) => !samples[name]?.view.endsWith('/credential')),
  ...inEnglish.map((name) => `${name}@en`),
  ...Object.keys(plainPages),
];
/** Whether citizens see it. */
export const isCitizens = (name: string): boolean =>
  Object.hasOwn(plainPages, name) || isForCitizens(name.replace(/@en$/, ''));

/** Every sample under its name, over real HTTP with the policy that the product sends, without the product behind it. */
export async function openStage() {
  const server = createServer((req, res) => {
    if (stageAssets.handle(req, res)) return;
    const [path = ''] = (req.url ?? '').split('?', 2);
    const [, name = ''] = path.split('/');
    const plain = plainPages[name];
    if (plain !== undefined) return plain(req, withoutRefusal(res));
    const [of = '', language = ''] = name.split('@', 2);
    const sample = samples[of];
    if (sample === undefined) {
      res.writeHead(404).end();
      return;
    }
    const cookie = req.headers.cookie ?? '';
    const page = {
      ...samplePage,
      ...sample.page,
      theme: theme(cookie),
      elder: cookie.includes('elder=1'),
      ...spoken(of, sample.view, language === 'en' || cookie.includes('lang=en')),
    };
    const data = language === 'en' ? translated(sample.data) : sample.data;
    const html = stageRender(sample.view, data ?? {}, page);
    res.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      // A page with a player may load its film, as allowMedia says in the product.
      'content-security-policy': `${policy}${/<(video|audio) /.test(html) ? `; ${media}` : ''}`,
    });
    res.end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return { origin: `http://127.0.0.1:${address.port}`, close: () => new Promise((resolve) => server.close(resolve)) };
}
