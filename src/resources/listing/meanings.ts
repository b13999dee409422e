import { type Actor, mustOperate, mustReachAll } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import { createCache } from '../../database/cache.ts';
import type { Database } from '../../database/open.ts';
import { invalid } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { problemOfLines } from '../../fields/list.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import * as store from './synonyms-store.ts';

const mostGroups = 300;
const mostWords = 12;
const longest = 12;

/** 同义词: which words mean the same to citizens who search, as operators keep them. */
export function createMeanings({ db, clock }: { db: Database; clock: Clock }) {
  const known = createCache({ ms: 10_000, read: async () => (await store.read(db)).groups });

  return {
    read: () => store.read(db),
    /** For searches: another node may have changed it some seconds ago. */
    groups: () => known.get(''),

    /** A group a line, its words apart by a space or a comma; `version`: which list was read. */
    async write(actor: Actor, typed: string, version: number): Promise<void> {
      mustOperate(actor, ...may('edit the synonyms of the search').roles);
      mustReachAll(actor);
      const groups = groupsOf(typed);
      const at = clock.now();
      await db.transaction(async (trx) => {
        const before = await store.read(trx);
        if (!(await store.write(trx, { groups, version, at })))
          throw invalid({ groups: fact('resources.synonyms_just_changed') });
        const lines = (list: readonly (readonly string[])[]) => list.map((group) => group.join('、'));
        const [old, now] = [lines(before.groups), lines(groups)];
        const changes = {
          added: now.filter((line) => !old.includes(line)),
          removed: old.filter((line) => !now.includes(line)),
        };
        await record(trx, at, actor, 'synonyms.change', { kind: 'synonyms', id: String(version + 1) }, changes);
      });
      known.clear();
    },
  };
}

export type Meanings = ReturnType<typeof createMeanings>;

function groupsOf(typed: string): string[][] {
  const lines = typed.normalize('NFC').split(/\r?\n/);
  const groups: string[][] = [];
  const wrong: Fact[] = [];
  for (const [place, line] of lines.entries()) {
    const words = [...new Set(line.split(/[\s、，,;；/|｜]+/u).filter(Boolean))];
    if (words.length === 0) continue;
    const isBad = words.length < 2 || words.length > mostWords || words.some((word) => !isWord(word));
    if (isBad) wrong.push(fact('resources.synonyms_line', { line: place + 1, mostWords, longest }));
    groups.push(words);
  }
  if (groups.length > mostGroups)
    throw invalid({ groups: fact('resources.synonyms_most', { most: mostGroups, now: groups.length }) });
  const problem = problemOfLines(wrong);
  if (problem !== undefined) throw invalid({ groups: problem });
  return groups;
}

/** One character is in everything. */
const isWord = (word: string) => /^[\p{L}\p{N}]+$/u.test(word) && [...word].length >= 2 && [...word].length <= longest;
