import { type Actor, actorId } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import type { Data } from '../../fields/form.ts';
import { inOneSpelling } from '../../fields/spelling.ts';
import * as bulk from './bulk-store.ts';
import type { Kind } from './kind.ts';
import type { ReviewNeeds } from './needs.ts';
import { mustSend } from './rights.ts';
import { lockKind } from './store.ts';
import { type Batch, titled } from './submission.ts';
import { isEditable, isOpen } from './transitions.ts';
import * as writers from './writer-store.ts';

type Needs = Pick<ReviewNeeds, 'clock' | 'seal' | 'mustBeOpen'> & { kindNamed: (name: string) => Kind };

/** `batch`: of the file that they came in. */
export type Drafts = {
  institutionId: string;
  batch?: Batch | undefined;
  items: readonly { subjectId: string; data: Data }[];
};

/** A draft about each subject: `begun`, or the one that there was `saved`; a submission that is being reviewed is `waiting` and stays. */
export type SavedDraft = { submissionId: string; outcome: 'begun' | 'saved' | 'waiting' };

/** Bulk work, from workbooks and programs: the same drafts that people fill in one by one. */
export function createBulk({ clock, seal, mustBeOpen, kindNamed }: Needs) {
  return {
    /** Before a room locks its own rows of these subjects: decisions and saves lock the submission first. */
    lockSubjects: bulk.lockSubjects,

    /**
     * Saves the data of each subject in its draft. Runs in the caller's transaction, which has checked the uploads that the data name; the room
     * keeps its own record, so that `follow` is not called. No subject may come twice.
     */
    async saveMany(
      trx: Connection,
      actor: Actor,
      name: string,
      { institutionId, batch, items }: Drafts,
    ): Promise<Map<string, SavedDraft>> {
      const kind = kindNamed(name);
      for (const { subjectId } of items) mustSend(actor, kind, { institutionId, subjectId });
      await mustBeOpen(institutionId, trx);
      await lockKind(trx, name, institutionId);
      const known = new Map(
        (
          await bulk.newest(
            trx,
            name,
            items.map(({ subjectId }) => subjectId),
          )
        ).map((one) => [one.subjectId, one]),
      );
      const drafts = items.map(({ subjectId, data: typed }) => {
        const data = inOneSpelling(kind.form, typed);
        const before = known.get(subjectId);
        const isGoingOn = before !== undefined && isEditable(before.state);
        return {
          id: isGoingOn ? before.id : newId(),
          subjectId,
          version: before === undefined ? 1 : before.version + (isGoingOn ? 0 : 1),
          title: titled(kind, data),
          regionCode: kind.regionOf?.(data),
          data,
          before,
        };
      });
      const isWaiting = ({ before }: (typeof drafts)[number]) => before !== undefined && isOpen(before.state);
      const open = drafts.filter((draft) => !isWaiting(draft));
      const fresh = open.filter(({ id, before }) => id !== before?.id);
      const going = open.filter(({ id, before }) => id === before?.id);
      const [at, by] = [clock.now(), actorId(actor) ?? ''];
      if (fresh.length > 0)
        await bulk.insert(trx, seal, { kind: name, institutionId, createdBy: by, at, batch }, fresh);
      const saved = new Set(going.length > 0 ? await bulk.save(trx, seal, { at, batch }, going) : []);
      if (saved.size > 0) await writers.note(trx, [...saved], by);
      if (fresh.length > 0) {
        const [first] = fresh;
        const details = {
          kind: name,
          institution: institutionId,
          count: fresh.length,
          submissions: fresh.map(({ id }) => id),
        };
        await record(trx, at, actor, 'submission.begin', { kind: 'submission', id: first?.id ?? '' }, details);
      }
      return new Map(
        drafts.map((draft): [string, SavedDraft] => {
          const { id, subjectId, before } = draft;
          if (isWaiting(draft)) return [subjectId, { submissionId: before?.id ?? id, outcome: 'waiting' }];
          if (before?.id === id) return [subjectId, { submissionId: id, outcome: saved.has(id) ? 'saved' : 'waiting' }];
          return [subjectId, { submissionId: id, outcome: 'begun' }];
        }),
      );
    },
  };
}
