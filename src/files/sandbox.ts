import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { after, type Clock, days } from '../clock.ts';
import { isId } from '../crypto/secrets.ts';
import { notFound, rateLimited } from '../errors.ts';
import type { Fact } from '../fact.ts';
import { type Kept, most, type SandboxData } from '../sandbox/service.ts';
import { fact } from './facts.ts';
import type { Accept, StoredFile } from './file.ts';
import { inspect } from './inspect.ts';
import type { Files } from './service.ts';

type Needs = { clock: Clock; sandboxData: SandboxData };

const shape = z.object({
  type: z.string(),
  size: z.int(),
  width: z.int().optional(),
  height: z.int().optional(),
  /** Size of the upload; a stored picture is rendered again. */
  sent: z.int(),
});

/** Daily limit of an AK's uploads: each is inspected and rendered again. */
const perDay = 100 * 1024 * 1024;

/**
 * R27: uploads of a sandbox, inspected as those of production. The facts about a file are kept, its content is not: nothing in a sandbox shows
 * it.
 */
export function createSandboxFiles({ clock, sandboxData }: Needs): ProgramFiles {
  const collection = sandboxData.collection('file', shape);

  const present = (kept: Kept<z.output<typeof shape>>, institutionId: string, clientId: string): StoredFile => {
    const { type, size, width, height } = kept.value;
    const whose = { institutionId, name: '', createdBy: clientId };
    return { ...whose, id: kept.id, type, size, width, height, createdAt: kept.updatedAt };
  };

  async function find(clientId: string, id: string) {
    return isId(id) ? collection.findById(clientId, id) : undefined;
  }

  return {
    async keep({ clientId, institutionId }, { bytes, accept }) {
      const key = createHash('sha256').update(bytes).digest('hex');
      const again = await collection.change(clientId, key, (now) =>
        now !== undefined && accept.types.includes(now.value.type) ? now.value : undefined,
      );
      if (again !== undefined && accept.types.includes(again.value.type))
        return present(again, institutionId, clientId);
      const today = await collection.list(clientId, { updatedSince: after(clock.now(), -days(1)), limit: most });
      if (today.reduce((sum, { value }) => sum + value.sent, bytes.length) > perDay)
        throw rateLimited(fact('files.sandbox_day', { megabytes: perDay / 1024 / 1024 }), days(1));
      const inspected = await inspect(bytes, accept);
      if ('problem' in inspected) return inspected;
      const { type, width, height } = inspected;
      const size = { ...(width !== undefined && { width }), ...(height !== undefined && { height }) };
      const value = { type, size: inspected.bytes.length, ...size, sent: bytes.length };
      const kept = await collection.change(clientId, key, () => value);
      if (kept === undefined) throw new Error('a file of a sandbox that was kept and is not there');
      return present(kept, institutionId, clientId);
    },

    async facts({ clientId, institutionId }, id) {
      const kept = await find(clientId, id);
      if (kept === undefined) throw notFound(fact('files.not_found'));
      return present(kept, institutionId, clientId);
    },

    async describe({ clientId, institutionId }, ids) {
      const found = await Promise.all(ids.map((id) => find(clientId, id)));
      return found.flatMap((kept) => (kept === undefined ? [] : present(kept, institutionId, clientId)));
    },
  };
}

type Application = Actor & { kind: 'application' };

/** Verbs of the API on uploads, of production or of a sandbox. */
export interface ProgramFiles {
  /** Stores an upload, or returns its problem. */
  keep: (
    actor: Application,
    upload: { name: string; bytes: Buffer; accept: Accept },
  ) => Promise<StoredFile | { problem: Fact }>;
  facts: (actor: Application, id: string) => Promise<StoredFile>;
  /** Those of these ids that the caller may name. */
  describe: (actor: Application, ids: readonly string[]) => Promise<StoredFile[]>;
}

/** R27: calls from a sandbox reach the sandbox's uploads only. */
export function createProgramFiles(
  { keep, facts, describe }: Pick<Files, 'keep' | 'facts' | 'describe'>,
  sandbox: ProgramFiles,
): ProgramFiles {
  const production: ProgramFiles = {
    keep: (actor, upload) => keep(actor, { ...upload, institutionId: actor.institutionId }),
    facts,
    describe: ({ institutionId }, ids) => describe(ids, institutionId),
  };
  const of = (actor: Application) => (actor.sandbox === true ? sandbox : production);
  return {
    keep: (actor, upload) => of(actor).keep(actor, upload),
    facts: (actor, id) => of(actor).facts(actor, id),
    describe: (actor, ids) => of(actor).describe(actor, ids),
  };
}
