import { z } from 'zod';
import type { Actor } from '../../actor.ts';
import { type Clock, dayOf, minutes } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import { isId } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import { conflict, Problem, rateLimited } from '../../errors.ts';
import { type Fact, readFact, written } from '../../fact.ts';
import { Unreadable } from '../../fields/workbooks/unreadable.ts';
import { createWorkbooks } from '../../fields/workbooks/workbooks.ts';
import type { Job } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/service.ts';
import { type Kept, most, type SandboxData } from '../../sandbox/service.ts';
import type { TellSandbox } from '../../webhooks/sandbox/service.ts';
import { eventOfImport } from '../api/events.ts';
import type { ProgramResources } from '../api/programs.ts';
import { apart } from '../channels/canonical.ts';
import type { Channel } from '../channels/channel.ts';
import { type Channels, channelNamed } from '../channels/channels.ts';
import { createChecking, isBad, type Known } from '../imports/checking.ts';
import { fact } from '../imports/facts.ts';
import { type Finding, numberOfRow, states } from '../imports/import.ts';
import { mendingOf, problemLine, problemsHead } from '../imports/problem-table.ts';
import type { ProgramImport, ProgramImports } from '../imports/programs.ts';
import { noImport } from '../imports/rights.ts';
import { largestFile } from '../imports/service.ts';
import { referredIn } from '../imports/workbook/columns.ts';
import { type ReadRow, readEntries } from '../imports/workbook/reading.ts';
import { entryShape, keyOf, turned } from './entry.ts';

type Needs = {
  db: Database;
  clock: Clock;
  seal: Seal;
  jobs: Pick<Jobs, 'enqueue'>;
  channels: Channels;
  sandboxData: SandboxData;
  resources: ProgramResources;
  tell: TellSandbox;
};

const isState = (text: string): text is keyof typeof states => Object.hasOwn(states, text);
const shape = z.object({
  channel: z.string(),
  number: z.string(),
  kind: z.enum(['xlsx', 'csv', 'ndjson']),
  state: z.string().refine(isState),
  why: z.string().optional(),
  ...{ done: z.int(), good: z.int(), bad: z.int() },
  counts: z.record(z.string(), z.int()),
  /** Sealed: they quote cells. */
  findings: z.base64().optional(),
});
/** The file itself, sealed, until it was read. */
const fileShape = z.object({ file: z.base64() });
type Value = z.output<typeof shape>;
type Counts = Record<string, number>;

const queue = 'imports.sandbox';
const application = z.custom<Actor & { kind: 'application' }>(
  (given) => z.object({ kind: z.literal('application'), sandbox: z.literal(true) }).safeParse(given).success,
);
const payload = z.object({ id: z.uuid(), step: z.enum(['read', 'send']), actor: application });
const mostWaiting = 5;

/**
 * R27: files with entries, read in the background and checked as those of production; the good rows become drafts of the sandbox. A file
 * may have as many rows as a sandbox keeps entries.
 */
export function createSandboxImports(needs: Needs): ProgramImports & { job: Job } {
  const { db, clock, seal, jobs, channels, sandboxData, resources, tell } = needs;
  const [imports, files] = [sandboxData.collection('import', shape), sandboxData.collection('import-file', fileShape)];
  const entries = sandboxData.collection('entry', entryShape);
  const workbooks = createWorkbooks();

  async function found(clientId: string, id: string): Promise<Kept<Value>> {
    const kept = isId(id) ? await imports.findById(clientId, id) : undefined;
    if (kept === undefined) throw noImport();
    return kept;
  }

  /** The sandbox's entries that rows name. */
  async function knownOf(clientId: string, channel: Channel, rows: readonly ReadRow[]): Promise<Known> {
    const find = async (code: string, externalId: string) =>
      (await entries.find(clientId, keyOf(code, externalId)))?.value;
    const published = new Set<string>();
    for (const { data } of rows) {
      const number = data.external_id?.trim() ?? '';
      if (number !== '' && (await find(channel.code, number))?.published !== undefined) published.add(number);
    }
    const referred = new Set<string>();
    for (const { channel: code, externalId } of referredIn(channel, rows)) {
      const value = await find(code, externalId);
      if (value !== undefined && turned(value, clock.now()).value.standing === 'published')
        referred.add(keyOf(code, externalId));
    }
    return { inReview: new Set(), published, entered: new Map(), referred };
  }

  /** One valid row as a draft; a refusal of the sandbox is reported at its row. */
  async function keep(actor: Actor & { kind: 'application' }, id: string, channel: Channel, { row, data }: ReadRow) {
    const { clientId, institutionId } = actor;
    const { live, ...parts } = apart(channel, data);
    const item = { externalId: data.external_id?.trim() || numberOfRow(id, row), ...parts };
    const about = { institutionId, clientId, batchId: id };
    const [made] = await resources.proposeMany(actor, channel.code, about, [item]);
    if (made !== undefined && Object.keys(live).length > 0) await resources.setLive(actor, made.entryId, live);
    return made?.outcome ?? 'unchanged';
  }

  async function read(actor: Actor & { kind: 'application' }, id: string): Promise<void> {
    const { clientId, institutionId } = actor;
    const { key, value, createdAt } = await found(clientId, id);
    const file = await files.find(clientId, id);
    if (value.state !== 'parsing' || file === undefined) return;
    const findings: Omit<Finding, 'place'>[] = [];
    const told = { good: 0, bad: 0, counts: {} as Counts, why: undefined as Fact | undefined };
    const channel = channelNamed(value.channel, channels);
    const check = createChecking(channel, clock.now());
    const bytes = seal.unsealBytes(Buffer.from(file.value.file, 'base64'), sealedAs(id));
    const rows: ReadRow[] = [];
    try {
      for await (const part of readEntries(workbooks, channel, channels, { bytes, kind: value.kind }))
        if ('rows' in part && rows.push(...part.rows) > most)
          throw new Unreadable(fact('imports.sandbox_rows', { most }));
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      [told.why, rows.length] = [error.problem, 0];
    }
    const known = await knownOf(clientId, channel, rows);
    for (const row of rows) {
      const problems = check(row, known);
      if (!isBad(problems))
        try {
          const outcome = await keep(actor, id, channel, row);
          told.counts[outcome] = (told.counts[outcome] ?? 0) + 1;
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          const about = { row: row.row, field: undefined, title: '整行', value: '', grade: 'bad' as const };
          problems.push({ ...about, problem: fact('imports.sandbox_refused', { problem: error.fact }) });
        }
      findings.push(...problems);
      told[isBad(problems) ? 'bad' : 'good'] += 1;
    }
    const sealed = seal.seal(JSON.stringify(findings), sealedAs(id)).toString('base64');
    const { good, bad, why } = told;
    const counts = { ...told.counts, ...(bad > 0 && { skipped: bad }) };
    const state = why === undefined ? ('done' as const) : ('failed' as const);
    await imports.change(
      clientId,
      key,
      (now) =>
        now?.value.state === 'parsing'
          ? {
              ...now.value,
              state,
              done: rows.length,
              good,
              bad,
              counts,
              ...(why && { why: written(why) }),
              findings: sealed,
            }
          : undefined,
      (trx, { updatedAt }) => {
        const about = { id, institutionId, clientId, channel: channel.code, state, bad, counts, createdAt, updatedAt };
        return tell(trx, { ...eventOfImport(about), clientId });
      },
    );
    await files.change(clientId, id, () => null);
  }

  /** Unpublishable ones stay drafts, and are reported. */
  async function send(actor: Actor & { kind: 'application' }, id: string): Promise<void> {
    const { clientId } = actor;
    const { key, value } = await found(clientId, id);
    if (value.state !== 'sending') return;
    let unsent = 0;
    for (const draft of await entries.list(clientId, { saying: { batchId: id, state: 'draft' }, limit: most }))
      try {
        await resources.submit(actor, draft.id);
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        unsent += 1;
      }
    const all = await entries.list(clientId, { saying: { batchId: id }, limit: most });
    const sent = all.length - unsent;
    await imports.change(clientId, key, (now) =>
      now?.value.state === 'sending'
        ? { ...now.value, state: 'done', counts: { ...now.value.counts, sent, unsent } }
        : undefined,
    );
  }

  async function handle(given: unknown): Promise<void> {
    const { id, step, actor } = payload.parse(given);
    const there = await imports.findById(actor.clientId, id);
    if (there !== undefined) await (step === 'read' ? read : send)(actor, id);
  }

  return {
    job: { queue, handle },

    async begin(actor, { channel: code, bytes, type }) {
      const { clientId } = actor;
      const channel = channelNamed(code, channels);
      if (bytes.length > largestFile) throw new Problem('payload_too_large', fact('imports.file_too_large'));
      const waiting = await imports.list(clientId, { saying: { state: 'parsing' }, limit: mostWaiting });
      if (waiting.length >= mostWaiting)
        throw rateLimited(fact('imports.imports_waiting', { most: mostWaiting }), minutes(1));
      const day = dayOf(clock.now()).replaceAll('-', '');
      return db.transaction(async (trx) => {
        const kept = await imports.append(trx, clientId, Number(day) * 1_000 + 1, (number) => ({
          channel: channel.code,
          number: `${String(number).slice(0, 8)}-${String(number % 1_000).padStart(2, '0')}`,
          kind: type,
          state: 'parsing',
          ...{ done: 0, good: 0, bad: 0, counts: {} },
        }));
        const sealed = seal.sealBytes(bytes, sealedAs(kept.id)).toString('base64');
        await files.put(trx, clientId, kept.id, { file: sealed });
        await jobs.enqueue(trx, queue, { id: kept.id, step: 'read', actor });
        return present(kept);
      });
    },

    get: async ({ clientId }, id) => present(await found(clientId, id)),

    async send(actor, id) {
      const { clientId } = actor;
      const { key } = await found(clientId, id);
      await imports.change(
        clientId,
        key,
        (now) => {
          if (now?.value.state !== 'done') throw conflict(fact('imports.import_moved'));
          return { ...now.value, state: 'sending' };
        },
        (trx) => jobs.enqueue(trx, queue, { id, step: 'send', actor }),
      );
    },

    async *problemsCsv({ clientId }, id, speech) {
      const { value } = await found(clientId, id);
      yield problemsHead;
      if (value.findings === undefined) return;
      const mending = mendingOf(speech, channels[value.channel]);
      const findings: Finding[] = JSON.parse(seal.unseal(Buffer.from(value.findings, 'base64'), sealedAs(id)));
      for (const wanted of ['bad', 'notice'])
        for (const finding of findings.filter(({ grade }) => grade === wanted))
          yield problemLine(finding, mending(finding));
    },
  };
}

export const sealedAs = (id: string) => `sandbox_data.import.${id}`;

const present = ({ id, value, createdAt, updatedAt }: Kept<Value>): ProgramImport => {
  const { number, channel, state, done, good, bad, counts, why } = value;
  return {
    id,
    number,
    channel,
    state,
    done,
    good,
    bad,
    counts,
    why: why === undefined ? undefined : readFact(why),
    createdAt,
    updatedAt,
  };
};
