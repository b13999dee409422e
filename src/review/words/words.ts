import { type Actor, actorId, mustOperate, mustReachAll } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import { createCache } from '../../database/cache.ts';
import type { Database } from '../../database/open.ts';
import { invalid, notFound } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { problemOfLines } from '../../fields/list.ts';
import { countCharacters } from '../../fields/text.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import { createMarker, type Piece } from './word-marker.ts';
import * as store from './word-store.ts';

/** 敏感词: changed by operators of the whole country (`forbidden`). */
export interface SensitiveWords {
  /** All, with their notes. */
  list(): Promise<store.Word[]>;
  /** One a line, with a note after ｜; the same word again gets the new note. Answers how many changed. Throws `invalid`. */
  add(actor: Actor, typed: string): Promise<number>;
  /** Throws `not_found`. */
  remove(actor: Actor, word: string): Promise<void>;
  /** Marks the words in a text; knows a change after half a second. */
  marker(): Promise<(text: string) => Piece[]>;
}

/** 敏感词 that operators keep: marked in submissions for reviewers. They do not decide anything. */
export function createSensitiveWords({ db, clock }: { db: Database; clock: Clock }): SensitiveWords {
  const known = createCache({ ms: 500, read: (_key: string) => store.list(db) });

  return {
    list: () => store.list(db),

    /** One a line, with a note after ｜. The same word again gets the new note. Says how many are new or changed. */
    async add(actor: Actor, typed: string): Promise<number> {
      mustOperate(actor, ...may('edit the sensitive words').roles);
      mustReachAll(actor);
      const words = readWords(typed);
      const at = clock.now();
      return db.transaction(async (trx) => {
        const changed = await store.add(trx, words, actorId(actor) ?? '', at);
        if (changed > 0)
          await record(
            trx,
            at,
            actor,
            'word.add',
            { kind: 'word', id: words[0]?.word ?? '' },
            { to: words.map(({ word }) => word) },
          );
        return changed;
      });
    },

    async remove(actor: Actor, word: string): Promise<void> {
      mustOperate(actor, ...may('edit the sensitive words').roles);
      mustReachAll(actor);
      await db.transaction(async (trx) => {
        if (!(await store.remove(trx, word))) throw notFound(fact('review.no_word'));
        await record(trx, clock.now(), actor, 'word.remove', { kind: 'word', id: word }, { from: word });
      });
    },

    async marker() {
      return createMarker(await known.get(''));
    },
  };
}

const longest = 50;
const most = 2_000;

function readWords(typed: string): store.Word[] {
  const lines = typed
    .normalize('NFC')
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter(Boolean);
  if (lines.length === 0) throw invalid({ words: fact('review.words_missing') });
  if (lines.length > most) throw invalid({ words: fact('review.words_most', { most, now: lines.length }) });
  const words = new Map<string, store.Word>();
  const wrong: Fact[] = [];
  for (const [place, line] of lines.entries()) {
    const [word = '', note = ''] = line.split(/[｜|]/, 2).map((part) => part.trim());
    if (/[\p{Cc}\p{Cf}\p{Cs}]/u.test(line)) wrong.push(fact('review.word_unreadable', { line: place + 1 }));
    else if (word === '' || countCharacters(word) > longest)
      wrong.push(fact('review.word_length', { line: place + 1, max: longest }));
    else if (countCharacters(note) > 100) wrong.push(fact('review.word_note_long', { line: place + 1 }));
    words.set(word, { word, note: note === '' ? undefined : note });
  }
  const problem = problemOfLines(wrong);
  if (problem !== undefined) throw invalid({ words: problem });
  return [...words.values()];
}
