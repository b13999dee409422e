import { record } from '../../audit/record.ts';
import { after } from '../../clock.ts';
import type { Data } from '../../fields/form.ts';
import { fieldsOf } from '../../fields/form.ts';
import type { ScheduledJob } from '../../jobs/job.ts';
import { asLogs } from '../../personal.ts';
import type { Kind } from './kind.ts';
import type { ReviewNeeds } from './needs.ts';
import * as store from './papers-store.ts';

/** Time after the last step of a submission: it was decided, and the time for a complaint is over. */
export const paperRetention = asLogs;

type Needs = Pick<ReviewNeeds, 'db' | 'clock' | 'seal' | 'uploads'> & { kinds: () => readonly Kind[] };

const batch = 200;

const papersOf = ({ form }: Pick<Kind, 'form'>): string[] =>
  fieldsOf(form).flatMap(({ name, paper }) => (paper === true ? [name] : []));

/**
 * Deletes number and photos of the identity document of an institution's agent when their time is over: in drafts, in submissions, and as files.
 */
export function createPapers({ db, clock, seal, uploads, kinds }: Needs): ScheduledJob {
  async function end(kind: Kind, id: string, before: Date): Promise<boolean> {
    const names = papersOf(kind);
    const isUpload = new Set(fieldsOf(kind.form).flatMap(({ name, control }) => (control === 'files' ? [name] : [])));
    const files = new Set<string>();
    const without = (data: Data): Data | undefined => {
      const held = names.filter((name) => (data[name] ?? '') !== '');
      for (const name of held)
        if (isUpload.has(name)) for (const each of (data[name] ?? '').split('\n')) files.add(each);
      return held.length === 0 ? undefined : { ...data, ...Object.fromEntries(held.map((name) => [name, ''])) };
    };
    return db.transaction(async (trx) => {
      const data = await store.hold(trx, seal, id, before);
      if (data === undefined) return true;
      const at = clock.now();
      const left = without(data);
      const isWhole = await store.endSent(trx, seal, id, without);
      for (const subject of ['submission', 'submission.sent'])
        await uploads.letGo(trx, { kind: subject, id }, [...files]);
      await kind.papersEnded?.(trx, id, [...files]);
      if (!isWhole) return false;
      await store.end(trx, seal, id, left ?? data, at);
      if (left === undefined && files.size === 0) return true;
      const by = { kind: 'system', name: 'review' } as const;
      await record(trx, at, by, 'submission.papers_end', { kind: 'submission', id }, { kind: kind.name });
      return true;
    });
  }

  return {
    name: 'review.papers',
    schedule: '47 3 * * *',
    async run() {
      const before = after(clock.now(), -paperRetention);
      for (const kind of kinds().filter((each) => papersOf(each).length > 0))
        for (;;) {
          const found = await store.finishedSubmissions(db, [kind.name], before, batch);
          let ended = 0;
          for (const id of found) if (await end(kind, id, before)) ended += 1;
          if (found.length < batch || ended === 0) break;
        }
    },
  };
}
