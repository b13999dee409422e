import { z } from 'zod';
import type { Clock } from '../../clock.ts';
import type { Connection } from '../../database/open.ts';
import type { Job } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/service.ts';
import type { Collection, Kept } from '../../sandbox/service.ts';
import type { TellSandbox } from '../../webhooks/sandbox/service.ts';
import { eventOf } from '../api/events.ts';
import type { Entry } from '../entries/entry.ts';

const record = z.record(z.string(), z.unknown());
const text = z.record(z.string(), z.string());
const version = z.object({
  version: z.int(),
  data: text,
  values: record,
  at: z.iso.datetime(),
  until: z.iso.datetime().optional(),
});
/** An entry of a sandbox: the last submission, and the published version. */
export const entryShape = z.object({
  channel: z.string(),
  externalId: z.string(),
  data: text,
  title: z.string(),
  regionCode: z.string().optional(),
  contentHash: z.string(),
  state: z.enum(['draft', 'approved']),
  standing: z.enum(['draft', 'scheduled', 'published', 'withdrawn', 'expired']),
  published: version.optional(),
  /** Approved, until its time has come (定时发布). */
  waiting: version.optional(),
  ended: z.enum(['withdrawn', 'expired']).optional(),
  batchId: z.string().optional(),
  live: record.optional(),
});
export type SandboxEntry = z.output<typeof entryShape>;
export type Happened = 'resource.published' | 'resource.withdrawn' | 'resource.expired';

/** With how it stands, by which lists look it up. */
export const standing = (value: Omit<SandboxEntry, 'standing'>): SandboxEntry => ({
  ...value,
  standing:
    value.published !== undefined ? (value.ended ?? 'published') : value.waiting !== undefined ? 'scheduled' : 'draft',
});

/** The present state: scheduled versions are published, and expired ones have ended. */
export function turned(value: SandboxEntry, now: Date): { value: SandboxEntry; happened: Happened[] } {
  const happened: Happened[] = [];
  let { waiting, published, ended, ...rest } = value;
  if (waiting !== undefined && new Date(waiting.at) <= now) {
    [published, waiting, ended] = [waiting, undefined, undefined];
    happened.push('resource.published');
  }
  if (published?.until !== undefined && ended === undefined && new Date(published.until) <= now) {
    ended = 'expired';
    happened.push('resource.expired');
  }
  const stands = { ...rest, ...(published && { published }), ...(waiting && { waiting }), ...(ended && { ended }) };
  return { value: standing(stands), happened };
}

export const keyOf = (channel: string, externalId: string) => `${channel} ${externalId}`;

/** The owner of the sandbox. */
export type Owner = { institutionId: string; clientId: string };

/** The same as an entry of production. */
export function presented(
  { id, value, revision, createdAt, updatedAt }: Kept<SandboxEntry>,
  { institutionId, clientId }: Owner,
  now: Date,
): Entry {
  const {
    channel,
    externalId,
    title,
    regionCode,
    contentHash,
    state,
    batchId,
    standing: stands,
  } = turned(value, now).value;
  const isOut = stands !== 'draft';
  return {
    ...{ id, institutionId, clientId, channel, externalId, title, regionCode, contentHash, gaps: 0 },
    ...{ submissionId: id, reviewState: state, batchId, revision, createdAt, updatedAt },
    publicationState: isOut ? stands : undefined,
    publicationId: isOut ? id : undefined,
    ...{ withdrawalId: undefined, pushedBy: undefined },
  };
}

type Needs = {
  clock: Clock;
  jobs: Pick<Jobs, 'enqueue'>;
  collection: Collection<SandboxEntry>;
  tell: TellSandbox;
};

const queue = 'resources.sandbox';
const turnPayload = z.object({ clientId: z.string(), institutionId: z.string(), id: z.uuid() });

/** Scheduled publication and expiry (定时发布、下线时间), and the events for programs of the sandbox. Reads check the times themselves. */
export function createTurning({ clock, jobs, collection, tell }: Needs) {
  const happens = (trx: Connection, type: Happened, kept: Kept<SandboxEntry>, owner: Owner, reason?: string) =>
    tell(trx, {
      ...eventOf({
        type,
        entry: presented(kept, owner, clock.now()),
        at: clock.now(),
        ...(reason !== undefined && { reason }),
      }),
      clientId: owner.clientId,
    });

  /** At the times at which it is published and ends. */
  async function attend(trx: Connection, kept: Kept<SandboxEntry>, { clientId, institutionId }: Owner): Promise<void> {
    const { waiting, published } = kept.value;
    for (const at of [waiting?.at, waiting?.until, published?.until].map((each) => each && new Date(each)))
      if (at !== undefined && at !== '' && at > clock.now())
        await jobs.enqueue(trx, queue, { clientId, institutionId, id: kept.id }, at);
  }

  async function handle(given: unknown): Promise<void> {
    const { id, ...owner } = turnPayload.parse(given);
    const kept = await collection.findById(owner.clientId, id);
    if (kept === undefined) return;
    let happened: Happened[] = [];
    await collection.change(
      owner.clientId,
      kept.key,
      (now) => {
        const found = now && turned(now.value, clock.now());
        happened = found?.happened ?? [];
        return happened.length === 0 ? undefined : found?.value;
      },
      async (trx, changed) => {
        for (const type of happened) await happens(trx, type, changed, owner);
      },
    );
  }

  const job: Job = { queue, handle };
  return { happens, attend, job };
}
