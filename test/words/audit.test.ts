import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { describe, it } from 'mocha';
import { transitions } from '../../src/review/workflow/transitions.ts';
import { audit, verbs } from '../../src/words/zh/audit.ts';

const src = fileURLToPath(new URL('../../src', import.meta.url));
const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts') && !path.startsWith('words/') && path !== 'audit/record.ts')
  .map((path) => ({ path, room: path.split('/')[0] ?? '', text: readFileSync(`${src}/${path}`, 'utf8') }));
const isRecording = /from '[./\w]*\/record\.ts'/;
const recording = sources.filter(({ text }) => isRecording.test(text));

/** Verbs of which the sources write only the beginning, with their endings. */
const begun: Readonly<Record<string, readonly string[]>> = {
  'submission.': Object.keys(transitions),
  'resource.': ['withdraw', 'expire'],
  'link.': ['online', 'offline', 'alarm', 'mended'],
  'webhook.': ['create', 'change', 'remove'],
};

/** The arguments of a call itself, not those of a list, an object or a function among them. */
function argumentsAt(text: string, start: number): string {
  let depth = 0;
  let given = '';
  for (const character of text.slice(start)) {
    if ('([{'.includes(character)) depth += 1;
    if (')]}'.includes(character)) depth -= 1;
    if (depth === 0) return given;
    if (depth === 1) given += character;
  }
  return given;
}

const isWritten = /'([a-z_]+\.[a-z_]+)'/g;
const verbsIn = (text: string) => [...text.matchAll(isWritten)].map(([, verb = '']) => verb);

/** Functions that record for others of their room: they are given the verb. */
const recorders = (room: string): string[] =>
  recording
    .filter((each) => each.room === room)
    .flatMap(({ text }) =>
      [
        ...text.matchAll(/(?:function (\w+)(?:<\w+>)?|const (\w+) = (?:async )?)\(([^()]|\([^()]*\))*?\bverb: string/g),
      ].map(([, one, other]) => one ?? other ?? ''),
    );

const calls = sources.flatMap(({ path, room, text }) => {
  const names = [...recorders(room), ...(isRecording.test(text) ? ['record', 'recordAll'] : [])];
  if (names.length === 0) return [];
  const called = new RegExp(`(?<![.\\w]|function )(?:${names.join('|')})(?:<\\w+>)?(?=\\()`, 'g');
  return [...text.matchAll(called)].map((call) => ({
    path,
    given: argumentsAt(text, call.index + call[0].length),
  }));
});

const recorded = new Set([
  ...calls.flatMap(({ given }) => verbsIn(given)),
  ...recording.flatMap(({ text }) =>
    [...text.matchAll(/\bverb(?:: (?!string)| = )([^;},]*)/g)].flatMap(([, said = '']) => verbsIn(said)),
  ),
  ...Object.entries(begun).flatMap(([start, ends]) => ends.map((end) => `${start}${end}`)),
]);

describe('the words of the audit', () => {
  it('say every verb that is recorded', () => {
    expect([...recorded].filter((verb) => audit.verb(verb) === verb)).to.deep.equal([]);
  });

  it('have no verb that is never recorded', () => {
    expect(Object.keys(verbs).filter((verb) => !recorded.has(verb))).to.deep.equal([]);
  });

  it('have a group to filter by for every verb', () => {
    const groups = Object.keys(audit.verbGroups);
    expect([...recorded].filter((verb) => !groups.some((start) => verb.startsWith(start)))).to.deep.equal([]);
  });

  it('know the endings of every verb of which only the beginning is written', () => {
    const starts = calls.flatMap(({ given }) => [...given.matchAll(/`([a-z_]+\.)\$/g)].map(([, start]) => start));
    expect([...new Set(starts)]).to.have.members(Object.keys(begun));
  });

  it('name every detail', () => {
    const beginnings = [
      /\bconst (?:details|changes) = (?=\{)/g,
      /'([a-z_]+\.[a-z_]+)', (?:\{ kind: '[a-z_ ]+', id\b[^\n]*? \}|subjectOf\([^()]*\)|\w+), (?=\{)/g,
    ];
    const objects = recording.flatMap(({ text }) =>
      beginnings.flatMap((beginning) =>
        [...text.matchAll(beginning)]
          .filter(([, verb]) => verb === undefined || Object.hasOwn(verbs, verb))
          .map((found) => argumentsAt(text, found.index + found[0].length)),
      ),
    );
    const details = objects.flatMap((text) =>
      [...text.matchAll(/(?:^\{|,)\s*(\w+)(?=\s*[:,}]|\s*$)/g)].map(([, name = '']) => name),
    );
    expect(details).to.include.members(['act', 'count', 'institution', 'way']);
    expect([...new Set(details)].filter((name) => audit.name(name) === name)).to.deep.equal([]);
  });

  it('name every kind of subject', () => {
    const kinds = recording.flatMap(({ text }) =>
      [...text.matchAll(/\{ kind: '([a-z_ ]+)', id\b[^,\n]* \}/g)].map(([, kind = '']) => kind),
    );
    expect(kinds).to.include.members(['account', 'application', 'plan']);
    expect(kinds.filter((kind) => audit.kind(kind) === kind)).to.deep.equal([]);
  });
});
