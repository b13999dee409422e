import { isDeepStrictEqual } from 'node:util';
import type { Actor } from '../../actor.ts';
import type { Clock } from '../../clock.ts';
import { isId } from '../../crypto/secrets.ts';
import type { Connection } from '../../database/open.ts';
import { conflict, invalid, Problem, type Problems } from '../../errors.ts';
import { fact as ofFields } from '../../fields/facts.ts';
import type { Data, Values } from '../../fields/form.ts';
import { countCharacters } from '../../fields/text.ts';
import type { Job } from '../../jobs/job.ts';
import type { Jobs } from '../../jobs/service.ts';
import type { Kept, SandboxData } from '../../sandbox/service.ts';
import type { TellSandbox } from '../../webhooks/sandbox/service.ts';
import type { ProgramResources } from '../api/programs.ts';
import { canonical, canonicalLive } from '../channels/canonical.ts';
import { type Channel, textOf } from '../channels/channel.ts';
import { type Channels, channelNamed } from '../channels/channels.ts';
import type { Proposed } from '../entries/proposing.ts';
import { termOf } from '../entries/publishing.ts';
import { immutable, noEntry } from '../entries/service.ts';
import { writtenOf } from '../entries/written.ts';
import { fact } from '../facts.ts';
import {
  createTurning,
  entryShape,
  keyOf,
  type Owner,
  presented,
  type SandboxEntry,
  standing,
  turned,
} from './entry.ts';

type Needs = {
  clock: Clock;
  channels: Channels;
  sandboxData: SandboxData;
  jobs: Pick<Jobs, 'enqueue'>;
  /** Sends an event to programs of the sandbox. */
  tell: TellSandbox;
};

const clientOf = (actor: Actor) => {
  if (actor.kind !== 'application' || actor.sandbox !== true) throw noEntry();
  return actor;
};

/**
 * R27: entries of a sandbox, kept to the same rules and answered in the same words as those of production. There is no reviewer: a submission is
 * approved and published immediately, and a withdrawal takes effect immediately. Only its program ever sees them.
 */
export function createSandboxResources(needs: Needs): ProgramResources & { job: Job } {
  const { clock, channels, sandboxData, jobs, tell } = needs;
  const collection = sandboxData.collection('entry', entryShape);
  const present = (kept: Kept<SandboxEntry>, owner: Owner) => presented(kept, owner, clock.now());
  const { happens, attend, job } = createTurning({ clock, jobs, tell, collection });

  async function named(actor: Actor, id: string): Promise<Kept<SandboxEntry>> {
    const found = isId(id) ? await collection.findById(clientOf(actor).clientId, id) : undefined;
    if (found === undefined) throw noEntry();
    return found;
  }

  /** Changes one that is there, as it stands now; undefined leaves it, null removes it. */
  async function change(
    actor: Actor,
    id: string,
    next: (value: SandboxEntry) => SandboxEntry | null | undefined,
    within?: (trx: Connection, kept: Kept<SandboxEntry>) => Promise<void>,
  ): Promise<void> {
    const { key } = await named(actor, id);
    const owner = clientOf(actor);
    let due: ReturnType<typeof turned>['happened'] = [];
    await collection.change(
      owner.clientId,
      key,
      (now) => {
        if (now === undefined) throw noEntry();
        const stands = turned(now.value, clock.now());
        due = stands.happened;
        return next(stands.value);
      },
      async (trx, kept) => {
        for (const type of due) await happens(trx, type, kept, owner);
        await within?.(trx, kept);
      },
    );
  }

  /** Obstacles to publishing beside the form: those of the day, and of references. */
  async function mustFit(clientId: string, channel: Channel, values: Values, isNew: boolean): Promise<void> {
    const problems: Problems = { ...channel.checkWhen?.(values, clock.now(), isNew) };
    for (const [name, other] of Object.entries(channel.refers ?? {})) {
      const wanted = textOf(values[name]);
      if (wanted === undefined) continue;
      const found = await collection.find(clientId, keyOf(other, wanted));
      if (found === undefined || turned(found.value, clock.now()).value.standing !== 'published')
        problems[name] = fact('resources.referred_missing', { externalId: wanted });
    }
    if (Object.keys(problems).length > 0) throw invalid(problems);
  }

  return {
    job,
    channels: () => Object.values(channels),
    channel: (code) => channelNamed(code, channels),

    async find(actor, { channel }, externalId) {
      const found = await collection.find(clientOf(actor).clientId, keyOf(channel, externalId));
      return found && present(found, clientOf(actor));
    },

    async findToChange(actor, about, externalId) {
      return this.find(actor, about, externalId);
    },

    get: async (actor, id) => present(await named(actor, id), clientOf(actor)),

    async contents(actor, id) {
      const found = await named(actor, id);
      const { data, live, ...value } = turned(found.value, clock.now()).value;
      const published = value.published ?? value.waiting;
      return {
        entry: present(found, clientOf(actor)),
        published: published && {
          version: published.version,
          publishedAt: new Date(published.at),
          expiresAt: published.until === undefined ? undefined : new Date(published.until),
        },
        values: published?.values,
        data,
        submission: undefined,
        live: live && { data: live, updatedAt: found.updatedAt },
      };
    },

    async listOf({ clientId, institutionId }, { channel, standing: how, updatedSince }, before, limit) {
      const rows = await collection.list(clientId, {
        ...(channel !== undefined && { prefix: keyOf(channel, '') }),
        ...(how !== undefined && { saying: { standing: how } }),
        ...(updatedSince !== undefined && { updatedSince }),
        ...(before !== undefined && { before }),
        limit,
      });
      return rows.map((kept) => present(kept, { clientId, institutionId }));
    },

    async proposeMany(actor, code, { batchId }, items) {
      const channel = channelNamed(code, channels);
      const owner = clientOf(actor);
      const made: Proposed[] = [];
      for (const { externalId = '', data: given, holds } of items) {
        const data: Data = { ...given, external_id: externalId };
        const { title, regionCode, contentHash } = writtenOf(channel, data, externalId);
        const written = {
          ...{ data, title, contentHash },
          ...(regionCode !== undefined && { regionCode }),
          ...(batchId !== undefined && { batchId }),
        };
        let outcome: 'created' | 'updated' | 'unchanged' | 'revision' = 'created';
        const kept = await collection.change(owner.clientId, keyOf(code, externalId), (now) => {
          if (holds?.(now?.revision) === false)
            throw new Problem('etag_mismatch', fact('resources.changed_since_read'));
          if (now === undefined) return standing({ channel: code, externalId, ...written, state: 'draft' });
          const isSame = now.value.contentHash === contentHash;
          outcome = isSame ? 'unchanged' : now.value.standing === 'draft' ? 'updated' : 'revision';
          return isSame ? undefined : standing({ ...now.value, ...written, state: 'draft' });
        });
        if (kept === undefined) throw noEntry();
        made.push({ entryId: kept.id, externalId, submissionId: kept.id, outcome });
      }
      return made;
    },

    async submit(actor, id) {
      const owner = clientOf(actor);
      const before = await named(actor, id);
      if (before.value.state === 'approved') return;
      const channel = channelNamed(before.value.channel, channels);
      const read = canonical(channel, before.value.data);
      if ('problems' in read) throw invalid(read.problems);
      await mustFit(owner.clientId, channel, read.values, before.value.standing === 'draft');
      const now = clock.now();
      const { publishedAt, expiresAt } = termOf(read.values, now);
      if (expiresAt !== undefined && expiresAt <= publishedAt) throw conflict(fact('resources.term_over'));
      await change(
        actor,
        id,
        ({ waiting, ended, ...value }) => {
          if (value.state === 'approved') return undefined;
          if (value.contentHash !== before.value.contentHash) throw conflict(fact('resources.just_changed'));
          const made = {
            version: ((waiting ?? value.published)?.version ?? 0) + 1,
            data: value.data,
            values: { ...read.values },
            at: publishedAt.toISOString(),
            ...(expiresAt !== undefined && { until: expiresAt.toISOString() }),
          };
          if (publishedAt <= now) return standing({ ...value, state: 'approved', published: made });
          return standing({ ...value, state: 'approved', waiting: made, ...(ended !== undefined && { ended }) });
        },
        async (trx, kept) => {
          if (publishedAt <= now) await happens(trx, 'resource.published', kept, owner);
          await attend(trx, kept, owner);
        },
      );
    },

    recall: (actor, id) =>
      change(actor, id, () => {
        throw conflict(fact('resources.sandbox_no_review'));
      }),

    remove: (actor, id) =>
      change(actor, id, (value) => {
        const latest = value.waiting ?? value.published;
        if (latest === undefined) return null;
        if (value.state === 'approved') throw immutable();
        const { title, contentHash } = writtenOf(channelNamed(value.channel, channels), latest.data, value.externalId);
        return { ...value, data: latest.data, title, contentHash, state: 'approved' };
      }),

    withdraw: (actor, id, reason) =>
      change(
        actor,
        id,
        ({ waiting, ...value }) => {
          const latest = value.published ?? waiting;
          if (latest === undefined || value.ended !== undefined) throw conflict(fact('resources.not_published'));
          const now = countCharacters(reason.trim());
          if (now === 0) throw invalid({ reason: fact('resources.withdrawal_reason') });
          if (now < 2) throw invalid({ reason: ofFields('fields.too_short', { label: '撤回原因', min: 2, now }) });
          return standing({ ...value, published: latest, ended: 'withdrawn' });
        },
        (trx, kept) => happens(trx, 'resource.withdrawn', kept, clientOf(actor), reason.trim()),
      ),

    async setLive(actor, id, data) {
      let changed = false;
      const channel = channelNamed((await named(actor, id)).value.channel, channels);
      if (channel.live === undefined) throw conflict(fact('resources.no_live', { channel: channel.name }));
      const read = canonicalLive(channel, data);
      if ('problems' in read) throw invalid(read.problems);
      await change(actor, id, (value) => {
        const problems = channel.checkLive?.(read.values, value.published?.values ?? {}) ?? {};
        if (Object.keys(problems).length > 0) throw invalid(problems);
        changed = !isDeepStrictEqual(value.live, { ...read.values });
        return changed ? { ...value, live: { ...read.values } } : undefined;
      });
      return { changed, live: read.values };
    },
  };
}
