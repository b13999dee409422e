import Provider, { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import { issuedSinceReset, signedInSinceReset } from '../accounts/account/account.ts';
import { inForce, issuedSinceDisabling } from '../applications/aksk/in-force.ts';
import type { Applications } from '../applications/service.ts';
import { type Refusal, refusalOf } from '../applications/validity/refusal.ts';
import { after, type Clock, days, epoch, seconds } from '../clock.ts';
import { hashToken } from '../crypto/secrets.ts';
import { Problem } from '../errors.ts';
import { fact } from './facts.ts';
import { leaveTrace } from './requests/trace.ts';
import { isRegistered } from './rules.ts';
import type { AtomicExchanges } from './tokens/atomic-exchanges.ts';
import { readRefreshId } from './tokens/families.ts';
import type { StoredRefresh } from './tokens/families-store.ts';
import type { HeldWrites } from './tokens/held-writes.ts';
import { isCredential, isKind, isTokenKind, type Kind } from './tokens/kinds.ts';
import { keyOf, type Packing } from './tokens/packing.ts';
import { isSelfContainedToken, type Rows } from './tokens/rows.ts';
import { isSelfContained, type SelfContained } from './tokens/self-contained.ts';
import type { SessionWrites } from './tokens/session-writes.ts';
import type * as store from './tokens/store.ts';
import type { Successors } from './tokens/successors.ts';

type Needs = {
  rows: Rows;
  clock: Clock;
  applications: Pick<Applications, 'client'>;
  packing: Packing;
  successors: Successors;
  selfContained: Pick<SelfContained, 'read'>;
  sessionWrites: SessionWrites;
  atomicExchanges: Pick<AtomicExchanges, 'holdsBack' | 'holdsWrite'>;
  heldWrites: Pick<HeldWrites, 'commit' | 'expected' | 'holdsConsumption' | 'holdsWrite'>;
};

// Expired rows stay readable this long, so that the library can say "expired" rather than "unknown".
const tolerance = seconds(60);

// Routes on which an AK that is not in force is still found: there a rule (rules.ts) refuses it before any page.
const openRoutes = /^(authorization|resume|end_session.*)$/;

// The grant of the token that a request presents: the library then loads that grant, and the session by its uid, which may be cached.
const grantOfToken = new WeakMap<object, string>();

/** oidc-provider's storage. Its SECURITY.md makes every rule here ours: atomic consumption, hashed keys, liveness at each read. */
export function createAdapter({
  rows,
  clock,
  applications,
  packing,
  successors,
  selfContained,
  sessionWrites,
  atomicExchanges,
  heldWrites,
}: Needs): (name: string) => Adapter {
  const clients = {
    async find(id: string) {
      const found = /^[\w.~-]{1,256}$/.test(id) ? await applications.client(id) : undefined;
      if (found === undefined) return undefined;
      const route = routeNow();
      if (found.refusal !== undefined && route !== undefined && !openRoutes.test(route)) {
        leaveTrace({ clientId: id });
        throw refusedClient(found.refusal);
      }
      return found.metadata;
    },
  };

  function artefacts(kind: Kind): Adapter {
    const rowKeyOf = (id: string) => (kind === 'RefreshToken' ? readRefreshId(id)?.key : keyOf(id));

    /** When it was used, unless that may be repeated. */
    async function usedAt(id: string | undefined, stored: StoredRefresh, now: Date): Promise<Date | undefined> {
      if (kind !== 'RefreshToken' || id === undefined) return stored.consumedAt;
      return (await successors.mayRepeat(id, stored, now)) ? undefined : successors.usedAt(id, stored);
    }

    const load = async (
      id: string | undefined,
      stored: StoredRefresh | undefined,
    ): Promise<AdapterPayload | undefined> => {
      const now = clock.now();
      if (stored === undefined) return undefined;
      trace(kind, stored, stored.expiresAt <= now ? 'expired' : undefined);
      if (after(stored.expiresAt, tolerance) < now) return undefined;
      if (!isValid(kind, stored, now)) return trace(kind, stored, 'ended');
      const payload = packing.unpack(kind, id, stored.payload);
      if (kind === 'AuthorizationCode' && !isStillRegistered(payload)) return trace(kind, stored, 'ended');
      if (kind === 'Session' && id !== undefined) sessionWrites.read(hashToken(id), payload);
      if (isCredential(kind) && Provider.ctx && typeof payload.grantId === 'string')
        grantOfToken.set(Provider.ctx, payload.grantId);
      const used = await usedAt(id, stored, now);
      return used === undefined ? payload : { ...payload, consumed: epoch(used) };
    };

    return {
      async upsert(id, payload, expiresIn) {
        if (isTokenKind(kind) && isSelfContained(id)) return; // a self-contained token: no row to write
        const key = rowKeyOf(id);
        if (key === undefined) throw new TypeError('an id of the library has an unexpected form');
        if (kind === 'Session' && sessionWrites.isIdle(key, payload)) return;
        sessionWrites.forget(key);
        const artefact = packing.artefact(kind, id, payload, clock.now(), expiresIn ?? days(1));
        if (isExchanged(kind) && atomicExchanges.holdsWrite({ kind, key, artefact })) return;
        if (isHeld(kind) && heldWrites.holdsWrite({ kind, key, artefact })) {
          // The session is the last row that the library writes, also where it has failed before and has no answer yet.
          if (kind === 'Session' && isAnswered() && !(await heldWrites.commit()))
            throw new errors.AccessDenied('consent was withdrawn');
          return;
        }
        if (kind === 'Grant') {
          if (!(await rows.saveGrant(key, artefact))) throw new errors.AccessDenied('consent was withdrawn');
        } else if (kind === 'RefreshToken') await rows.saveOnce(kind, key, artefact);
        else if (kind === 'ReplayDetection') {
          if (!(await rows.saveOnce(kind, key, artefact))) throw new Problem('conflict', fact('oidc.already_seen'));
        } else await rows.save(kind, key, artefact);
      },

      async find(id) {
        if (isTokenKind(kind)) {
          const presented = selfContained.read(kind, id);
          return presented && load(id, await rows.findPresented(presented));
        }
        const key = rowKeyOf(id);
        if (key === undefined) return undefined;
        if (kind === 'RefreshToken') return load(id, await rows.findRefresh(key));
        const isOfToken = kind === 'Grant' && grantOfToken.get(Provider.ctx ?? {}) === id;
        const expected = kind === 'Interaction' ? heldWrites.expected() : undefined;
        const [stored] = await Promise.all([isOfToken ? rows.cachedGrant(key) : rows.find(kind, key), expected]);
        return load(id, stored);
      },

      async findByUid(uid) {
        const key = keyOf(uid);
        if (key === undefined) return undefined;
        const grantId = grantOfToken.get(Provider.ctx ?? {});
        return load(undefined, await (grantId === undefined ? rows.findByUid(key) : rows.cachedSession(key, grantId)));
      },

      findByUserCode: async () => undefined,

      // The library ignores the result of consume, so the loser of a race has to be rejected here.
      async consume(id) {
        const key = rowKeyOf(id);
        const now = clock.now();
        if (key !== undefined && isExchanged(kind) && atomicExchanges.holdsBack({ kind, key, id })) return;
        const step = kind === 'RefreshToken' ? successors.stepOf(id) : undefined;
        if (key !== undefined)
          if (step ? await rows.exchange({ kind, key, step, writes: [] }) : await rows.consume(kind, key)) return;
        if (kind === 'PushedAuthorizationRequest') throw new errors.InvalidRequestUri('request_uri was already used');
        if (kind === 'RefreshToken' && key !== undefined) {
          const stored = await rows.findRefresh(key);
          if (stored !== undefined && (await successors.mayRepeat(id, stored, now))) return;
        }
        throw new errors.InvalidGrant('already used');
      },

      async destroy(id) {
        const presented = isTokenKind(kind) ? selfContained.read(kind, id) : undefined;
        if (presented !== undefined && isSelfContainedToken(presented)) return rows.revoke(presented);
        const key = rowKeyOf(id);
        if (key === undefined) return;
        // An interaction that has ended stays for a day, so that its page, opened again, can lead somewhere; an ended session stays, so
        // that no request that was under way can write it back.
        sessionWrites.forget(key);
        if (kind === 'Interaction' || kind === 'Session') {
          if (!heldWrites.holdsConsumption({ kind, key })) await rows.consume(kind, key);
        } else await rows.destroy(kind, key);
      },

      // Whatever hangs on a grant is dead once the grant is gone (store.find), and the library destroys the grant itself.
      revokeByGrantId: async () => undefined,
    };
  }

  return (name) => {
    if (name === 'Client') return { ...artefacts('Grant'), ...clients };
    if (isKind(name)) return artefacts(name);
    // Models of features that are off: the library asks for their adapter all the same.
    return unused;
  };
}

/** Codes and refresh tokens, and every token issued for one. */
const isExchanged = (kind: Kind) => kind === 'AuthorizationCode' || kind === 'RefreshToken' || kind === 'AccessToken';

/** Rows that the library writes while it continues a login. */
const isHeld = (kind: Kind) =>
  kind === 'Grant' || kind === 'AuthorizationCode' || kind === 'Session' || kind === 'Interaction';

const nothing = async () => undefined;
const unused: Adapter = {
  upsert: nothing,
  find: nothing,
  findByUid: nothing,
  findByUserCode: nothing,
  consume: nothing,
  destroy: nothing,
  revokeByGrantId: nothing,
};

/** The client and account of an invalid token, and why it is invalid, for the integration log. */
function trace(kind: Kind, { clientId, payload }: store.Stored, over: 'expired' | 'ended' | undefined): undefined {
  const { accountId } = payload;
  if (isCredential(kind) && clientId !== undefined)
    leaveTrace({
      clientId,
      ...(typeof accountId === 'string' && { accountId }),
      ...(over && { detail: `${kind} ${over}` }),
    });
}

/** Outside a request there is nothing to wait for. */
const isAnswered = (): boolean => Provider.ctx === undefined || Provider.ctx.body !== undefined;
const routeNow = (): string | undefined => Provider.ctx?.oidc?.route;

/** Whether a stored artefact is still valid; at userinfo the error names the reason. */
export function isValid(kind: Kind, stored: store.Stored, now: Date): boolean {
  const { account, client } = stored;
  if ((kind === 'Interaction' || kind === 'Session') && stored.consumedAt !== undefined) return false;
  if (kind === 'Interaction') return true;
  if (kind === 'Session')
    return (
      account === undefined || (account.isOpen && signedInSinceReset.holds({ loginTs: begun(stored), ...account }))
    );
  const at = stored.issuedAt;
  if (account !== undefined && !(account.isOpen && issuedSinceReset.holds({ at, ...account }))) return false;
  if (!isCredential(kind)) return true;
  if (client === undefined || !stored.hasGrant || !issuedSinceDisabling.holds({ at, ...client })) return false;
  if (inForce.holds(client, now)) return true;
  const refusal = refusalOf(client, now);
  if (refusal !== undefined && routeNow() === 'userinfo') {
    throw Object.assign(new errors.InvalidToken(refusal.wire), { error_description: refusal.wire });
  }
  return false;
}

/** auth_time of a session, in whole seconds; a login just after a password change is dated no earlier than the change rounded up. */
const begun = (stored: store.Stored) =>
  typeof stored.payload.loginTs === 'number' ? stored.payload.loginTs : epoch(stored.issuedAt);

/** Whether the address that a code went to is still registered. */
function isStillRegistered({ redirectUri }: AdapterPayload): boolean {
  const client = Provider.ctx?.oidc?.client;
  return client === undefined || typeof redirectUri !== 'string' || isRegistered(client, redirectUri);
}

const refusedClient = ({ wire }: Refusal) =>
  Object.assign(new errors.InvalidClient(wire, wire), { status: 401, statusCode: 401, error_description: wire });
