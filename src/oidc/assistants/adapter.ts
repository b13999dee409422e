import { type Adapter, errors } from 'oidc-provider';
import type { AssistantAccesses } from '../../assistants/accesses.ts';
import { epoch } from '../../clock.ts';
import { interactionLifetime } from '../lifetimes.ts';
import { localClient } from './local-client.ts';

type Needs = {
  artefacts: AssistantAccesses['artefacts'];
  /** The path on which a sign-in goes on, which is not stored: it names the sign-in. */
  resumeUrl: (uid: string) => string;
  /** Assistants on the machine of the Cloud itself need no document. */
  isLocal: boolean;
};

const kept = ['Interaction', 'Grant', 'AuthorizationCode', 'AccessToken', 'RefreshToken'];

/**
 * Storage for the provider of assistants. Clients are no rows: each is the document at its address, or its id says everything. Sessions are none either: each sign-in asks
 * the back office who is there, and the person whether they agree.
 */
export function createAssistantAdapter({ artefacts, resumeUrl, isLocal }: Needs): (kind: string) => Adapter {
  const none: Adapter = {
    upsert: async () => undefined,
    find: async () => undefined,
    findByUid: async () => undefined,
    findByUserCode: async () => undefined,
    consume: async () => undefined,
    destroy: async () => undefined,
    revokeByGrantId: async () => undefined,
  };

  return (kind) => {
    if (kind === 'Client' && isLocal) return { ...none, find: async (id) => localClient(id) };
    if (!kept.includes(kind)) return none;
    return {
      ...none,
      upsert: (id, payload, expiresIn) => artefacts.save(kind, id, { ...payload }, expiresIn ?? interactionLifetime),
      async find(id) {
        const found = await artefacts.find(kind, id);
        if (found === undefined) return undefined;
        const { payload, accountId, usedAt } = found;
        return {
          ...{ ...payload, jti: id },
          ...(accountId !== undefined && { accountId }),
          ...(kind === 'Interaction' && { returnTo: resumeUrl(id) }),
          ...(usedAt !== undefined && { consumed: epoch(usedAt) }),
        };
      },
      // The library ignores the result of consume, so the loser of a race has to be rejected here.
      async consume(id) {
        if (!(await artefacts.consume(kind, id))) throw new errors.InvalidGrant('already used');
      },
      destroy: (id) => (kind === 'Grant' ? artefacts.endGrant(id) : artefacts.destroy(kind, id)),
      revokeByGrantId: (grantId) => artefacts.endGrant(grantId),
    };
  };
}
