import type { Actor } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import type { Database } from '../../database/open.ts';
import { Problem } from '../../errors.ts';
import type { Fact } from '../../fact.ts';
import type { Review } from '../../review/workflow/service.ts';
import { isOpen } from '../../review/workflow/transitions.ts';
import type { Entry } from '../entries/entry.ts';
import type { Resources } from '../entries/service.ts';
import * as entries from './entries-store.ts';
import { fact } from './facts.ts';
import * as findings from './findings-store.ts';
import type { Counts, Finding, Grade, Import } from './import.ts';
import * as store from './store.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  review: Pick<Review, 'find'>;
  resources: Pick<Resources, 'get' | 'submit' | 'remove'>;
};
type Payload = { id: string; actor: Actor };
/** The result of one: done, nothing to do, or why it was left. */
type Came = 'done' | 'nothing' | Fact;

const inChunks = 50;

/** A button's action on a whole batch, entry by entry. Started again, it continues with the remaining ones. */
export function createBatchJobs({ db, clock, seal, review, resources }: Needs) {
  async function each(
    one: Import,
    actor: Actor,
    grade: Grade,
    work: (entry: Entry) => Promise<Came>,
    countsOf: (done: number) => Counts,
  ): Promise<{ left: number }> {
    await findings.clear(db, one.id, grade);
    const told = { seen: 0, done: 0, left: 0 };
    let after: string | undefined;
    for (;;) {
      const chunk = await entries.ofBatch(db, one.id, after, inChunks);
      const said: Finding[] = [];
      for (const { id } of chunk) {
        const entry = await resources.get(actor, id);
        const came = await work(entry);
        told.seen += 1;
        if (came === 'done') told.done += 1;
        if (typeof came !== 'object') continue;
        told.left += 1;
        const { title, externalId: value } = entry;
        said.push({ grade, place: told.left, row: 0, field: id, title, value, problem: came });
      }
      if (said.length > 0) await findings.add(db, seal, one.id, said);
      await store.setCounts(db, one.id, told.seen, countsOf(told.done), clock.now());
      after = chunk.at(-1)?.id;
      if (chunk.length < inChunks) return told;
    }
  }

  const outcomeOf = async (work: () => Promise<unknown>): Promise<Came> => {
    try {
      await work();
      return 'done';
    } catch (error) {
      if (!(error instanceof Problem) || error.status >= 500) throw error;
      const problems = error.fields === undefined ? [error.fact] : Object.values(error.fields);
      return fact('imports.not_sent', { problems: problems.slice(0, 3) });
    }
  };

  async function finish({ id, actor }: Payload, one: Import, from: 'sending' | 'undoing', counts: Counts) {
    await db.transaction(async (trx) => {
      const at = clock.now();
      const to = from === 'sending' ? 'done' : 'undone';
      if (!(await store.move(trx, id, { from: [from], to, at }))) return;
      await store.setCounts(trx, id, one.done, counts, at);
      const verb = from === 'sending' ? 'import.sent' : 'import.undone';
      await record(trx, at, actor, verb, { kind: 'import', id }, { institution: one.institutionId, ...counts });
    });
  }

  return {
    /** 提交整批审核: every draft that is ready. */
    async send(payload: Payload): Promise<void> {
      const { id, actor } = payload;
      const one = await store.find(db, seal, id);
      if (one?.state !== 'sending') return;
      const submit = async (entry: Entry): Promise<Came> =>
        entry.reviewState === 'draft' || entry.reviewState === 'returned'
          ? outcomeOf(() => resources.submit(actor, entry.id))
          : 'nothing';
      const { left } = await each(one, actor, 'unsent', submit, () => ({}));
      await finish(payload, one, 'sending', { sent: await entries.sentOfBatch(db, id), unsent: left });
    },

    /** 撤销整批: deletes its unsent drafts; the others stay, with the reason. */
    async undo(payload: Payload): Promise<void> {
      const { id, actor } = payload;
      const one = await store.find(db, seal, id);
      if (one?.state !== 'undoing') return;
      const before = one.counts.removed ?? 0;
      const remove = async (entry: Entry): Promise<Came> =>
        (await mustStay(entry, one)) ?? outcomeOf(() => resources.remove(actor, entry.id));
      const { left } = await each(one, actor, 'stayed', remove, (done) => ({ removed: before + done }));
      await finish(payload, one, 'undoing', { stayed: left });
    },
  };

  async function mustStay(entry: Entry, { startedAt }: Import): Promise<Came | undefined> {
    if (isOpen(entry.reviewState)) return fact('imports.stays_in_review');
    if (entry.reviewState === 'approved') return fact('imports.stays_published');
    const draft = entry.submissionId === undefined ? undefined : await review.find(entry.submissionId);
    if (entry.reviewState !== 'draft' || draft?.submittedAt !== undefined) return fact('imports.stays_sent');
    const isOlder = startedAt !== undefined && draft !== undefined && draft.createdAt < startedAt;
    return isOlder ? fact('imports.stays_older') : undefined;
  }
}
