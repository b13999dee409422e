import { createHmac } from 'node:crypto';
import type Provider from 'oidc-provider';
import type { Client, FindAccount, Grant, KoaContextWithOIDC } from 'oidc-provider';
import type { Account } from '../accounts/account/account.ts';
import type { Accounts } from '../accounts/service.ts';
import { sectorOf } from '../applications/aksk/application.ts';
import { preparedKey } from '../crypto/secrets.ts';
import type { Consents } from './tokens/consents.ts';

const mostSubjects = 10_000;

type Needs = {
  accounts: Pick<Accounts, 'find' | 'isLive' | 'claims' | 'terms'>;
  consents: Consents;
  subjectKey: Buffer;
};

/** Of which institution a client is, by the names of its metadata. */
type Sector = { institution_id: unknown; sandbox: unknown };
const sectorIn = ({ institution_id, sandbox }: Client): Sector => ({ institution_id, sandbox });
const sectorAt = ({ institution_id, sandbox }: Sector): string =>
  sectorOf({ institutionId: String(institution_id), sandbox: sandbox === true });

/** Accounts for the provider: the account of an id, its `sub` at an institution, and the consents given before. */
export function createProviderAccounts({ accounts, consents, subjectKey }: Needs) {
  /** The account that may sign in; undefined where it is locked or deleted. */
  async function findOpen(id: string): Promise<Account | undefined> {
    const account = await accounts.find(id);
    return account !== undefined && accounts.isLive(account) ? account : undefined;
  }
  /** The claims of an account for a client; both userinfo endpoints use it. */
  const claimsAt = (client: Sector, account: Account, scopes: Iterable<string>) =>
    accounts.claims(account, scopes, sectorAt(client));
  const findAccount: FindAccount = async (ctx, id) => {
    const account = await findOpen(id);
    if (account === undefined) return undefined;
    return {
      accountId: account.id,
      ...(account.verifies !== undefined && { verifies: account.verifies }),
      claims: async (_use, scope) => {
        const { client } = ctx.oidc;
        return { sub: account.id, ...(client && claimsAt(sectorIn(client), account, scope.split(' '))) };
      },
    };
  };

  /** Always the same, and asked for with every token: making one costs as much as all else that userinfo looks up. */
  const subjects = new Map<string, string>();
  /** One person is one `sub` for all applications of an institution, and cannot be joined across institutions. */
  function subjectAt(institutionId: string, accountId: string): string {
    const text = `${institutionId}\0${accountId}`;
    const known = subjects.get(text);
    if (known !== undefined) return known;
    const made = createHmac('sha256', preparedKey(subjectKey)).update(text).digest('base64url');
    if (subjects.size >= mostSubjects) subjects.clear();
    subjects.set(text, made);
    return made;
  }
  /** The `sub` of an account at a client, given the client's metadata. */
  const subjectFor = (client: Sector, accountId: string): string => subjectAt(sectorAt(client), accountId);
  const pairwiseIdentifier = async (_ctx: KoaContextWithOIDC, accountId: string, client: Client): Promise<string> =>
    subjectFor(sectorIn(client), accountId);

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

    // One that its citizen is asked to replace would be used by nothing, and stay for half a year.
    const isAskedAnew = ctx.oidc.prompts.has('consent') && result?.consent === undefined;
    const consent = isAskedAnew
      ? undefined
      : client.first_party
        ? { granted: [...ctx.oidc.requestParamOIDCScopes], refused: [] }
        : await consents.findForGrant(accountId, clientId);
    if (consent !== undefined && covers(ctx, [...consent.granted, ...consent.refused]))
      return makeGrant(provider, accountId, clientId, consent);
    return isOurs ? grant : undefined;
  }

  const isEnough = (ctx: KoaContextWithOIDC, grant: Grant) => covers(ctx, grant.getOIDCScopeEncountered().split(' '));

  return {
    findOpen,
    termsInForce: accounts.terms.inForce,
    findAccount,
    claimsAt,
    subjectAt,
    subjectFor,
    pairwiseIdentifier,
    loadExistingGrant,
  };
}

export type ProviderAccounts = ReturnType<typeof createProviderAccounts>;

/** Whether everything that is asked for was decided. */
function covers({ oidc }: KoaContextWithOIDC, decided: readonly string[]): boolean {
  const known = new Set(decided);
  return [...oidc.requestParamOIDCScopes].every((scope) => known.has(scope));
}

type Decision = { granted: readonly string[]; refused: readonly string[] };

/** A new, saved grant with the scopes that were granted and refused. */
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
