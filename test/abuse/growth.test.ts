import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { startApp, type TestApp } from '../support/app.ts';
import { freePort } from '../support/ports.ts';
import { isWhole } from '../support/some.ts';
import { pieces } from './pieces.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const patience = isWhole ? 1_800_000 : 180_000;

type Found = { slow: string[]; missing: string[]; tried: Record<string, number>; seconds: number };

describe('a text of a stranger', () => {
  let at: TestApp;
  let found: Found;
  before(async function () {
    this.timeout(patience);
    at = await startApp(import.meta.filename);
    const port = await freePort();
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--import', './require-node.mjs', 'test/abuse/growth-program.ts'],
      {
        cwd: root,
        maxBuffer: 16 * 1024 * 1024,
        timeout: patience - 10_000,
        env: {
          ...process.env,
          PORT: String(port),
          PUBLIC_URL: `http://localhost:${port}`,
          DATABASE_URL: at.database.url,
          KEYS_DIR: at.keysDir,
          DEMO: 'off',
        },
      },
    );
    found = JSON.parse(stdout);
  });
  after(() => at.close());

  it('costs at most eight times as much when it is four times as long, in every field, form and body, whatever it is made of', () => {
    expect(found.slow).to.deep.equal([]);
  });

  it('was tried in every field of every form, channel and body that the code has', () => {
    expect(found.missing).to.deep.equal([]);
    expect(pieces.length).to.be.at.least(51);
    for (const group of ['field', 'form', 'entry', 'arrays', 'body', 'door'])
      expect(found.tried[group], group).to.be.at.least(4 * Math.floor(pieces.length / 10));
  });

  it('is never read by a form whose fields are anonymous, and so in no list', () => {
    const unnamed = readdirSync(`${root}/src`, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.ts'))
      .map((path) => ({ path, text: readFileSync(`${root}/src/${path}`, 'utf8') }))
      .filter(({ path, text }) => text.includes('readFields(') && !path.startsWith('fields/'))
      .filter(({ text }) => (text.match(/\bz\s*\.string\(/g) ?? []).length > (text.match(/\.meta\(/g) ?? []).length);
    expect(unnamed.map(({ path }) => path)).to.deep.equal([]);
  });
});
