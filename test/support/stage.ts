import { createServer } from 'node:http';
import { fileURLToPath } from 'node:url';
import { createAssets } from '../../src/http/pages/assets.ts';
import { createRender, type PageData, type Render } from '../../src/http/pages/render.ts';
import { media, policy } from '../../src/http/security-headers.ts';
import { createTongues } from '../../src/words/index.ts';
import { isForCitizens } from './citizens-pages.ts';
import { samplePage, samples } from './samples.ts';

const views = fileURLToPath(new URL('../../views', import.meta.url));

const stageAssets = createAssets({ dir: `${views}/public`, publicUrl: new URL('http://localhost') });
const renderView = createRender({
  dir: views,
  assets: stageAssets,
  clock: { now: () => new Date('2026-11-24T10:32:00Z') },
  tongues: (language) => tongues(language),
});

/** As the product shows a view: with problems, of which there may be none. */
export const stageRender: Render = (view, data, page) => renderView(view, { problems: {}, ...data }, page);

const theme = (cookie: string): PageData['theme'] =>
  (['dark', 'auto', 'contrast'] as const).find((name) => cookie.includes(`theme=${name}`)) ?? 'light';

const tongues = createTongues();
/** Citizens' pages in English as well, with their own titles. */
function spoken(name: string, view: string, cookie: string) {
  const mayChoose = isForCitizens(name);
  if (!mayChoose || !cookie.includes('lang=en')) return { mayChoose };
  const { [view]: title } = tongues('en').titles;
  return { mayChoose, language: 'en' as const, ...(title !== undefined && { title }) };
}

/** Every sample under its name, over real HTTP with the policy that the product sends, without the product behind it. */
export async function openStage() {
  const server = createServer((req, res) => {
    if (stageAssets.handle(req, res)) return;
    const [path = ''] = (req.url ?? '').split('?', 2);
    const [, name = ''] = path.split('/');
    const sample = samples[name];
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
      ...spoken(name, sample.view, cookie),
    };
    const html = stageRender(sample.view, sample.data, page);
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
