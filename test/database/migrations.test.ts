import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { earlierMigrations, lastFolded } from '../../src/database/earlier-migrations.ts';
import { migrations } from '../../src/database/migrate.ts';
import { readRelease } from './rows.ts';

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
const sumOf = (text: string) => createHash('sha256').update(text).digest('hex');

/** Each file with its sum, in the order in which they run. */
const files = () => migrations().map((name) => ({ file: `${name}.ts`, sum: sumOf(read(`migrations/${name}.ts`)) }));
type Files = ReturnType<typeof files>;

/** Problems of the migrations compared with those of the last release (sha256sum's lines: the sum, two spaces, the file). */
function complaints(list: string, present: Files, isReleased: boolean): string[] {
  const released = list
    .split('\n')
    .filter(Boolean)
    .map((line) => ({ sum: line.slice(0, 64), file: line.slice(66) }));
  const changed = released.filter(({ file, sum }) => present.find((one) => one.file === file)?.sum !== sum);
  const last = released.at(-1)?.file ?? '';
  const unlisted = present.filter(({ file }) => !released.some((one) => one.file === file));
  return [
    ...changed.map(({ file }) => `${file} was released, and is not as it was`),
    ...unlisted.filter(({ file }) => file < last).map(({ file }) => `${file} runs before ${last}, which was released`),
    ...(isReleased ? unlisted.map(({ file }) => `${file} is not in released.sha256`) : []),
  ];
}

describe('the migrations', () => {
  const [, newest = '', state = ''] = /^## (\S+) — (.*)$/m.exec(read('CHANGELOG.md')) ?? [];
  const isReleased = state !== 'unreleased';

  it('of a release are as they were, all are listed once it is dated, and new ones come after them', () => {
    expect(complaints(read('migrations/released.sha256'), files(), isReleased)).to.eql([]);
  });

  it('are of a version that says when it was released and of which commit, or that it is not', () => {
    expect(state).to.match(/^(unreleased|\d{4}-\d\d-\d\d, commit [0-9a-f]{8,40})$/);
    expect(JSON.parse(read('package.json')).version).to.equal(newest);
  });

  it('of a release have rows on which later ones are tried', () => {
    const dated = [...read('CHANGELOG.md').matchAll(/^## (\S+) — \d/gm)].map(([, version = '']) => version);
    for (const version of dated) {
      const { last } = readRelease(version);
      expect(read('migrations/released.sha256'), version).to.include(`  ${last}.ts\n`);
    }
    if (isReleased) expect(readRelease(newest).last).to.equal(migrations().at(-1));
  });

  const [a, b, c] = ['0001_a', '0002_b', '0003_c'].map((name) => ({ file: `${name}.ts`, sum: sumOf(name) }));
  const list = (...of: (typeof a)[]) => of.map((one) => `${one?.sum}  ${one?.file}\n`).join('');
  const there = (...of: (typeof a)[]) => of.flatMap((one) => one ?? []);
  for (const [what, found, expected] of [
    ['nothing new', complaints(list(a, b), there(a, b), true), []],
    ['one more since', complaints(list(a), there(a, b), false), []],
    ['one more at a release', complaints(list(a), there(a, b), true), ['0002_b.ts is not in released.sha256']],
    ['one removed', complaints(list(a, b), there(b), true), ['0001_a.ts was released, and is not as it was']],
    [
      'one edited',
      complaints(list(a, b), [{ file: '0001_a.ts', sum: sumOf('edited') }, ...there(b)], true),
      ['0001_a.ts was released, and is not as it was'],
    ],
    [
      'one put between',
      complaints(list(a, c), there(a, b, c), false),
      ['0002_b.ts runs before 0003_c.ts, which was released'],
    ],
  ] as const)
    it(`are compared with those of the last release (${what})`, () => {
      expect(found).to.eql(expected);
    });

  it('have no name of one from before 0.1.0 that came later: where that ran they would be taken to have run', () => {
    const folded = migrations().filter((name) => name <= lastFolded);
    expect(folded.at(-1)).to.equal(lastFolded);
    const later = migrations().filter((name) => name > lastFolded);
    expect(later.filter((name) => earlierMigrations.includes(name))).to.eql([]);
  });

  it('are each named after a room', () => {
    const made = migrations().map((name) => name.split('_')[1] ?? '');
    const src = fileURLToPath(new URL('../../src', import.meta.url));
    const rooms = readdirSync(src, { recursive: true, encoding: 'utf8' }).map((path) => basename(path));
    expect(made.filter((room) => !rooms.includes(room))).to.eql([]);
  });
});
