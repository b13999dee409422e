import { type Actor, actorId, type Staff } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { newId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, type Problems } from '../../errors.ts';
import type { Data } from '../../fields/form.ts';
import { readFields } from '../../fields/read.ts';
import { scopeOf } from './affected.ts';
import { fact } from './facts.ts';
import { incidentFields, noteFields, reportedFields, reportFields } from './form.ts';
import type { IncidentParts } from './parts.ts';
import { kindOf, mustBeOpen, mustWork, one, subjectOf } from './rights.ts';
import * as store from './store.ts';

type Found<Value> = Promise<{ problems: Problems } | Value>;

/** An AK a line; more are several incidents. */
const most = 20;

/** Incidents as they become known: opened, changed, noted, reported, closed. Each step stands in its record and in the audit. */
export function createIncidents({ db, clock, applications, affected, counting }: IncidentParts) {
  /** One step in a transaction of its own. */
  async function step(
    actor: Actor,
    id: string,
    verb: string,
    details: Record<string, unknown>,
    work: (trx: Connection, at: Date) => Promise<void>,
  ): Promise<void> {
    await db.transaction(async (trx) => {
      const at = clock.now();
      await work(trx, at);
      await store.insertStep(trx, id, { at, accountId: actorId(actor), kind: kindOf(verb), details });
      await record(trx, at, actor, verb, subjectOf(id), details);
    });
  }

  async function read(given: Data): Promise<{ problems: Problems } | { draft: store.Draft }> {
    const found = readFields(incidentFields, given);
    if ('problems' in found) return found;
    const {
      applications: listed = '',
      foundAt: foundOn,
      beganAt: began,
      containedAt: contained,
      ...rest
    } = found.values;
    const clientIds = [...new Set(listed.split(/\s+/).filter((line) => line !== ''))];
    const [foundAt, beganAt, containedAt] = [new Date(foundOn), dateOf(began), dateOf(contained)];
    const now = clock.now();
    const problems: Problems = {
      ...(foundAt > now && { foundAt: fact('incidents.not_yet') }),
      ...(beganAt && beganAt > now && { beganAt: fact('incidents.not_yet') }),
      ...(containedAt && containedAt > now && { containedAt: fact('incidents.not_yet') }),
      ...(containedAt && containedAt <= (beganAt ?? foundAt) && { containedAt: fact('incidents.ends_before') }),
      ...(clientIds.length > most && { applications: fact('incidents.too_many_applications', { most }) }),
    };
    for (const clientId of clientIds.slice(0, most))
      if ((await applications.find(clientId)) === undefined)
        problems.applications ??= fact('incidents.no_application', { clientId: clientId.slice(0, 60) });
    if (Object.keys(problems).length > 0) return { problems };
    return { draft: { ...rest, foundAt, beganAt, containedAt, clientIds } };
  }

  return {
    async list(actor: Actor, page: store.Listed) {
      mustWork(actor);
      return store.list(db, page);
    },
    /** How many are open, for the menu. */
    waiting: () => store.countOpen(db),

    /** All that its page shows. */
    async look(actor: Actor, id: string) {
      mustWork(actor);
      const incident = await one(db, id);
      const [steps, freezes, noticeRuns] = [
        await store.steps(db, incident.id),
        await store.freezes(db, incident.id),
        await store.noticeRuns(db, incident.id),
      ];
      return { incident, steps, freezes, noticeRuns, affected: await affected.of(incident) };
    },

    async get(actor: Actor, id: string): Promise<store.Incident> {
      mustWork(actor);
      return one(db, id);
    },

    async open(actor: Staff, given: Data): Found<{ id: string }> {
      mustWork(actor);
      const found = await read(given);
      if ('problems' in found) return found;
      const id = newId();
      const { title, level } = found.draft;
      await step(actor, id, 'incident.open', { title, level }, async (trx, at) => {
        await store.insert(trx, id, actor.accountId, at, found.draft);
        await counting.renew(trx, id, scopeOf(found.draft));
      });
      return { id };
    },

    async change(actor: Actor, id: string, given: Data): Found<{ id: string }> {
      mustWork(actor);
      const incident = await one(db, id);
      const found = await read(given);
      if ('problems' in found) return found;
      const { title, level, clientIds } = found.draft;
      await step(actor, incident.id, 'incident.change', { title, level, clientIds }, async (trx) => {
        if (!(await store.change(trx, incident.id, found.draft))) throw conflict(fact('incidents.closed'));
        await counting.renew(trx, incident.id, scopeOf(found.draft));
      });
      return { id: incident.id };
    },

    async note(actor: Actor, id: string, given: Data): Found<{ id: string }> {
      mustWork(actor);
      const incident = await one(db, id);
      const found = readFields(noteFields, given);
      if ('problems' in found) return found;
      // Notes may name people: they stay with the incident, as the audit is kept for ever.
      await db.transaction(async (trx) => {
        const at = clock.now();
        await mustBeOpen(trx, incident.id);
        const details = { note: found.values.note };
        await store.insertStep(trx, incident.id, { at, accountId: actorId(actor), kind: 'note', details });
        await record(trx, at, actor, 'incident.note', subjectOf(incident.id));
      });
      return { id: incident.id };
    },

    /** The parts known only to people, beside those taken from the record. */
    async saveReport(actor: Actor, id: string, given: Data): Found<{ id: string }> {
      mustWork(actor);
      const incident = await one(db, id);
      const found = readFields(reportFields, given);
      if ('problems' in found) return found;
      const parts = Object.keys(found.values);
      await step(actor, incident.id, 'incident.draft', { parts }, async (trx) => {
        if (!(await store.saveReport(trx, incident.id, found.values))) throw conflict(fact('incidents.closed'));
      });
      return { id: incident.id };
    },

    /** Records a report: the first one stops the clock, updates are added, and the last one follows the end. */
    async reported(actor: Actor, id: string, given: Data): Found<{ id: string }> {
      mustWork(actor);
      const incident = await one(db, id);
      const found = readFields(reportedFields, { report: 'first', ...given });
      if ('problems' in found) return found;
      const { to, report } = found.values;
      const done = { first: store.report, further: addReport, final: store.finish }[report];
      await step(actor, incident.id, 'incident.report', { to, report }, async (trx, at) => {
        if (await done(trx, incident.id, at, to)) return;
        const isMissed = report === 'first' ? incident.closedAt !== undefined : incident.reportedAt === undefined;
        if (isMissed) throw conflict(fact(report === 'first' ? 'incidents.closed' : 'incidents.not_reported'));
        throw conflict(
          fact(report === 'final' && incident.closedAt === undefined ? 'incidents.not_closed' : 'incidents.reported'),
        );
      });
      return { id: incident.id };
    },

    async close(actor: Actor, id: string): Promise<{ id: string }> {
      mustWork(actor);
      const incident = await one(db, id);
      await step(actor, incident.id, 'incident.close', {}, async (trx, at) => {
        if (!(await store.close(trx, incident.id, at))) throw conflict(fact('incidents.closed'));
        await counting.renew(trx, incident.id, scopeOf({ ...incident, closedAt: at }));
      });
      return { id: incident.id };
    },

    /** Who was affected, as a table; that it was taken is in the audit first. */
    async export(actor: Actor, id: string, heading: readonly string[]) {
      mustWork(actor);
      const incident = await one(db, id);
      const { counted } = await affected.of(incident);
      if (counted?.clearedAt !== undefined) throw conflict(fact('incidents.cleared'));
      await step(actor, incident.id, 'incident.export', { people: counted?.people ?? 0 }, async () => undefined);
      return { number: incident.number, rows: affected.csv(counted?.id, heading) };
    },
  };
}

const addReport = (trx: Connection, id: string) => store.mayAdd(trx, id);
const dateOf = (typed: string | undefined) => (typed === undefined ? undefined : new Date(typed));
