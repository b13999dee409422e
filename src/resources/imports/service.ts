import { z } from 'zod';
import { type Actor, actorId } from '../../actor.ts';
import { record } from '../../audit/record.ts';
import { after, type Clock, dayOf, days, minutes } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import { isId, newId } from '../../crypto/secrets.ts';
import { timed } from '../../database/deadline.ts';
import type { Connection, Database } from '../../database/open.ts';
import { conflict, invalid, isUnavailable, Problem, rateLimited } from '../../errors.ts';
import type { Speech } from '../../fact.ts';
import { fact as ofFields } from '../../fields/facts.ts';
import type { TableKind } from '../../fields/workbooks/table.ts';
import { createWorkbooks } from '../../fields/workbooks/workbooks.ts';
import { unnamed } from '../../files/file.ts';
import type { Files } from '../../files/service.ts';
import type { Job } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/service.ts';
import type { Review } from '../../review/workflow/service.ts';
import type { Space } from '../../space.ts';
import { type Channels, channelNamed, channels as shipped } from '../channels/channels.ts';
import type { EntryAccessNeeds } from '../entries/access.ts';
import type { Duplicates } from '../entries/duplicates.ts';
import { kindOf } from '../entries/kinds.ts';
import type { Obstacles } from '../entries/obstacles.ts';
import type { Pictures } from '../entries/pictures.ts';
import type { Resources } from '../entries/service.ts';
import { createBatchJobs } from './batch-jobs.ts';
import { type Completed, createCheckJob, subjectOf } from './check-job.ts';
import { fact } from './facts.ts';
import { createFilesMade } from './files-made.ts';
import * as findings from './findings-store.ts';
import { type Cure, type Finding, type Grade, type Import, type State, waysOf } from './import.ts';
import { createKeptRows } from './kept-rows.ts';
import { createLooking } from './looking.ts';
import { mendingOf, problemLine, problemsHead } from './problem-table.ts';
import { mayRead, mustImport, noImport } from './rights.ts';
import { createRunJob } from './run-job.ts';
import * as store from './store.ts';
import { columnsOf } from './workbook/columns.ts';

type Needs = EntryAccessNeeds & {
  db: Database;
  clock: Clock;
  seal: Seal;
  jobs: Pick<Jobs, 'enqueue'>;
  files: Pick<Files, 'hold' | 'release'>;
  review: Review;
  resources: Pick<Resources, 'proposeMany' | 'get' | 'submit' | 'remove'>;
  duplicates: Pick<Duplicates, 'findAll'>;
  pictures: Pick<Pictures, 'makeReady' | 'keep'>;
  obstacles: Obstacles;
  channels?: Channels;
  /** Sends an event to programs at the end of an import; within its transaction. */
  completed: Completed;
  space?: Space;
};

type Upload = {
  /** Of a program's call, which may come again; where it did, this is the import that it began. */
  id?: string;
  channel: string;
  institutionId: string;
  clientId: string | undefined;
  name: string;
  bytes: Buffer;
  type: TableKind;
  /** Valid rows are imported without a confirmation: programs cannot give one. */
  isStraight?: boolean;
};

export const largestFile = 10 * 1024 * 1024;
const max = { perDay: 200, waiting: 5 };

const payload = z.object({
  id: z.string(),
  actor: z.custom<Actor>((value) => typeof value === 'object' && value !== null && 'kind' in value),
  cure: z.object({ field: z.string(), code: z.string(), value: z.string(), scheme: z.boolean().optional() }).optional(),
});

/**
 * R47: files with entries of a channel, from the upload to drafts, in the background. A program reads its own imports, a member those of the
 * institution: for all others they are `not_found`. A role that may not write entries is `forbidden`.
 */
export interface Imports {
  // An upload, and its next steps: each throws `conflict` where the import is at another step

  /** Keeps an upload of at most ten megabytes and checks it in the background. Throws `payload_too_large` and `rate_limited`. */
  begin(actor: Actor, upload: Upload): Promise<Import>;
  /** 只导入正确的 N 行; `sends`: and sends them for review. */
  start(actor: Actor, id: string, sends?: boolean): Promise<void>;
  /** 全部改成: one value for all rows with this problem in this column; then they are checked again. Throws `invalid` without a value. */
  cure(actor: Actor, id: string, cure: Cure): Promise<void>;
  /** The same after its good rows went: the bad ones become an import of their own, with the value in them. */
  cureRest(actor: Actor, id: string, cure: Cure, speech: Speech): Promise<Import>;
  /** 全部放弃. */
  abandon(actor: Actor, id: string): Promise<void>;
  /** 提交整批审核. */
  send(actor: Actor, id: string): Promise<void>;
  /** 撤销整批. */
  undo(actor: Actor, id: string): Promise<void>;

  // Reading

  /** Throws `not_found`. */
  get(actor: Actor, id: string): Promise<Import>;
  /** Newest first, of an institution; a member limited to some applications sees those of these. `number`: how that of a batch begins. */
  list(actor: Actor, institutionId: string, before?: store.Cursor, limit?: number, number?: string): Promise<Import[]>;
  /** The problems of its rows behind the finding at this place, in their order. */
  problems(actor: Actor, id: string, from?: number, options?: { grade?: Grade; limit?: number }): Promise<Finding[]>;
  /** How many there are of each grade. */
  problemCounts(actor: Actor, id: string): Promise<Partial<Record<Grade, number>>>;
  /** Problems that rows have in common, the most frequent first. */
  problemGroups(actor: Actor, id: string, grade?: Grade): Promise<findings.Grouped[]>;
  /** All of it as a table for a spreadsheet, a line at a time. */
  problemsCsv(actor: Actor, id: string, speech: Speech): AsyncGenerator<string>;

  // Workbooks for download

  /** The channel's template, as of today: regions come and go. Throws `not_found`. */
  template(code: string): Promise<Buffer>;
  /**
   * 错误标注版: the file as it came, with a colour and a comment on every cell that needs a look; `only`: its bad rows alone. Throws `conflict`
   * where it cannot be marked.
   */
  annotated(
    actor: Actor,
    id: string,
    speech: Speech,
    about?: { only?: boolean },
  ): Promise<{ import: Import; bytes: Buffer }>;
  /** 下载新版并自动迁移: the filled-in values, in today's template. Throws `conflict` where it cannot be read. */
  migrated(actor: Actor, id: string): Promise<{ import: Import; bytes: Buffer }>;

  // In the background

  /** Checking, importing, sending and undoing; and the nightly purge. */
  jobs: readonly Job[];
  /** Files and problems of their cells are kept for 30 days, results for ever. */
  purge(): Promise<void>;
}

export function createImports({ channels = shipped, ...needs }: Needs): Imports {
  const { db, clock, seal, jobs, files, review } = needs;
  const workbooks = createWorkbooks();
  const look = createLooking({ ...needs, workbooks, channels });
  const kept = createKeptRows({ ...needs, channels });
  const check = createCheckJob({ ...needs, look, kept });
  const run = createRunJob({ ...needs, channels, look, kept });
  const batch = createBatchJobs(needs);
  async function purge(): Promise<void> {
    for (;;) {
      const ids = await store.old(db, after(clock.now(), -days(30)), 100);
      if (ids.length === 0) return;
      await db.transaction(async (trx) => {
        await store.purge(trx, ids);
        for (const id of ids) await files.release(trx, subjectOf(id));
      });
    }
  }
  const work = (queue: string, handle: (about: z.infer<typeof payload>) => Promise<void>): Job => ({
    queue: `imports.${queue}`,
    handle: (given) => handle(payload.parse(given)),
  });
  const checking: Job = {
    queue: 'imports.check',
    async handle(given, attempt) {
      const about = payload.parse(given);
      try {
        await check(about);
      } catch (error) {
        // The submitter must not wait for a day: the third failure is shown, and logged by the job. An outage says nothing about the file.
        if (attempt >= 3 && !isUnavailable(error))
          await store.fail(db, about.id, fact('imports.check_failed'), clock.now());
        throw error;
      }
    },
  };
  const background: Job[] = [
    checking,
    work('run', run),
    work('send', batch.send),
    work('undo', batch.undo),
    { name: 'imports.purge', schedule: '23 4 * * *', run: purge },
  ];

  async function get(actor: Actor, id: string): Promise<Import> {
    const one = isId(id) ? await store.find(db, seal, id) : undefined;
    if (one === undefined || !mayRead(actor, one)) throw noImport();
    return one;
  }

  async function mustHaveRoom(trx: Connection, institutionId: string, at: Date): Promise<void> {
    const { count, waiting, first } = await store.sentSince(trx, institutionId, after(at, -days(1)));
    if (count >= max.perDay) {
      const again = after(first, days(1));
      const words = fact('imports.imports_per_day', { most: max.perDay, again: again.toISOString() });
      throw rateLimited(words, Math.max(1, Math.ceil((again.getTime() - at.getTime()) / 1000)));
    }
    if (waiting >= max.waiting) throw rateLimited(fact('imports.imports_waiting', { most: max.waiting }), minutes(1));
  }

  /** The next step of an import, started by a permitted actor: a job that outlives the request. */
  async function begin(
    actor: Actor,
    id: string,
    {
      cure,
      sends = false,
      ...step
    }: { from: State[]; to: State; verb: string; queue?: string; cure?: Cure; sends?: boolean },
  ) {
    const one = await get(actor, id);
    mustImport(actor, one.institutionId, one.clientId);
    await db.transaction(async (trx) => {
      const at = clock.now();
      if (!(await store.move(trx, id, { ...step, at }))) throw conflict(fact('imports.import_moved'));
      await record(trx, at, actor, step.verb, { kind: 'import', id }, { institution: one.institutionId });
      if (sends) await store.setSends(trx, id);
      if (step.queue !== undefined) await jobs.enqueue(trx, step.queue, { id, actor, ...(cure && { cure }) });
    });
  }

  const made = createFilesMade({ ...needs, channels, workbooks, kept, get });

  /** Throws where a value cannot be put into all of these rows. */
  async function mustBeCure(one: Import, cure: Cure): Promise<void> {
    const field = columnsOf(channelNamed(one.channel, channels)).find(({ name }) => name === cure.field);
    const { length: count } = await findings.rowsOf(db, one.id, cure);
    const ways = field && waysOf(field, cure.code, count);
    const way = cure.scheme ? 'addScheme' : cure.value === '' ? 'clear' : 'fill';
    if (field === undefined || (!ways?.[way] && way !== 'clear')) throw conflict(fact('imports.import_moved'));
    if (way === 'clear' && !ways?.clear) throw invalid({ value: ofFields('fields.missing', { label: field.title }) });
  }

  return {
    jobs: background,
    ...made,

    async begin(actor, upload) {
      const { institutionId, clientId, bytes, type: kind } = upload;
      mustImport(actor, institutionId, clientId);
      const channel = channelNamed(upload.channel, channels);
      await review.kind(kindOf(channel)).mayBegin?.(institutionId);
      if (bytes.length > largestFile) throw new Problem('payload_too_large', fact('imports.file_too_large'));
      const at = clock.now();
      const { id = newId() } = upload;
      const isStraight = upload.isStraight ?? actor.kind === 'application';
      await timed('upload', () =>
        db.transaction(async (trx) => {
          const name = upload.name.slice(-120) || unnamed;
          const createdBy = actorId(actor) ?? '';
          const day = dayOf(at).replaceAll('-', '');
          const about = { id, institutionId, clientId, channel: channel.code, kind, isStraight, createdBy };
          await store.lockBeginning(trx, institutionId);
          if (upload.id !== undefined && (await store.find(trx, seal, id)) !== undefined) return;
          await mustHaveRoom(trx, institutionId, at);
          await store.insert(trx, seal, { ...about, name, bytes, day, at });
          const details = { institution: institutionId, channel: channel.code, kind, size: bytes.length };
          await record(trx, at, actor, 'import.begin', { kind: 'import', id }, details);
          await jobs.enqueue(trx, 'imports.check', { id, actor });
        }),
      );
      return get(actor, id);
    },

    get,
    purge,

    async list(actor, institutionId, before, limit = 20, number = '') {
      const clientIds =
        actor.kind === 'application' ? [actor.clientId] : actor.kind === 'member' ? actor.applications : undefined;
      if (!(actor.kind === 'operator' || ('institutionId' in actor && actor.institutionId === institutionId)))
        throw noImport();
      return store.list(db, seal, { institutionId, number, ...(clientIds && { clientIds }) }, before, limit);
    },

    async problems(actor, id, from = 0, { grade = 'bad', limit = 50 } = {}) {
      await get(actor, id);
      return findings.list(db, seal, id, { grade, after: from, limit });
    },
    problemCounts: async (actor, id) => findings.counts(db, (await get(actor, id)).id),

    async *problemsCsv(actor, id, speech) {
      const { channel } = await get(actor, id);
      const mending = mendingOf(speech, channels[channel]);
      yield problemsHead;
      for (const grade of ['bad', 'notice'] as const)
        for (let from = 0; ; ) {
          const found = await findings.list(db, seal, id, { grade, after: from, limit: 50 });
          for (const finding of found) yield problemLine(finding, mending(finding));
          from = found.at(-1)?.place ?? from;
          if (found.length < 50) break;
        }
    },

    problemGroups: async (actor, id, grade = 'bad') => findings.groups(db, seal, (await get(actor, id)).id, grade),

    start: (actor, id, sends = false) =>
      begin(actor, id, { from: ['checked'], to: 'importing', verb: 'import.start', queue: 'imports.run', sends }),
    async cure(actor, id, cure) {
      await mustBeCure(await get(actor, id), cure);
      return begin(actor, id, { from: ['checked'], to: 'parsing', verb: 'import.cure', queue: 'imports.check', cure });
    },
    async cureRest(actor, id, cure, speech) {
      const one = await get(actor, id);
      const { institutionId, clientId, channel, name } = one;
      mustImport(actor, institutionId, clientId);
      if (one.state !== 'done') throw conflict(fact('imports.import_moved'));
      await mustBeCure(one, cure);
      await kept.cure(one, cure);
      const { bytes } = await made.annotated(actor, id, speech, { only: true });
      return this.begin(actor, { institutionId, clientId, channel, name, bytes, type: 'xlsx' });
    },
    abandon: (actor, id) => begin(actor, id, { from: ['checked'], to: 'abandoned', verb: 'import.abandon' }),
    send: (actor, id) =>
      begin(actor, id, { from: ['done'], to: 'sending', verb: 'import.send', queue: 'imports.send' }),
    undo: (actor, id) =>
      begin(actor, id, { from: ['done'], to: 'undoing', verb: 'import.undo', queue: 'imports.undo' }),
  };
}
