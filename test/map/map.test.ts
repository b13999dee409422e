import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { decisionIndex, decisions, isReplaced } from './decisions.ts';
import { generated, pathOf } from './generated.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const folders = ['.ci', 'bench', 'deploy', 'docs', 'migrations', 'src', 'test', 'views'];
/** Every file in which one may be named; the index of them is made. */
const files = [
  ...readdirSync(root).filter((name) => statSync(join(root, name)).isFile()),
  ...folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  ),
].filter((file) => file !== 'docs/adr/README.md');

describe('what npm run map writes', () => {
  for (const { file, make } of generated)
    it(`is as the sources have it: ${file}`, () => {
      expect(readFileSync(pathOf(file), 'utf8'), 'npm run map').to.equal(make());
    });
});

describe('the decisions in docs/adr', () => {
  const all = decisions();
  const numbers = new Set(all.map(({ number }) => number));

  it('have a number each, as their file', () => {
    expect(all.map(({ file }) => Number(file.slice(0, 4)))).to.deep.equal(all.map(({ number }) => number));
    expect(numbers.size).to.equal(all.length);
  });

  it('say how they stand', () => {
    for (const { file, status } of all)
      expect(status, file).to.match(
        /^(Accepted(; .+)?|(Superseded|Partly superseded) by ADR \d+(, \d+)*( and \d+)?( \(.+\))?)$/,
      );
  });

  it('fit on a screen, of which a replaced one needs hardly any', () => {
    for (const each of all) expect(each.text.split(/\s+/).length, each.file).to.be.below(isReplaced(each) ? 80 : 350);
  });

  it('stand in the index each once, and one that is missing or renamed is seen', () => {
    const index = decisionIndex();
    for (const { file } of all) expect(index.split(`(${file})`), file).to.have.length(2);
    const [first, ...others] = all;
    expect(decisionIndex(others)).not.to.equal(index).and.not.to.include(`(${first?.file})`);
  });

  it('name files that are there', () => {
    const missing = all
      .filter((each) => !isReplaced(each))
      .flatMap(({ file, text }) =>
        [...text.matchAll(/`([\w./-]+\.(?:ts|mjs|yaml))`/g)]
          .map(([, named = '']) => named)
          .filter((named) => !files.some((each) => each === named || each.endsWith(`/${named}`)))
          .map((named) => `${file}: ${named}`),
      );
    expect(missing).to.deep.equal([]);
  });

  it('are there wherever a file names one', () => {
    const missing = files
      .filter((file) => /\.(ts|md|mjs|ejs|yaml|json|conf)$|Dockerfile$/.test(file) && file !== 'package-lock.json')
      .flatMap((file) => {
        const text = readFileSync(`${root}/${file}`, 'utf8').replace(/^Status: .*$/m, '');
        const unknown = [...text.matchAll(/\bADRs? (\d{1,4})\b|docs\/adr\/(\d{4})\b/g)].filter(
          ([, one, other]) => !numbers.has(Number(one ?? other)),
        );
        const lost = [...text.matchAll(/\b(\d{4}-[a-z][\w-]*\.md)\b/g)].filter(
          ([, name = '']) => /^0[0-9]/.test(name) && !all.some(({ file }) => file === name),
        );
        return [...unknown, ...lost].map(([named]) => `${file}: ${named}`);
      });
    expect(missing).to.deep.equal([]);
  });
});
