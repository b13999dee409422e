import type { Actor, Member } from '../actor.ts';
import { record } from '../audit/record.ts';
import { after, type Clock, days, minutes, seconds } from '../clock.ts';
import { hashToken, isId, isToken, newId } from '../crypto/secrets.ts';
import type { Connection, Database } from '../database/open.ts';
import { conflict, forbidden, notFound } from '../errors.ts';
import type { Institutions } from '../institutions/service.ts';
import type { Job } from '../jobs/job.ts';
import type { AssistantAccess } from './access.ts';
import * as store from './access-store.ts';
import * as artefacts from './artefact-store.ts';
import { mayWork, type Worker } from './assistant-token.ts';
import { fact } from './facts.ts';
import { type SandboxScope, sandboxScopes, signInPlaces } from './scopes.ts';
import { memberIn } from './workers.ts';

type Needs = {
  db: Database;
  clock: Clock;
  publicUrl: URL;
  institutions: Pick<Institutions, 'membershipsOf' | 'ofPerson' | 'mustBeOpen'>;
};

const most = 10;
const shown = 50;
/** However often its tokens are renewed. */
export const accessLife = days(90);
/** How long an ended one stays in the list. */
export const accessRetention = days(90);

type Given = { grantId: string; clientId: string; name: string; scopes: readonly SandboxScope[] };

/** A row of the library by its id, which is never stored. */
type StoredArtefact = {
  payload: Record<string, unknown>;
  accountId: string | undefined;
  usedAt: Date | undefined;
};

/** Accesses of assistants that signed in by OAuth: each acts as its person, in sandboxes and nowhere else (docs/adr/0179). */
export interface AssistantAccesses {
  /** A person agreed. `member`: for which institution; undefined for the person's own. Throws `conflict`, `forbidden`. */
  give(accountId: string, member: Member | undefined, given: Given): Promise<void>;
  /** Those that live or ended within 90 days. */
  list(accountId: string): Promise<AssistantAccess[]>;
  /** Those that could be used now. */
  listOpen(accountId: string): Promise<AssistantAccess[]>;
  /** Throws `not_found` for one of others. */
  end(accountId: string, id: string): Promise<void>;
  /** The worker of an access token now; undefined for an unknown or ended one, or if its person is no member any more. */
  find(value: string): Promise<Worker | undefined>;
  /** Rows of the library: sign-ins under way, grants, codes, tokens. */
  artefacts: {
    save(kind: string, id: string, payload: Record<string, unknown>, lifetime: number): Promise<void>;
    find(kind: string, id: string): Promise<StoredArtefact | undefined>;
    /** Whether this was the first time; also between nodes. */
    consume(kind: string, id: string): Promise<boolean>;
    destroy(kind: string, id: string): Promise<void>;
    /** Ends the access of a grant, and all that hangs on it. */
    endGrant(grantId: string): Promise<void>;
  };
  /** Remove those that are over. */
  jobs: readonly Job[];
}

export function createAssistantAccesses({ db, clock, publicUrl, institutions }: Needs): AssistantAccesses {
  const { resource } = signInPlaces(publicUrl);
  const jobs: Job[] = [
    {
      name: 'assistant_accesses.purge',
      schedule: '21 4 * * *',
      async run() {
        await store.remove(db, after(clock.now(), -accessRetention));
      },
    },
    {
      name: 'assistant_artefacts.purge',
      schedule: '*/10 * * * *',
      async run() {
        await artefacts.remove(db, clock.now());
      },
    },
  ];

  const list = (accountId: string) => store.list(db, accountId, after(clock.now(), -accessRetention), shown);

  return {
    jobs,
    list,

    async give(accountId, member, { grantId, clientId, name, scopes }) {
      if (member !== undefined && !mayWork(member)) throw forbidden(fact('assistants.role_may_not'));
      if (member !== undefined) await institutions.mustBeOpen(member.institutionId);
      const [id, at, institutionId] = [newId(), clock.now(), member?.institutionId];
      await db.transaction(async (trx) => {
        if ((await store.lockAndCount(trx, accountId, at)) >= most)
          throw conflict(fact('assistants.most_accesses', { most }));
        const access = {
          ...{ id, grantHash: hashToken(grantId), accountId, institutionId, clientId, name, scopes },
          ...{ createdAt: at, expiresAt: after(at, accessLife) },
        };
        if (!(await store.insert(trx, access))) throw forbidden(fact('assistants.no_account'));
        await write(trx, at, accountId, 'assistant_access.give', id, {
          ...{ name, client: clientId, scopes: scopes.join(' ') },
          ...(institutionId !== undefined && { institution: institutionId }),
        });
      });
    },

    async listOpen(accountId) {
      const now = clock.now();
      return (await list(accountId)).filter(
        ({ revokedAt, expiresAt, overtaken }) => revokedAt === undefined && expiresAt > now && !overtaken,
      );
    },

    async end(accountId, id) {
      if (!isId(id)) throw notFound(fact('assistants.no_access'));
      const at = clock.now();
      await db.transaction(async (trx) => {
        const found = await store.revoke(trx, id, accountId, at);
        if (found === undefined) throw notFound(fact('assistants.no_access'));
        await write(trx, at, accountId, 'assistant_access.end', id, { name: found.name });
      });
    },

    async find(value) {
      if (!isToken(value)) return undefined;
      const now = clock.now();
      const found = await store.findLive(db, hashToken(value), resource, now);
      if (found === undefined) return undefined;
      const { accountId } = found;
      const institutionId = found.institutionId ?? undefined;
      const member = await memberIn(institutions, accountId, institutionId);
      if (institutionId !== undefined && member === undefined) return undefined;
      const noted = after(now, -minutes(1));
      if (found.lastUsedAt === null || found.lastUsedAt <= noted) await store.touch(db, found.id, now, noted);
      const given = (found.scope ?? '').split(' ');
      const scopes = sandboxScopes.filter((scope) => given.includes(scope));
      return { accountId, member: member && { ...member, via: found.id }, scopes };
    },

    artefacts: {
      async save(kind, id, payload, lifetime) {
        const { accountId, grantId, jti: _id, returnTo: _path, ...rest } = payload;
        await artefacts.save(db, {
          ...{ kind, hash: hashToken(id), expiresAt: after(clock.now(), seconds(lifetime)) },
          grantHash: kind === 'Grant' ? hashToken(id) : typeof grantId === 'string' ? hashToken(grantId) : undefined,
          accountId: isId(accountId) ? accountId : undefined,
          payload: { ...rest, ...(grantId !== undefined && { grantId }) },
        });
      },
      async find(kind, id) {
        const found = await artefacts.find(db, kind, hashToken(id), clock.now());
        if (found === undefined) return undefined;
        const { payload, accountId, consumedAt } = found;
        return { payload, accountId: accountId ?? undefined, usedAt: consumedAt ?? undefined };
      },
      consume: (kind, id) => artefacts.consume(db, kind, hashToken(id), clock.now()),
      async destroy(kind, id) {
        await artefacts.destroy(db, kind, hashToken(id));
      },
      async endGrant(grantId) {
        const [grantHash, at] = [hashToken(grantId), clock.now()];
        await db.transaction(async (trx) => {
          await artefacts.destroyOfGrant(trx, grantHash);
          const found = await store.revokeGrant(trx, grantHash, at);
          if (found !== undefined)
            await write(trx, at, found.accountId, 'assistant_access.end', found.id, { name: found.name });
        });
      },
    },
  };
}

function write(trx: Connection, at: Date, accountId: string, verb: string, id: string, details: object) {
  const actor: Actor = { kind: 'citizen', accountId };
  return record(trx, at, actor, verb, { kind: 'assistant_access', id }, details);
}
