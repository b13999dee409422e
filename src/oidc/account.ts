import { createHmac, createSecretKey } from 'node:crypto';
import type Provider from 'oidc-provider';
import type { Client, FindAccount, Grant, KoaContextWithOIDC } from 'oidc-provider';
import type { Accounts } from '../accounts/service.ts';
import { sectorOf } from '../applications/application.ts';
import type { Consents } from './consents.ts';

type Needs = { accounts: Pick<Accounts, 'find' | 'isLive' | 'claims'>; consents: Consents; subjectKey: Buffer };

/** Who: the person behind an id, the number that an institution sees, and what was already allowed. */
export function createWho({ accounts, consents, subjectKey }: Needs) {
  const findAccount: FindAccount = async (_ctx, id) => {
    const account = await accounts.find(id);
    if (account === undefined || !accounts.isLive(account)) return undefined;
    return {
      accountId: account.id,
      claims: async (_use, scope) => ({ sub: account.id, ...accounts.claims(account, scope.split(' ')) }),
    };
  };

  const key = createSecretKey(subjectKey); // made once: from the bytes it costs six times the rest
  /** One person is one `sub` for all applications of an institution, and cannot be joined across institutions. */
  const subjectAt = (institutionId: string, accountId: string): string =>
    createHmac('sha256', key).update(`${institutionId}\0${accountId}`).digest('base64url');
  const pairwiseIdentifier = async (_ctx: KoaContextWithOIDC, accountId: string, client: Client): Promise<string> =>
    subjectAt(sectorOf({ institutionId: String(client.institution_id), sandbox: client.sandbox === true }), accountId);

  /** A grant belongs to one session and application: the session's, or a new one made from the consent that stands. */
  async function loadExistingGrant(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
    const { provider, session, account, client, result } = ctx.oidc;
    if (session === undefined || account === undefined || client === undefined) return undefined;
    const { accountId } = account;
    const { clientId } = client;

    const id = result?.consent?.grantId ?? session.grantIdFor(clientId);
    const grant = id === undefined ? undefined : await provider.Grant.find(id);
    const isOurs = grant !== undefined && grant.accountId === accountId && grant.clientId === clientId;
    if (isOurs && isEnough(ctx, grant)) return grant;

    const consent = client.first_party
      ? { granted: [...ctx.oidc.requestParamOIDCScopes], refused: [] }
      : await consents.find(accountId, clientId);
    if (consent === undefined) return undefined;
    return makeGrant(provider, accountId, clientId, consent);
  }

  const isEnough = (ctx: KoaContextWithOIDC, grant: Grant) => {
    const decided = new Set(grant.getOIDCScopeEncountered().split(' '));
    return [...ctx.oidc.requestParamOIDCScopes].every((scope) => decided.has(scope));
  };

  return { findAccount, subjectAt, pairwiseIdentifier, loadExistingGrant };
}

type Decision = { granted: readonly string[]; refused: readonly string[] };

/** A new, saved grant with what was allowed and refused. */
export async function makeGrant(
  provider: Provider,
  accountId: string,
  clientId: string,
  { granted, refused }: Decision,
): Promise<Grant> {
  const grant = new provider.Grant({ accountId, clientId });
  grant.addOIDCScope(granted.join(' '));
  if (refused.length > 0) grant.rejectOIDCScope(refused.join(' '));
  await grant.save();
  return grant;
}
