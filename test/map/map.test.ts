import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { floors } from '../floors.ts';
import { decisionIndex, decisions, isReplaced } from './decisions.ts';
import { generated, pathOf } from './generated.ts';
import { lineNamed } from './lines.ts';
import { lineOf, tree } from './rooms.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

const folders = ['.ci', 'bench', 'deploy', 'docs', 'migrations', 'src', 'test', 'views'];
/** Every file in which one may be named; the index of them is made. */
const files = [
  ...readdirSync(root).filter((name) => statSync(join(root, name)).isFile()),
  ...folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
  ),
].filter((file) => file !== 'docs/adr/README.md');

describe('files written by npm run map', () => {
  for (const { file, make } of generated)
    it(`is as the sources have it: ${file}`, () => {
      expect(readFileSync(pathOf(file), 'utf8'), 'npm run map').to.equal(make());
    });
});

describe("the README's tree of src", () => {
  const text = tree();

  it('has every room once, in the order of the floors', () => {
    const shown = Array.from(text.matchAll(/^ {6}([\w-]+)(?:\/|\.ts)(?: |$)/gm), ([, name]) => name);
    expect([...new Set(shown)]).to.deep.equal(floors);
    const there = readdirSync(join(root, 'src')).map((name) => name.replace(/\.ts$/, ''));
    expect(there.filter((name) => !floors.includes(name))).to.deep.equal([]);
  });

  it('names every folder within them', () => {
    const src = join(root, 'src');
    const folders = readdirSync(src, { withFileTypes: true, recursive: true }).filter((each) => each.isDirectory());
    const missing = folders
      // A folder in a drawer is the business of the drawer.
      .filter(
        ({ parentPath: parent }) => floors.includes(relative(src, parent)) || existsSync(join(parent, 'index.ts')),
      )
      .filter(({ name }) => !new RegExp(`(^| )${name}/( |$)`, 'm').test(text));
    expect(missing.map(({ parentPath, name }) => join(parentPath, name))).to.deep.equal([]);
  });

  it('refuses a room without a description, and one with two', () => {
    const folder = mkdtempSync(join(tmpdir(), 'map-'));
    const put = (file: string, says: string) => {
      mkdirSync(dirname(join(folder, file)), { recursive: true });
      writeFileSync(join(folder, file), says);
    };
    try {
      put('silent.ts', '/** A number. */\nexport const one = 1;\n');
      expect(() => lineOf('silent.ts', folder)).to.throw('src/silent.ts does not begin with a comment');
      put('told.ts', '/** Numbers. All of them. */\n\n/** A number. */\nexport const one = 1;\n');
      expect(lineOf('told.ts', folder)).to.equal('Numbers.');
      put('room/index.ts', 'export function createRoom() {}\n');
      expect(() => lineOf('room', folder)).to.throw('src/room/index.ts has no comment');
      put('room/index.ts', '/**\n * What is done\n * here. And more.\n */\nexport function createRoom() {}\n');
      expect(lineOf('room', folder)).to.equal('What is done here.');
      put('open/one.ts', 'export const one = 1;\n');
      expect(() => lineOf('open', folder)).to.throw('src/open: one of its files');
      put('open/two.ts', '/** Open to all. */\n\nexport const two = 2;\n');
      expect(lineOf('open', folder)).to.equal('Open to all.');
      put('open/three.ts', '/** Open, once more. */\n\nexport const three = 3;\n');
      expect(() => lineOf('open', folder)).to.throw('src/open: one of its files');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('stands beside every other folder of the project', () => {
    const others = readdirSync(root, { withFileTypes: true })
      .filter((each) => each.isDirectory() && !/^(\.|node_modules$|test-output$|src$|data$)/.test(each.name))
      .map(({ name }) => name);
    const readme = readFileSync(join(root, 'README.md'), 'utf8');
    expect(others.filter((name) => !readme.includes(`\n    ${name}/ `))).to.deep.equal([]);
  });

  it('leaves the first screen of the README to the product, its look and the two commands', () => {
    const first = readFileSync(join(root, 'README.md'), 'utf8').split('\n').slice(0, 20).join('\n');
    expect(first).to.include('npm ci && npm start').and.include('npm ci && npm test').and.include('<img src=');
  });
});

describe('the life of a request (docs/request.md)', () => {
  const text = readFileSync(join(root, 'docs/request.md'), 'utf8');
  const chapters = text.split(/^## /m).slice(1);

  it('tells a token, a page, an operation and a workbook, in no more than fifteen steps each that lead to their lines', () => {
    const titles = chapters.map((chapter) => chapter.split('\n')[0]);
    expect(titles).to.deep.equal(['At the door', 'A token', 'A page', 'An operation', 'A workbook']);
    for (const chapter of chapters) {
      const steps = chapter.match(/^\d+\. .+$/gm) ?? [];
      expect(steps, chapter).to.have.length.within(8, 15);
      expect(steps.map((step) => Number.parseInt(step, 10))).to.deep.equal(steps.map((_, place) => place + 1));
      for (const step of steps) expect(step).to.match(/\(\.\.\/src\/[\w./-]+\.ts#L\d+\)/);
    }
  });

  it('leads to a line by a name that stands on it, and by no number alone', () => {
    const links = [...text.matchAll(/\[([^\]]*)\]\(\.\.\/(src\/[^)#]+)(?:#L(\d+))?\)/g)];
    const wrong = links.filter(([, name = '', file = '', line]) => {
      const said = /^`(.+)`$/.exec(name)?.[1];
      const found = readFileSync(join(root, file), 'utf8').split('\n')[Number(line) - 1];
      return said === undefined || found?.includes(said) !== true;
    });
    expect(wrong.map(([link]) => link)).to.deep.equal([]);
  });

  it('finds a line by its name wherever it went, and refuses a name that means none or several', () => {
    const source = [
      'import { read } from "./read.ts";',
      '',
      'export async function read() {',
      '  return tell(1);',
      '}',
    ];
    expect(lineNamed('read', source.join('\n'), 'a.ts')).to.equal(3);
    expect(lineNamed('read', ['', '', ...source].join('\n'), 'a.ts')).to.equal(5);
    expect(lineNamed('return tell(1)', source.join('\n'), 'a.ts')).to.equal(4);
    expect(() => lineNamed('tel', source.join('\n'), 'a.ts')).to.throw('`tel` means no line of a.ts');
    const methods = ['const a = {', '  read(id: string) {', '    again(); again();', '  },', '  again();', '};'].join(
      '\n',
    );
    expect(lineNamed('read', methods, 'a.ts')).to.equal(2);
    expect(() => lineNamed('again', methods, 'a.ts')).to.throw('several lines');
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
