import { timingSafeEqual } from 'node:crypto';
import Provider from 'oidc-provider';
import { z } from 'zod';
import { type Clock, epoch } from '../clock.ts';
import { hashToken } from '../crypto/secrets.ts';
import type { Database } from '../database/open.ts';
import { Problem } from '../errors.ts';
import type { LogoutNotices } from './logout-notices.ts';
import type { Successors } from './successors.ts';

type Needs = {
  db: Database;
  clock: Clock;
  successors: Successors;
  notices: LogoutNotices;
  secretUsed: (id: string) => void;
};

const secretList = z.array(z.object({ id: z.string(), hash: z.string(), expires_at: z.number().optional() })).catch([]);

/** What the library's models do differently here. Returns the library's own delivery of a logout token, for the outbox. */
export function adjustModels(provider: Provider, { db, clock, successors, notices, secretUsed }: Needs) {
  // SKs rest as hashes, several alive per AK. SHA-256 is enough for 256 random bits.
  provider.Client.prototype.compareClientSecret = function compareClientSecret(
    this: { secrets?: unknown },
    actual: string,
  ) {
    const given = hashToken(actual);
    const now = epoch(clock.now());
    const match = secretList
      .parse(this.secrets)
      .filter((secret) => timingSafeEqual(Buffer.from(secret.hash, 'hex'), given))
      .find((secret) => secret.expires_at === undefined || now < secret.expires_at);
    if (match !== undefined) secretUsed(match.id);
    return match !== undefined;
  };

  // A repeated refresh derives the same successor.
  const refreshTokens: { generateTokenId?: () => string } = provider.RefreshToken.prototype as object;
  const randomId = refreshTokens.generateTokenId;
  refreshTokens.generateTokenId = function derive(this: object) {
    const rotated = Provider.ctx?.oidc?.entities.RotatedRefreshToken;
    return rotated === undefined ? String(randomId?.call(this)) : successors.successorOf(rotated.jti);
  };

  // Seen once in the cluster, not once in this process.
  const { unique } = provider.ReplayDetection;
  provider.ReplayDetection.unique = async function once(this: object, ...args: Parameters<typeof unique>) {
    try {
      return await unique.apply(this, args);
    } catch (error) {
      if (error instanceof Problem && error.code === 'conflict') return false;
      throw error;
    }
  };

  // Logging out writes notices; jobs deliver them.
  const clients = provider.Client.prototype as unknown as {
    backchannelLogout: (accountId: string, sid?: string) => Promise<void>;
    clientId: string;
  };
  const { backchannelLogout } = clients;
  clients.backchannelLogout = async function enqueue(accountId, sid) {
    await notices.enqueue(db, { clientId: this.clientId, accountId, sid });
  };
  return (client: object, accountId: string, sid: string | undefined): Promise<void> =>
    backchannelLogout.call(client as typeof clients, accountId, sid);
}
