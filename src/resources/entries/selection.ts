import { z } from 'zod';
import type { Actor, Member } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock, days } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import { isId, newId } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import { conflict, invalid, isUnavailable, notFound, Problem } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import { type Field, type Form, fieldsOf as fieldsIn, readForm } from '../../fields/form.ts';
import type { Job } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/service.ts';
import { undoFor } from '../../review/desk/pressed.ts';
import type { Review } from '../../review/workflow/service.ts';
import { formOf } from '../channels/canonical.ts';
import { type Channels, channelNamed } from '../channels/channels.ts';
import { type Act, fact } from '../facts.ts';
import type { Filter } from './entry-list-store.ts';
import { withdrawal } from './kinds.ts';
import * as store from './selection-store.ts';
import type { Resources } from './service.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  jobs: Pick<Jobs, 'enqueue'>;
  review: Pick<Review, 'kind'>;
  resources: Pick<Resources, 'get' | 'submit' | 'recall' | 'withdraw' | 'change' | 'remove'>;
  channels: Channels;
};

/** More than a person would look through; the rest needs another press. */
const most = 5_000;
const inChunks = 20;
const shownLeft = 100;
const queue = 'resources.act';

/** Actions on many entries of a list: at once for the person, ten seconds later in fact (docs/adr/0140, 0143). */
export interface Selection {
  /** Takes the entries of a filter as they are now. */
  choose(actor: Member, chosen: { act: Act; filter: Filter; query: string }): Promise<store.Pressed>;
  /** The actions that something in a filter is open to. For callers that have checked who asks. */
  applicable(filter: Filter): Promise<Act[]>;
  /** Only one's own. Throws `not_found`. */
  get(actor: Member, id: string): Promise<store.Pressed>;
  /** The last press that is not over. */
  open(actor: Member): Promise<store.Pressed | undefined>;
  /** Fields that all of its entries have, for one value in all of them. */
  fieldsOf(one: store.Pressed): Promise<Field[]>;
  /** Begins its ten seconds. Throws `invalid` for a reason or a value that no entry could have. */
  press(actor: Member, id: string, about: store.About): Promise<void>;
  /** Whether it was in time. */
  undo(actor: Member, id: string): Promise<boolean>;
  /** Those that could not be done, and why. */
  left(actor: Member, id: string): Promise<store.Left[]>;
  /** After the seconds of each press, and the purge after 30 days. */
  jobs: readonly Job[];
}

/** Titles and numbers differ from entry to entry, and so do pictures. */
const isForMany = ({ name, control }: Field): boolean =>
  name !== 'external_id' && name !== 'title' && control !== 'files' && control !== 'crop';

export function createSelection({ db, clock, seal, jobs, review, resources, channels }: Needs): Selection {
  async function get({ accountId, institutionId }: Member, id: string): Promise<store.Pressed> {
    const one = isId(id) ? await store.find(db, seal, id) : undefined;
    if (one?.accountId !== accountId || one.institutionId !== institutionId)
      throw notFound(fact('resources.no_action'));
    return one;
  }

  async function fieldsOf({ id }: store.Pressed): Promise<Field[]> {
    const [first = [], ...others] = (await formsOf(id)).map(fieldsIn);
    return first.filter(
      (field) => isForMany(field) && others.every((each) => each.some(({ name }) => name === field.name)),
    );
  }
  const formsOf = async (id: string): Promise<Form[]> =>
    (await store.channels(db, id)).map((code) => formOf(channelNamed(code, channels)));

  async function mustBePossible(
    one: store.Pressed,
    { reason = '', field = '', value = '' }: store.About,
  ): Promise<void> {
    if (one.act === 'withdraw') {
      const read = readForm(review.kind(withdrawal).form, { reason });
      if ('problems' in read) throw invalid(read.problems);
    }
    if (one.act !== 'change') return;
    if (!(await fieldsOf(one)).some(({ name }) => name === field))
      throw invalid({ field: fact('resources.choose_field') });
    for (const form of await formsOf(one.id)) {
      const read = readForm(form, { [field]: value }); // of a form with nothing else in it only this field is asked
      const problem = 'problems' in read ? read.problems[field] : undefined;
      if (problem !== undefined) throw invalid({ value: problem });
    }
  }

  const work: Readonly<Record<Act, (actor: Actor, id: string, about: store.About) => Promise<unknown>>> = {
    submit: (actor, id) => resources.submit(actor, id),
    recall: (actor, id) => resources.recall(actor, id),
    withdraw: (actor, id, { reason = '' }) => resources.withdraw(actor, id, reason),
    change: (actor, id, { field = '', value = '' }) => resources.change(actor, id, field, value),
    remove: (actor, id) => resources.remove(actor, id),
  };

  const outcomeOf = (doing: Promise<unknown>): Promise<Fact | undefined> =>
    doing.then(
      () => undefined,
      (error: unknown) => {
        if (!(error instanceof Problem) || isUnavailable(error) || error.status >= 500) throw error;
        const problems = Object.values(error.fields ?? { form: error.fact });
        return problems.length === 1
          ? problems[0]
          : fact('resources.several_problems', { problems: problems.slice(0, 3) });
      },
    );

  async function run({ id, actor }: { id: string; actor: Actor }): Promise<void> {
    if (!(await store.begin(db, id, clock.now()))) return;
    const one = await store.find(db, seal, id);
    if (one === undefined) return;
    for (;;) {
      const items = await store.waiting(db, id, inChunks);
      for (const { place, entryId } of items)
        await store.settle(db, id, place, await outcomeOf(work[one.act](actor, entryId, one.about)));
      if (items.length < inChunks) break;
    }
    await db.transaction(async (trx) => {
      if (!(await store.end(trx, id))) return;
      const { institutionId: institution, act, count } = one;
      await record(trx, clock.now(), actor, 'resource.act', { kind: 'entry_action', id }, { institution, act, count });
    });
  }

  return {
    get,
    fieldsOf,
    async choose(actor, { act, filter, query }) {
      const { accountId, institutionId } = actor;
      const id = newId();
      const at = clock.now();
      await db.transaction((trx) =>
        store.insert(trx, seal, { id, institutionId, accountId, act, query, filter, most, at }),
      );
      return get(actor, id);
    },
    applicable: (filter) => store.applicable(db, filter),
    open: (actor) => store.open(db, seal, actor),
    async press(actor, id, about) {
      const one = await get(actor, id);
      await mustBePossible(one, about);
      const leavesAt = after(clock.now(), undoFor);
      await db.transaction(async (trx) => {
        if (!(await store.press(trx, seal, id, about, leavesAt))) throw conflict(fact('resources.action_pressed'));
        await jobs.enqueue(trx, queue, { id, actor }, leavesAt);
      });
    },
    async undo(actor, id) {
      await get(actor, id);
      return store.undo(db, id, clock.now());
    },
    left: async (actor, id) => store.left(db, (await get(actor, id)).id, shownLeft),
    jobs: [
      {
        queue,
        handle: (given) =>
          run(
            z
              .object({
                id: z.string(),
                actor: z.custom<Actor>((value) => typeof value === 'object' && value !== null && 'kind' in value),
              })
              .parse(given),
          ),
      },
      {
        name: 'resources.forget',
        schedule: '31 4 * * *',
        run: async () => {
          await store.purge(db, after(clock.now(), -days(30)));
        },
      },
    ],
  };
}
