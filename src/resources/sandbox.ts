import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import type { Kept, SandboxData } from '../applications/sandbox-data.ts';
import type { Clock } from '../clock.ts';
import { isId } from '../crypto/secrets.ts';
import { conflict, invalid, Problem } from '../errors.ts';
import type { Data } from '../fields/form.ts';
import { countCharacters } from '../fields/text.ts';
import { canonical, canonicalLive } from './canonical.ts';
import { type Channels, channelNamed } from './channels.ts';
import type { Entry } from './entry.ts';
import type { ProgramResources } from './programs.ts';
import { immutable, noEntry } from './service.ts';
import { writtenOf } from './written.ts';

type Needs = { clock: Clock; channels: Channels; sandboxData: SandboxData };

const record = z.record(z.string(), z.unknown());
/** An entry of a sandbox: what was sent last, and what was published of it. */
const shape = z.object({
  channel: z.string(),
  externalId: z.string(),
  data: z.record(z.string(), z.string()),
  title: z.string(),
  regionCode: z.string().optional(),
  contentHash: z.string(),
  state: z.enum(['draft', 'approved']),
  standing: z.enum(['draft', 'published', 'withdrawn']),
  published: z
    .object({ version: z.int(), data: z.record(z.string(), z.string()), values: record, at: z.iso.datetime() })
    .optional(),
  isWithdrawn: z.boolean().optional(),
  live: record.optional(),
});
type Value = z.output<typeof shape>;

/** With how it stands, by which lists look it up. */
const standing = (value: Omit<Value, 'standing'>): Value => ({
  ...value,
  standing: value.isWithdrawn === true ? 'withdrawn' : value.published === undefined ? 'draft' : 'published',
});

const keyOf = (channel: string, externalId: string) => `${channel} ${externalId}`;
const clientOf = (actor: Actor) => {
  if (actor.kind !== 'application' || actor.sandbox !== true) throw noEntry();
  return actor;
};

/**
 * R27: entries of a sandbox, kept to the same rules and answered in the same words as those of production. There is no reviewer: what is sent
 * for review is approved and published at once, and a withdrawal takes effect at once. Nobody but its program ever sees them.
 */
export function createSandboxResources({ clock, channels, sandboxData }: Needs): ProgramResources {
  const shelf = sandboxData.shelf('entry', shape);

  const present = (
    { id, value, revision, createdAt, updatedAt }: Kept<Value>,
    owner: Pick<Entry, 'institutionId' | 'clientId'>,
  ): Entry => {
    const { channel, externalId, title, regionCode, contentHash, state, published, isWithdrawn = false } = value;
    return {
      ...{ id, channel, externalId, title, regionCode, contentHash, gaps: 0, revision, createdAt, updatedAt },
      ...{ institutionId: owner.institutionId, clientId: owner.clientId },
      submissionId: id,
      reviewState: state,
      publicationState: published === undefined ? undefined : isWithdrawn ? 'withdrawn' : 'published',
      publicationId: published && id,
      ...{ withdrawalId: undefined, batchId: undefined, pushedBy: undefined },
    };
  };

  async function named(actor: Actor, id: string): Promise<Kept<Value>> {
    const found = isId(id) ? await shelf.findById(clientOf(actor).clientId, id) : undefined;
    if (found === undefined) throw noEntry();
    return found;
  }

  /** Changes one that is there; undefined leaves it, null removes it. */
  async function change(actor: Actor, id: string, next: (value: Value) => Value | null | undefined): Promise<void> {
    const { key } = await named(actor, id);
    await shelf.change(clientOf(actor).clientId, key, (now) => {
      if (now === undefined) throw noEntry();
      return next(now.value);
    });
  }

  return {
    channels: () => Object.values(channels),
    channel: (code) => channelNamed(code, channels),

    async find(actor, { channel }, externalId) {
      const found = await shelf.find(clientOf(actor).clientId, keyOf(channel, externalId));
      return found && present(found, clientOf(actor));
    },

    async findToChange(actor, about, externalId) {
      return this.find(actor, about, externalId);
    },

    get: async (actor, id) => present(await named(actor, id), clientOf(actor)),

    async contents(actor, id) {
      const found = await named(actor, id);
      const { data, published, live } = found.value;
      return {
        entry: present(found, clientOf(actor)),
        published: published && {
          version: published.version,
          publishedAt: new Date(published.at),
          expiresAt: undefined,
        },
        values: published?.values,
        data,
        submission: undefined,
        live: live && { data: live, updatedAt: found.updatedAt },
      };
    },

    async listOf({ clientId, institutionId }, { channel, standing: how, updatedSince }, before, limit) {
      const rows = await shelf.list(clientId, {
        ...(channel !== undefined && { prefix: keyOf(channel, '') }),
        ...(how !== undefined && { saying: { standing: how } }),
        ...(updatedSince !== undefined && { updatedSince }),
        ...(before !== undefined && { before }),
        limit,
      });
      return rows.map((kept) => present(kept, { clientId, institutionId }));
    },

    async proposeMany(actor, code, _about, items) {
      const channel = channelNamed(code, channels);
      const owner = clientOf(actor);
      const made: Awaited<ReturnType<ProgramResources['proposeMany']>> = [];
      for (const { externalId = '', data: given, holds } of items) {
        const data: Data = { ...given, external_id: externalId };
        const { title, regionCode, contentHash } = writtenOf(channel, data, externalId);
        const written = { data, title, ...(regionCode !== undefined && { regionCode }), contentHash };
        let outcome: 'created' | 'updated' | 'unchanged' | 'revision' = 'created';
        const kept = await shelf.change(owner.clientId, keyOf(code, externalId), (now) => {
          if (holds?.(now?.revision) === false)
            throw new Problem('etag_mismatch', '这条内容在读取之后有变动，请重新读取再修改');
          if (now === undefined) return standing({ channel: code, externalId, ...written, state: 'draft' });
          const isSame = now.value.contentHash === contentHash;
          outcome = isSame ? 'unchanged' : now.value.published === undefined ? 'updated' : 'revision';
          return isSame ? undefined : standing({ ...now.value, ...written, state: 'draft' });
        });
        if (kept === undefined) throw noEntry();
        made.push({ entryId: kept.id, externalId, submissionId: kept.id, outcome });
      }
      return made;
    },

    submit: (actor, id) =>
      change(actor, id, (value) => {
        if (value.state === 'approved') return undefined;
        const read = canonical(channelNamed(value.channel, channels), value.data);
        if ('problems' in read) throw invalid(read.problems);
        const { isWithdrawn: _, ...rest } = value;
        const version = (value.published?.version ?? 0) + 1;
        const at = clock.now().toISOString();
        const published = { version, data: value.data, values: { ...read.values }, at };
        return standing({ ...rest, state: 'approved', published });
      }),

    recall: (actor, id) =>
      change(actor, id, () => {
        throw conflict('沙箱里提交后立即通过，没有可以取回的审核');
      }),

    remove: (actor, id) =>
      change(actor, id, (value) => {
        if (value.published === undefined) return null;
        if (value.state === 'approved') throw immutable();
        const { title, contentHash } = writtenOf(
          channelNamed(value.channel, channels),
          value.published.data,
          value.externalId,
        );
        return { ...value, data: value.published.data, title, contentHash, state: 'approved' };
      }),

    withdraw: (actor, id, reason) =>
      change(actor, id, (value) => {
        if (value.published === undefined || value.isWithdrawn) throw conflict('这条内容现在没有发布，不需要撤回');
        if (countCharacters(reason.trim()) < 2) throw invalid({ reason: '请填写撤回的原因' });
        return standing({ ...value, isWithdrawn: true });
      }),

    async setLive(actor, id, data) {
      let changed = false;
      const channel = channelNamed((await named(actor, id)).value.channel, channels);
      if (channel.live === undefined) throw conflict(`${channel.name}没有免审核的实时信息`);
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
