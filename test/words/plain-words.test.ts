import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { asNames, type Entry, exceptions, inComments, inNames, inTitles } from './lexicon.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Remaining hits, which may only fall: a change that removes some lowers the number. The goal of all together is below 100. */
const limits = { comments: 0, names: 0, titles: 0 };

type Place = { file: string; line: number };
type Hit = Place & { text: string; word: string; write: string };

const own = ['test/words/lexicon.ts', 'test/words/plain-words.test.ts'];
const files = ['src', 'test', 'bench']
  .flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}/${path}`),
  )
  .filter((path) => path.endsWith('.ts') && !path.includes('node_modules') && !own.includes(path))
  .toSorted()
  .map((file) => ({ file, text: readFileSync(join(root, file), 'utf8') }));

const lineAt = (text: string, at: number) => text.slice(0, at).split('\n').length;

/** Comments of a file. A `//` without a space before it is part of an address. */
const commentsOf = (text: string) => [...text.matchAll(/(?<=^|\s)(?:\/\*[\s\S]*?\*\/|\/\/ .*$)/gm)];

function hitsIn(text: string, from: Place, lexicon: readonly Entry[]): Hit[] {
  return lexicon.flatMap(({ word, write }) =>
    [...text.matchAll(word)].map((found) => ({
      file: from.file,
      line: from.line + lineAt(text, found.index) - 1,
      text: text.split('\n')[lineAt(text, found.index) - 1]?.trim() ?? '',
      ...{ word: found[0], write },
    })),
  );
}

const partsOf = (name: string) => name.split(/(?=[A-Z])|_/).map((part) => part.toLowerCase());

function namesIn(file: string, text: string): Hit[] {
  const exported = text.matchAll(/^export (?:async )?(?:function\*?|const|class|interface|type|let|enum) (\w+)/gm);
  return [...exported].flatMap(({ 1: name = '', index }) =>
    [
      ...asNames.filter(({ word }) => word.test(name)),
      ...inNames.filter(({ word }) => partsOf(name).some((part) => word.test(part))),
    ]
      .slice(0, 1)
      .map(({ write }) => ({ file, line: lineAt(text, index), text: `export … ${name}`, word: name, write })),
  );
}

const titleForm = /\b(?:it|describe)(?:\.\w+)?\(\s*(?:'((?:[^'\\\n]|\\.)*)'|"([^"\n]*)"|`([^`]*)`)/g;
const titlesIn = (file: string, text: string): Hit[] =>
  [...text.matchAll(titleForm)].flatMap(({ 1: one, 2: two, 3: three, index }) =>
    hitsIn(one ?? two ?? three ?? '', { file, line: lineAt(text, index) }, inTitles),
  );

/** Without the exceptions, each of which has to meet a hit. */
const unexcused = (hits: readonly Hit[]) =>
  hits.filter((hit) => !exceptions.some(({ file, text }) => file === hit.file && hit.text.includes(text)));

const shown = (hits: readonly Hit[]) =>
  hits.map(({ file, line, text, word, write }) => `\n${file}:${line}: “${word}” → ${write}\n    ${text}`).join('');

describe('plain words', () => {
  const comments = files.flatMap(({ file, text }) =>
    commentsOf(text).flatMap((comment) => hitsIn(comment[0], { file, line: lineAt(text, comment.index) }, inComments)),
  );
  const names = files.filter(({ file }) => file.startsWith('src/')).flatMap(({ file, text }) => namesIn(file, text));
  const titles = files.filter(({ file }) => file.startsWith('test/')).flatMap(({ file, text }) => titlesIn(file, text));

  for (const [kind, found] of Object.entries({ comments, names, titles }))
    it(`stand in ${kind}: the lexicon has no more hits than its limit, which only falls`, () => {
      const hits = unexcused(found);
      const limit = limits[kind as keyof typeof limits];
      expect(hits.length, `hits in ${kind}, of which ${limit} may be left:${shown(hits)}`).to.be.at.most(limit);
      expect(hits.length, `only ${hits.length} hits are left: lower the limit of ${kind} to that`).to.equal(limit);
    });

  it('makes an exception only for a hit that exists', () => {
    const all = [...comments, ...names, ...titles];
    const unused = exceptions.filter(
      ({ file, text }) => !all.some((hit) => hit.file === file && hit.text.includes(text)),
    );
    expect(unused).to.deep.equal([]);
  });

  it('finds words in comments of each form, in exported names and in titles', () => {
    const text =
      "/** What is kept. */\nconst a = 1; // for whoever asks\n// at hand\nexport const found = 'what is'; //nobody";
    expect(commentsOf(text).flatMap(({ 0: each }) => hitsIn(each, { file: 'x', line: 1 }, inComments))).to.have.length(
      3,
    );
    expect(namesIn('x', 'export const tellAnew = 1;\nexport type Found = 1;\nexport const finder = 1;')).to.have.length(
      2,
    );
    expect(titlesIn('x', "it('shows what is new to nobody', () => {});\ndescribe('a page', () => {});")).to.have.length(
      2,
    );
  });
});
