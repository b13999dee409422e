import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';

const root = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(`${root}${path}`, 'utf8');

describe('docs/requirements.md', () => {
  const listed = [...read('docs/requirements.md').matchAll(/^\| ([RCPO]\d{1,2}) \| (.+) \|$/gm)].map(
    ([, id = '']) => id,
  );

  it('explains every number once, without a gap', () => {
    const series = { R: 62, C: 14, P: 18, O: 13 };
    const all = Object.entries(series).flatMap(([letter, last]) =>
      Array.from({ length: last }, (_, index) =>
        letter === 'R' ? `R${String(index + 1).padStart(2, '0')}` : `${letter}${index + 1}`,
      ),
    );
    expect(listed).to.eql(all);
  });

  it('explains every number that comments and titles of tests name', () => {
    const files = globSync(['src/**/*.ts', 'test/**/*.ts'], { cwd: root });
    const named = files.flatMap((file) =>
      [
        ...read(file).matchAll(/(?<=\/\/.*|\*.*|\b(?:it|describe)\(['`].*)(?<![\w$-])(R\d{2}|[CPO]\d{1,2})(?![\w.])/g),
      ].map(([, id = '']) => ({ id, file })),
    );
    expect(new Set(named.map(({ id }) => id)).size).to.be.above(60);
    expect(named.filter(({ id }) => !listed.includes(id)).map(({ id, file }) => `${file}: ${id}`)).to.eql([]);
  });

  it('has a test for every rule', () => {
    const titles = globSync('test/**/*.test.ts', { cwd: root }).map(read).join('\n');
    const untested = listed.filter((id) => id.startsWith('R') && !new RegExp(`\\b${id}\\b`).test(titles));
    expect(untested).to.eql([]);
  });
});
