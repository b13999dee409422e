import { z } from 'zod';
import type { Staff } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import type { Problems } from '../../errors.ts';
import type { Data } from '../../fields/form.ts';
import { readFields } from '../../fields/read.ts';
import { scopeOf } from './affected.ts';
import * as logs from './affected-store.ts';
import { batch } from './budget.ts';
import { fact, letter } from './facts.ts';
import { noticeFields } from './form.ts';
import { guardiansOf } from './guardians.ts';
import type { IncidentParts } from './parts.ts';
import { mustBeOpen, mustWork, one, subjectOf } from './rights.ts';
import * as store from './store.ts';

const payload = z.object({ id: z.uuid() });

/** Notices to affected people: each gets one, even if sending nodes die. */
export function createNoticeRuns(needs: IncidentParts) {
  const { db, clock, jobs, accounts, institutions, notices, notifyManagers, affected, budget, publicUrl } = needs;

  async function start(
    actor: Staff,
    incidentId: string,
    given: Data,
  ): Promise<{ problems: Problems } | { id: string }> {
    mustWork(actor);
    const incident = await one(db, incidentId);
    const read = readFields(noticeFields, given);
    if ('problems' in read) return read;
    const { audience, body } = read.values;
    const { counted } = await affected.of(incident);
    const people = audience === 'people' ? (counted?.people ?? 0) : incident.clientIds.length;
    if (people === 0) {
      const isCounting = counted !== undefined && counted.consentsAt === undefined;
      return { problems: { audience: fact(isCounting ? 'incidents.counting' : 'incidents.nobody') } };
    }
    const { since, until = clock.now(), clientIds } = scopeOf(incident);
    const id = newId();
    await db.transaction(async (trx) => {
      const at = clock.now();
      await mustBeOpen(trx, incident.id);
      const about = { id, incidentId: incident.id, audience, body, since, until, clientIds, by: actor.accountId, at };
      const countingId = audience === 'people' ? counted?.id : undefined;
      await store.insertNoticeRun(trx, { ...about, countingId, place: undefined, told: 0, isOver: false });
      await jobs.enqueue(trx, 'incidents.tell', { id });
      const details = { telling: id, audience, ...(audience === 'people' && { people }) };
      await store.insertStep(trx, incident.id, { at, accountId: actor.accountId, kind: 'tell', details });
      await record(trx, at, actor, 'incident.tell', subjectOf(incident.id), details);
    });
    return { id };
  }

  async function tellInstitutions(trx: Connection, { id, body, clientIds }: store.NoticeRun): Promise<number> {
    let told = 0;
    for (const { id: institutionId } of await affected.ownersOf(clientIds, trx)) {
      const { name } = await institutions.get(institutionId, trx);
      const people = await notifyManagers(trx, {
        ...{ event: 'incident.institution', key: `incident:${id}`, institutionId, institution: name },
        letter: letter('incidents.institution_letter', { body }),
        href: `${publicUrl.origin}/console`,
      });
      told += people.length;
    }
    return told;
  }

  async function tellPeople(trx: Connection, noticeRun: store.NoticeRun, ids: readonly string[]): Promise<number> {
    let told = 0;
    const people = await accounts.reach(trx, ids);
    const guardians = await guardiansOf(trx, accounts, people);
    for (const { id, nickname, email, phone, guardianId } of people) {
      const guardian = guardians.get(guardianId ?? '');
      const about = { event: 'incident.people', key: `incident:${noticeRun.id}:${id}` } as const;
      const isTold = await notices.send(
        trx,
        guardian === undefined
          ? {
              ...{ ...about, to: nickname, because: fact('incidents.because_affected') },
              recipient: { kind: 'account', id, email, phone },
              letter: letter('incidents.people_letter', { body: noticeRun.body }),
              href: `${publicUrl.origin}/account/security`,
            }
          : {
              ...{ ...about, to: guardian.nickname, because: fact('incidents.because_guardian', { child: nickname }) },
              recipient: { kind: 'account', id: guardian.id, email: guardian.email, phone: guardian.phone },
              letter: letter('incidents.child_people_letter', { nickname, body: noticeRun.body }),
              href: `${publicUrl.origin}/account/family`,
            },
      );
      if (isTold) told += 1;
    }
    return told;
  }

  /** The next people, as they were counted; a notice of an earlier release reads the logs. */
  const next = async (trx: Connection, noticeRun: store.NoticeRun): Promise<string[]> =>
    noticeRun.countingId === undefined
      ? logs.page(trx, noticeRun, noticeRun.place, batch)
      : (await affected.page(trx, noticeRun.countingId, noticeRun.place, batch)).map(({ accountId }) => accountId);

  /** A batch with its messages in one transaction, under the lock of its row: all or nothing. */
  async function work(id: string): Promise<void> {
    for (let isOver = !(await store.isNoticeRunOpen(db, id)); !isOver; ) {
      const later = await budget.spend();
      if (later !== undefined) return db.transaction((trx) => jobs.enqueue(trx, 'incidents.tell', { id }, later));
      isOver = await db.transaction(async (trx) => {
        const noticeRun = await store.holdNoticeRun(trx, id);
        if (noticeRun === undefined) return true;
        if (noticeRun.audience === 'institutions') {
          await store.noteNoticeProgress(trx, id, await tellInstitutions(trx, noticeRun), undefined, true);
          return true;
        }
        const ids = await next(trx, noticeRun);
        const isLast = ids.length < batch;
        await store.noteNoticeProgress(trx, id, await tellPeople(trx, noticeRun, ids), ids.at(-1), isLast);
        return isLast;
      });
    }
  }

  const handle = (asked: unknown) => work(payload.parse(asked).id);

  return { start, handle };
}
