import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { systemClock } from '../src/clock.ts';
import { type TestDatabase, testDatabase } from './support/database.ts';
import { folderWithKeys } from './support/keys.ts';
import { freePort } from './support/ports.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** The files that hold a pattern of `git grep`, in its order. */
function search(pattern: string, paths: readonly string[], ignoresCase: boolean): string[] {
  const expression = new RegExp(pattern.replaceAll('\\|', '|'), ignoresCase ? 'i' : '');
  const files = paths.flatMap((path) =>
    statSync(join(root, path)).isDirectory()
      ? readdirSync(join(root, path), { recursive: true, encoding: 'utf8' })
          .filter((name) => name.endsWith('.ts'))
          .map((name) => join(path, name))
      : [path],
  );
  return files.toSorted().filter((file) =>
    readFileSync(join(root, file), 'utf8')
      .split('\n')
      .some((line) => expression.test(line)),
  );
}

const text = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');

describe('the questions of a newcomer', () => {
  const rows = [...text.matchAll(/^\| (.+\?) \| `git grep -n (-i )?'(.+?)' -- (.+?)` \| (.+) \|$/gm)];

  it('ask for the most wanted places, and for each kind of addition', () => {
    const added = ['page', 'operation', 'field', 'metric', 'kind', 'room', 'setting', 'migration'];
    for (const what of added)
      expect(
        rows.filter(([, question = '']) => new RegExp(`^How is an? ${what}\\b.* added\\?$`).test(question)),
        what,
      ).to.have.length(1);
    expect(rows).to.have.length(7 + added.length);
  });

  for (const [, question = '', ignoresCase, pattern = '', paths = '', answer = ''] of rows)
    it(`${question} is answered by one search`, () => {
      const found = search(pattern, paths.split(' '), ignoresCase !== undefined);
      const named = [...answer.matchAll(/`((?:src|test)\/[\w./-]+\.ts)`/g)].map(([, file]) => file);
      expect(found, 'a few files').to.have.length.within(1, 6);
      expect(found).to.include.members(named);
    });
});

/** One change of an example: the old text of a file, and the new one. Without the first it is a new file. */
type Change = { file: string; before: string; after: string };

/** The examples of CONTRIBUTING.md: `@@ file @@`, and below it lines as a diff has them. */
const examples = [...text.matchAll(/^(An? [a-z ]+)[:;,][^\n]*\n\n```diff\n([\s\S]+?)```$/gm)].map(
  ([, title = '', diff = '']) => {
    const changes = diff
      .split(/^@@ /m)
      .slice(1)
      .map((hunk): Change => {
        const [head = '', ...lines] = hunk.trimEnd().split('\n');
        const side = (mark: '+' | '-') =>
          lines
            .flatMap((line) => (line.startsWith(mark) || line.startsWith(' ') ? [`${line.slice(1)}\n`] : []))
            .join('');
        return { file: head.replace(/ @@$/, ''), before: side('-'), after: side('+') };
      });
    return { title, changes };
  },
);

function apply(folder: string, { file, before: from, after: to }: Change): void {
  const path = join(folder, file);
  if (from === '') {
    if (existsSync(path)) throw new Error(`${file} is there already`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, to);
    return;
  }
  const parts = `\n${readFileSync(path, 'utf8')}`.split(`\n${from}`);
  if (parts.length !== 2) throw new Error(`CONTRIBUTING.md: ${file} has ${parts.length - 1} times\n${from}`);
  writeFileSync(path, parts.join(`\n${to}`).slice(1));
}

describe('the additions of CONTRIBUTING.md, tried in a copy of the product', function () {
  this.timeout(120_000);
  const copied = ['src', 'views', 'migrations', 'test', '.env.example'];
  let copy: string;
  let database: TestDatabase;
  let keysDir: string;
  let found: Record<string, string[]> & Record<'page' | 'operation', string>;

  before(async () => {
    copy = mkdtempSync(join(tmpdir(), 'contributing-'));
    for (const name of readdirSync(root).filter((each) => !['.git', 'data', 'test-output'].includes(each)))
      if (copied.includes(name)) cpSync(join(root, name), join(copy, name), { recursive: true });
      else symlinkSync(join(root, name), join(copy, name));
    for (const { changes } of examples) for (const change of changes) apply(copy, change);
    [database, keysDir] = await Promise.all([testDatabase(), folderWithKeys(systemClock)]);
    const port = String(await freePort());
    const env = {
      PATH: process.env.PATH,
      ...{ DATABASE_URL: database.url, KEYS_DIR: keysDir, DEMO: 'off', PORT: port },
    };
    const program = ['--import', './require-node.mjs', 'test/support/trial-program.ts'];
    const { stdout } = await promisify(execFile)(process.execPath, program, { cwd: copy, env });
    found = JSON.parse(stdout);
  });
  after(async () => {
    await database.drop();
    for (const folder of [keysDir, copy]) rmSync(folder, { recursive: true, force: true });
  });

  it('touches few files of src: three for a page, two for an operation and a field, one for a metric, a kind and a migration', () => {
    const touched = examples.map(({ title, changes }) => {
      const files = new Set(changes.map(({ file }) => file).filter((file) => !file.startsWith('test/')));
      return [title, files.size];
    });
    expect(Object.fromEntries(touched)).to.deep.equal({
      'A page': 3,
      'An operation': 2,
      'A field of a channel': 2,
      'A metric': 1,
      'A kind': 1,
      'A room': 2,
      'A setting': 2,
      'A migration': 1,
    });
  });

  it('is there once the product has started with it', () => {
    expect(found.fields).to.include('weight');
    expect(found.metrics).to.include('helpers');
    expect(found.kinds).to.include('visit');
    expect(found.services).to.include('greetings');
    expect(found.settings).to.include('GREETING');
    expect(found.tables).to.include('link_tips');
  });

  it('answer: the page redirects an anonymous visitor to the sign-in, the operation returns its count', () => {
    expect(found.page).to.match(/^303 \/console\/sign-in\?/);
    expect(found.operation).to.equal('200 {"count":0}');
  });

  it('stands among the doors of the access matrix, with who may pass it', () => {
    expect(found.doors).to.include.members(['GET /console/links/tips | certified', 'GET /api/v1/links/count | anyone']);
  });

  it('keeps the house: floors, tables in their order, settings as .env.example shows them, samples of pages, English names', async () => {
    const held =
      'makes every room once|makes the tables of the rooms|is shown in .env.example|are all shown by a sample|English for the options';
    const mocha = ['--import', './require-node.mjs', 'node_modules/mocha/bin/mocha.js', '--grep', held];
    const named = ['test/http/pages/render.test.ts', 'test/words/english.test.ts'];
    const files = ['test/house.test.ts', 'test/config.test.ts', ...named];
    const { stdout } = await promisify(execFile)(process.execPath, [...mocha, ...files], { cwd: copy });
    expect(stdout).to.include('5 passing');
  });
});
