import { type Actor, mustOperate, mustReachAll } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import type { Clock } from '../../clock.ts';
import { isId, newId } from '../../crypto/secrets.ts';
import type { Connection, Database } from '../../database/open.ts';
import { conflict, notFound, type Problems } from '../../errors.ts';
import { type Data, readEach } from '../../fields/form.ts';
import { readFields } from '../../fields/read.ts';
import { may } from '../policies.ts';
import { fact } from './facts.ts';
import { firstStage, incidentFields, incidentForm, updateFields } from './form.ts';
import * as store from './incident-store.ts';

const most = 50;

type Given = Data;
type Read = { problems: Problems } | { draft: store.Draft };

const subjectOf = (id: string) => ({ kind: 'status_incident', id });

/** Checks over several fields, as far as they can be read. */
function togetherProblems(given: Given): Problems {
  const { kind, impact, startsAt, endsAt } = readEach(incidentForm, given);
  const isPlanned = kind === 'maintenance';
  const ends = typeof endsAt === 'string' ? new Date(endsAt) : undefined;
  return {
    ...(isPlanned && ends === undefined && { endsAt: fact('status.end_missing') }),
    ...(ends && typeof startsAt === 'string' && ends <= new Date(startsAt) && { endsAt: fact('status.ends_before') }),
    ...(kind === 'incident' && impact === 'none' && { impact: fact('status.impact_missing') }),
  };
}

/** The operators' messages to the public about incidents and maintenance; written for the whole country (`forbidden`), read by anyone. */
export interface StatusIncidents {
  // The desk

  /** Drafts, and published messages. */
  all(actor: Actor): Promise<{ drafts: store.Incident[]; told: store.Incident[] }>;
  /** Throws `not_found`. */
  get(actor: Actor, id: string): Promise<store.Incident>;
  /** A new draft. */
  draft(actor: Actor, given: Given): Promise<{ problems: Problems } | { id: string }>;
  /** Another text of a draft. Throws `conflict` for one that was published. */
  change(actor: Actor, id: string, given: Given): Promise<{ problems: Problems } | { id: string }>;
  /** Deletes a draft. */
  discard(actor: Actor, id: string): Promise<void>;
  /** Public from now on. */
  publish(actor: Actor, id: string): Promise<{ id: string }>;
  /** One more update; the last one resolves it. */
  update(actor: Actor, id: string, given: Given): Promise<{ problems: Problems } | { id: string }>;

  // The public

  /** Published messages, newest first. */
  told(page: store.Listed): Promise<store.Incident[]>;
  /** One that was told. Throws `not_found`. */
  shown(id: string): Promise<store.Incident>;
  /** Open and upcoming ones. */
  open(): Promise<store.Incident[]>;
}

/** Public messages about disturbances and maintenance: a draft, then updates, until the end. A published one is never withdrawn. */
export function createStatusIncidents({
  db,
  clock,
  changed,
}: {
  db: Database;
  clock: Clock;
  changed: () => void;
}): StatusIncidents {
  function mayWrite(actor: Actor): void {
    mustOperate(actor, ...may('draft a status notice').roles);
    mustReachAll(actor);
  }

  function read(given: Given): Read {
    const found = readFields(incidentFields, given);
    const problems = { ...togetherProblems(given), ...('problems' in found && found.problems) };
    if ('problems' in found || Object.keys(problems).length > 0) return { problems };
    const { startsAt, endsAt, titleEn, bodyEn, ...rest } = found.values;
    const times = { startsAt: new Date(startsAt), endsAt: endsAt === undefined ? undefined : new Date(endsAt) };
    return { draft: { ...rest, ...times, titleEn, bodyEn } };
  }

  async function one(trx: Connection, id: string): Promise<store.Incident> {
    const found = isId(id) ? await store.find(trx, id) : undefined;
    if (found === undefined) throw notFound(fact('status.no_incident'));
    return found;
  }

  return {
    async all(actor) {
      mayWrite(actor);
      const [drafts, told] = [
        await store.drafts(db, most),
        await store.publishedIncidents(db, { before: undefined, limit: most }),
      ];
      return { drafts, told };
    },

    async get(actor, id) {
      mayWrite(actor);
      return one(db, id);
    },

    async draft(actor, given) {
      mayWrite(actor);
      const found = read(given);
      if ('problems' in found) return found;
      const [id, at] = [newId(), clock.now()];
      await db.transaction(async (trx) => {
        await store.insert(trx, id, at, found.draft);
        await record(trx, at, actor, 'status_incident.draft', subjectOf(id), { title: found.draft.title });
      });
      return { id };
    },

    async change(actor, id, given) {
      mayWrite(actor);
      const { id: known } = await one(db, id);
      const found = read(given);
      if ('problems' in found) return found;
      await db.transaction(async (trx) => {
        if (!(await store.change(trx, known, found.draft))) throw conflict(fact('status.no_draft'));
        await record(trx, clock.now(), actor, 'status_incident.change', subjectOf(known), { title: found.draft.title });
      });
      return { id: known };
    },

    async discard(actor, id) {
      mayWrite(actor);
      const { id: known, title } = await one(db, id);
      await db.transaction(async (trx) => {
        if (!(await store.discard(trx, known))) throw conflict(fact('status.no_draft'));
        await record(trx, clock.now(), actor, 'status_incident.discard', subjectOf(known), { title });
      });
    },

    async publish(actor, id) {
      mayWrite(actor);
      const { id: known } = await one(db, id);
      await db.transaction(async (trx) => {
        const at = clock.now();
        const found = await store.publish(trx, known, at);
        if (found === undefined) throw conflict(fact('status.no_draft'));
        const { kind, body, bodyEn, title } = found;
        await store.insertUpdate(trx, known, { id: newId(), at, stage: firstStage[kind], body, bodyEn });
        await record(trx, at, actor, 'status_incident.publish', subjectOf(known), { title });
      });
      changed();
      return { id: known };
    },

    async update(actor, id, given) {
      mayWrite(actor);
      const incident = await one(db, id);
      const found = readFields(updateFields(incident.kind), given);
      if ('problems' in found) return found;
      const { stage, body, bodyEn, endsAt: ends } = found.values;
      const endsAt = ends === undefined ? undefined : new Date(ends);
      if (endsAt !== undefined && endsAt <= incident.startsAt)
        return { problems: { endsAt: fact('status.ends_before') } };
      await db.transaction(async (trx) => {
        const at = clock.now();
        const isOver = stage === 'resolved';
        const isDone = isOver
          ? await store.resolve(trx, incident.id, at)
          : await store.extendIncident(trx, incident.id, endsAt);
        if (!isDone) throw conflict(fact('status.not_open'));
        await store.insertUpdate(trx, incident.id, { id: newId(), at, stage, body, bodyEn });
        await record(trx, at, actor, 'status_incident.update', subjectOf(incident.id), { stage });
      });
      changed();
      return { id: incident.id };
    },

    told: (page) => store.publishedIncidents(db, page),
    async shown(id) {
      const incident = await one(db, id);
      if (incident.state === 'draft') throw notFound(fact('status.no_incident'));
      return incident;
    },
    open: () => store.open(db, most),
  };
}
