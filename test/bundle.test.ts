import { execFile } from 'node:child_process';
import { readFileSync, statSync, utimesSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import { folder, isUnchanged, partOf, root, stampOf } from '../bundle/kept.ts';

const cwd = fileURLToPath(root);
const run = promisify(execFile);
const { scripts } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8'));
const [, ...asShipped]: string[] = String(scripts.start).split(' ');
const fromSources = asShipped.filter((word, place) => ![word, asShipped[place + 1]].includes('./bundle/use.ts'));

const ending = `await new Promise((said) => process.stdout.write('\\n', said)); process.exit();`;

/** What `program` prints where the product would begin, with the options of `npm start` or with others. */
async function told(program: string, options = asShipped, env: Record<string, string> = {}) {
  const here = `data:text/javascript,${encodeURIComponent(`${program}; ${ending}`)}`;
  const args = [...options.slice(0, -1), '--import', here, ...options.slice(-1)];
  const given = { cwd, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await run(process.execPath, args, given);
  return JSON.parse(stdout);
}

const nameOf = (): string => JSON.parse(readFileSync(new URL('bundle.json', folder), 'utf8')).name;

/** Whether a file comes from the bundle, that Node would read otherwise. */
const isBundled = `
  import { registerHooks } from 'node:module';
  let read = '';
  registerHooks({ load(url, context, next) { const made = next(url, context); read += made.source; return made; } });
  await import('${new URL('src/clock.ts', root)}');
  console.log(read.includes('= bundled('))`;

/** What each of the files exports, by the kind of thing that it is, functions by their name and whether they are strict; nothing of those that cannot be read by themselves. */
const allExports = (files: URL) => `
  import { readFileSync } from 'node:fs';
  const isSloppy = (value) => Object.hasOwn(value, 'caller');
  const kindOf = (value) => typeof value === 'function' ? [value.name, isSloppy(value)].join() : typeof value;
  const found = {};
  for (const file of JSON.parse(readFileSync(new URL('${files}'), 'utf8')).sources) {
    const exported = await import(new URL(file, '${root}')).catch(() => undefined);
    found[file] = exported && Object.fromEntries(Object.keys(exported).map((name) => [name, kindOf(exported[name])]));
  }
  console.log(JSON.stringify(found))`;

describe('the bundle of a start', () => {
  before(() => run(process.execPath, ['--import', './require-node.mjs', 'bundle/build.ts'], { cwd }));

  it('is what npm start takes, and nobody who does not ask for it', async () => {
    expect(await told(isBundled)).to.equal(true);
    expect(await told(isBundled, fromSources)).to.equal(false);
    expect(await told(isBundled, asShipped.with(-1, 'src/cli.ts'))).to.equal(false);
    expect(await told(isBundled, asShipped, { WEB_CONCURRENCY: '2' })).to.equal(false);
    expect(await told(isBundled, ['--inspect=0', ...asShipped])).to.equal(false);
  });

  it('comes with the code that V8 has made of it, and that V8 takes with the options of npm start', async () => {
    const isRejected = `
      import { compile, partOf } from '${new URL('bundle/kept.ts', root)}';
      import { readFileSync } from 'node:fs';
      console.log(compile('${nameOf()}', readFileSync(partOf('${nameOf()}', 'code'))).cachedDataRejected)`;
    expect(await told(isRejected)).to.equal(false);
  });

  it('exports of each file what the file does, and of CommonJS what it is', async () => {
    const program = allExports(partOf(nameOf(), 'lines'));
    const [bundled, read] = await Promise.all([told(program), told(program, fromSources)]);
    expect(Object.keys(read).length).to.be.above(800);
    const nameIn = (exported: Record<string, string>) => exported.default?.split(',')[0]; // strict in the bundle, whatever it is
    for (const [file, exported] of Object.entries<Record<string, string>>(read))
      if ('module.exports' in exported) expect(nameIn(bundled[file]), file).to.equal(nameIn(exported));
      else expect(bundled[file], file).to.deep.equal(exported);
  });

  it('is left alone as soon as one of its sources is another one', async () => {
    const file = new URL('bundle/build.ts', root);
    const { atime, mtime } = statSync(file);
    utimesSync(file, atime, new Date(mtime.getTime() + 1000));
    try {
      expect(await told(isBundled)).to.equal(false);
    } finally {
      utimesSync(file, atime, mtime);
    }
    const [name, seconds, size] = stampOf('src/clock.ts');
    expect(isUnchanged([name, seconds, size])).to.equal(true);
    expect(isUnchanged([name, seconds, size + 1])).to.equal(false);
  });

  it('names the sources in traces of errors', async () => {
    const trace = `
      import { notFound } from '${new URL('src/errors.ts', root)}';
      console.log(JSON.stringify(notFound({ code: 'x', params: {} }).stack.split('\\n')))`;
    const [said, first] = await told(trace);
    const line = readFileSync(new URL('src/errors.ts', root), 'utf8')
      .split('\n')
      .findIndex((text) => text.startsWith('export const notFound'));
    expect([said, first]).to.deep.equal([
      (await told(trace, fromSources))[0],
      `    at notFound (${new URL('src/errors.ts', root)}:${line + 1})`,
    ]);
  });
});
