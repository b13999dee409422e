import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { projects } from '../../../../src/site/docs/projects/projects.ts';
import { startApp, type TestApp } from '../../../support/app.ts';
import { createBrowser, type TestBrowser } from '../../../support/citizen.ts';
import { createNewcomer, signInToConsole } from '../../../support/console.ts';
import { formOn } from '../../../support/plain-browser.ts';
import { remember } from '../../../support/record.ts';
import { ownOf } from '../../../support/start-page.ts';

const start = '/docs/start';
const address = '/docs/samples/express.zip';
const isSettings = /^NCC_(\w+)=(.*)$/gm;

/** The settings in a ZIP of Express, as a shell unpacks them. */
function settingsIn(bytes: Buffer): Record<string, string> {
  const folder = mkdtempSync(join(tmpdir(), 'zip-'));
  try {
    writeFileSync(join(folder, 'express.zip'), bytes);
    execFileSync('python3', ['-m', 'zipfile', '-e', 'express.zip', '.'], { cwd: folder });
    const text = readFileSync(join(folder, 'express/.env'), 'utf8');
    return Object.fromEntries([...text.matchAll(isSettings)].map(([, name = '', value = '']) => [name, value]));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('finished projects from the site', () => {
  let at: TestApp;
  let developer: TestBrowser;
  let own: ReturnType<typeof ownOf>;
  const callback = 'http://localhost:5077/back';

  const bytesOf = async (response: Response) => Buffer.from(await response.arrayBuffer());

  before(async () => {
    at = await startApp(import.meta.filename);
    developer = await signInToConsole(at, await createNewcomer(at), { secondFactor: false });
    const begin = await developer.walk(`/console/sandbox?return_to=${encodeURIComponent(start)}`);
    const page = await developer.submit(begin, { redirectUris: callback });
    own = ownOf(page.text);
    for (const secret of [own.sk, own.password]) remember(secret);
  });
  after(() => at.close());

  it('R27 are there for anyone, without keys, and again for 304', async () => {
    for (const { id } of projects) {
      const response = await fetch(`${at.origin}/docs/samples/${id}.zip`);
      expect(response.status, id).to.equal(200);
      expect(response.headers.get('content-type')).to.equal('application/zip');
      expect(response.headers.get('content-disposition')).to.equal(`attachment; filename="${id}.zip"`);
      await response.arrayBuffer();
    }
    const response = await fetch(`${at.origin}${address}`);
    expect(settingsIn(await bytesOf(response))).to.include({ ISSUER: at.origin, AK: '', SK: '' });
    const again = { 'if-none-match': response.headers.get('etag') ?? '', 'cache-control': 'max-age=0' };
    expect((await fetch(`${at.origin}${address}`, { headers: again })).status).to.equal(304);
  });

  it('R27 R33 have the AK of the reader by a link, and its SK never', async () => {
    const response = await developer.request(address);
    expect(response.headers.get('cache-control')).to.equal('no-store');
    expect(settingsIn(await bytesOf(response))).to.deep.equal({
      ...{ ISSUER: at.origin, AK: own.ak, SK: '', CALLBACK: callback },
    });
  });

  it('R27 R33 bring the SK by the form of 起步, as long as it is shown there', async () => {
    const page = await developer.walk(start);
    const csrf = /name="csrf" value="([^"]+)"/.exec(formOn(page, '/docs/start/project').text)?.[1] ?? '';
    const ask = (fields: Record<string, string>) =>
      developer.request('/docs/start/project', { method: 'POST', body: new URLSearchParams({ csrf, ...fields }) });
    const response = await ask({ project: 'express' });
    expect(response.headers.get('cache-control')).to.equal('no-store');
    expect(settingsIn(await bytesOf(response))).to.include({ AK: own.ak, SK: own.sk, CALLBACK: callback });
    for (const project of ['', 'none', '../node', 'constructor', '__proto__'])
      expect((await ask({ project })).status, project).to.equal(404);
    expect((await ask({ project: 'express', kit: 'forged' })).headers.get('location')).to.match(/\/docs\/start$/);
    const saved = formOn(await developer.walk(start), '/secrets/saved');
    await developer.submit(saved);
    expect(settingsIn(await bytesOf(await ask({ project: 'express' })))).to.include({ AK: own.ak, SK: '' });
  });

  it('R27 bring the keys that were taken without an account', async () => {
    const stranger = createBrowser(at.origin);
    const taken = await stranger.submit(formOn(await stranger.walk(start), '/docs/start/keys'));
    const { ak, sk } = ownOf(taken.text);
    remember(sk);
    const form = formOn(taken, '/docs/start/project');
    const fields = Object.fromEntries(
      [...form.text.matchAll(/name="(csrf|kit)" value="([^"]+)"/g)].map(([, name = '', value = '']) => [name, value]),
    );
    const body = new URLSearchParams({ ...fields, project: 'express' });
    const response = await stranger.request('/docs/start/project', { method: 'POST', body });
    expect(settingsIn(await bytesOf(response))).to.include({ AK: ak, SK: sk });
  });

  it('answer an unknown name with a page', async () => {
    for (const name of ['none', 'node', '..%2fnode', 'constructor', '__proto__', 'express.zip'])
      expect((await fetch(`${at.origin}/docs/samples/${name}.zip`)).status, name).to.equal(404);
  });

  it('are named on the page of frameworks, and in the text for programs', async () => {
    const [page, text, way] = await Promise.all(
      ['/docs/frameworks', '/llms-full.txt', '/auth.md'].map(async (path) => (await fetch(at.origin + path)).text()),
    );
    for (const { id } of projects)
      for (const each of [page, text, way]) expect(each, id).to.include(`/docs/samples/${id}.zip`);
  });
});
