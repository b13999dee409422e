import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { before, describe, it } from 'mocha';
import type { Commands } from '../src/command.ts';
import { rooms } from '../src/services.ts';
import { en } from '../src/words/en/index.ts';
import { zh } from '../src/words/zh/index.ts';

const src = fileURLToPath(new URL('../src/', import.meta.url));
const han = /\p{Script=Han}/u;

/** Files that define commands: those of rooms, and their parts. */
const files = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => /(^|\/|-)commands\.ts$/.test(path) && !path.startsWith('words/'))
  .map((path) => ({ path, text: readFileSync(src + path, 'utf8') }));

/** Texts that are no words of ours to a reader of a terminal: SQL, and faults and messages that a document keeps for programs. */
const exceptions: Readonly<Record<string, RegExp>> = {
  'database/commands.ts': /^select to_regclass/,
  'audit/commands.ts':
    /^(chain elsewhere|anchor missing|event forged|the chain in the database does not go on from it|it does not contain the anchor|# events were not written by the application)$/,
  'applications/commands.ts': /^由运营停用$/, // for an institution, where no reason was given
  'operations/doctor/queues/commands.ts':
    /^(# list|short messages|deliveries of webhooks|the mail server is back|the code in it is long over)$/, // parts of help and examples
};

const literals = /'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`/g;

/** Its texts outside help and examples, without the parts that are put in. */
const textsIn = (source: string): string[] =>
  [...source.replace(/^import[\s\S]*?;$|^ *\/\*\*[\s\S]*?\*\/|^ *\/\/.*$| \/\/ .*$/gm, '').matchAll(literals)]
    .filter(({ index, input }) => !/(?:help|example):\s*$|\btext\(\s*$/.test(input.slice(0, index)))
    .map(([, one, two, three]) => (one ?? two ?? three ?? '').replaceAll(/\$\{[^}]*\}/g, '#'));

describe('what the command line says', () => {
  let commands: Commands<never>;
  before(async () => {
    commands = await rooms.commands();
  });

  it('stands in words/, and in no command: neither sentences nor Chinese', () => {
    expect(Object.keys(commands).length).to.be.above(40);
    const names = Object.keys(commands).filter((name) => !files.some(({ text }) => text.includes(`'${name}'`)));
    // Made of a name and a verb by their file.
    expect(names.filter((name) => !/^(doctor$|(jobs|mails|sms|webhooks) (list|retry|drop)$)/.test(name))).to.eql([]);
    const explained = new Set(
      Object.values(commands).flatMap(({ help, options }) => [
        help,
        ...Object.values(options).map((each) => each.help),
      ]),
    );
    const isPart = (each: string) => [...explained].some((whole) => whole.startsWith(each)); // `${help}. ID is one …`
    const sentences = files.flatMap(({ path, text }) =>
      textsIn(text)
        .filter((each) => han.test(each) || /[a-z]{2,},? [a-z]{2,}|# [a-z]{2,}|[a-z]{2,}:? #/i.test(each))
        .filter((each) => exceptions[path]?.test(each) !== true && commands[each] === undefined && !isPart(each))
        .map((each) => `${path}: ${each}`),
    );
    expect(sentences).to.eql([]);
  });

  it('is there in Chinese and in English: every fact that a command names, and every fault of its arguments', () => {
    const named = files.flatMap(({ text }) =>
      [...text.matchAll(/[fF]act\(\s*'([a-z]+\.[a-z0-9_]+)'/g)].map(([, code = '']) => code),
    );
    const codes = [...new Set([...named, ...Object.keys(zh.facts).filter((code) => code.startsWith('commands.'))])];
    expect(codes.length).to.be.above(80);
    const textOf = (facts: typeof zh.facts, code: string) => {
      const entry = facts[code];
      return entry === undefined ? '' : typeof entry === 'function' ? String(entry) : JSON.stringify(entry);
    };
    // Made of values alone, or of words that stand in a list beside it.
    const listed = ['applications.status', 'applications.call_endpoint', 'transparency.signed_at'];
    const missing = codes.filter((code) => !han.test(textOf(zh.facts, code)) && !listed.includes(code));
    expect(missing, 'in Chinese').to.eql([]);
    expect(codes.filter((code) => textOf(en.facts, code) === '' || han.test(textOf(en.facts, code)))).to.eql([]);
  });

  it('is Chinese in the Chinese words: no entry of any room is a sentence in English', () => {
    const english = Object.entries(zh.facts)
      .map(([code, entry]) => [code, typeof entry === 'function' ? String(entry) : JSON.stringify(entry)] as const)
      .filter(([, text]) => !han.test(text) && /[a-z]{3,} [a-z]{2,} [a-z]{2,}/.test(text.replace(/^.*=>/s, '')));
    expect(english.map(([code]) => code)).to.eql([]);
  });
});
