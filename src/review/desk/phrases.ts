import { z } from 'zod';
import { type Actor, mustOperate } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import { isId, newId } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import { invalid, notFound } from '../../errors.ts';
import { readFields } from '../../fields/read.ts';
import { text } from '../../fields/text.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import * as store from './phrase-store.ts';

const fields = z.object({ text: text('常用语', { max: 200 }), kind: text('用于', { max: 50 }).optional() });

type Input = Readonly<Record<string, string>>;

/** 常用语: changed by reviewers and operators (`forbidden`); `invalid` by field. */
export interface Phrases {
  /** All, or those for one kind. */
  list(kind?: string): Promise<store.Phrase[]>;
  /** Throws `not_found`. */
  get(id: string): Promise<store.Phrase>;
  /** A new one. */
  add(actor: Actor, input: Input): Promise<void>;
  /** Another text or kind. */
  change(actor: Actor, id: string, input: Input): Promise<void>;
  /** Throws `not_found`. */
  remove(actor: Actor, id: string): Promise<void>;
}

/** 常用语: phrases of reviewers, so that institutions read the same words for the same thing. */
export function createPhrases({ db, clock }: { db: Database; clock: Clock }): Phrases {
  const gone = () => notFound(fact('review.no_phrase'));
  const about = (id: string) => ({ kind: 'phrase', id });

  async function get(id: string): Promise<store.Phrase> {
    const found = isId(id) ? await store.find(db, id) : undefined;
    if (found === undefined) throw gone();
    return found;
  }

  function read(input: Input): Pick<store.Phrase, 'kind' | 'text'> {
    const given = readFields(fields, input);
    if ('problems' in given) throw invalid(given.problems);
    return { text: given.values.text, kind: given.values.kind };
  }

  return {
    list: (kind) => store.list(db, kind),
    get,

    async add(actor: Actor, input: Input): Promise<void> {
      mustOperate(actor, ...may('edit the phrases of reviewers').roles);
      const phrase = { id: newId(), ...read(input) };
      const at = clock.now();
      await db.transaction(async (trx) => {
        await store.insert(trx, phrase, at);
        await record(trx, at, actor, 'phrase.add', about(phrase.id), { to: phrase.text });
      });
    },

    async change(actor: Actor, id: string, input: Input): Promise<void> {
      mustOperate(actor, ...may('edit the phrases of reviewers').roles);
      const before = await get(id);
      const phrase = { id, ...read(input) };
      await db.transaction(async (trx) => {
        if (!(await store.update(trx, phrase))) throw gone();
        const details = { from: before.text, to: phrase.text };
        await record(trx, clock.now(), actor, 'phrase.change', about(id), details);
      });
    },

    async remove(actor: Actor, id: string): Promise<void> {
      mustOperate(actor, ...may('edit the phrases of reviewers').roles);
      const before = await get(id);
      await db.transaction(async (trx) => {
        if (!(await store.remove(trx, id))) throw gone();
        await record(trx, clock.now(), actor, 'phrase.remove', about(id), { from: before.text });
      });
    },
  };
}
