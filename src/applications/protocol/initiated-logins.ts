import type { Clock } from '../../clock.ts';
import type { Database } from '../../database/open.ts';
import { inForce } from '../aksk/in-force.ts';
import { initiatedLogin } from './initiated-login.ts';
import * as store from './initiated-login-store.ts';

type Needs = { db: Database; clock: Clock; publicUrl: URL };

/** A link that leads a citizen to a page of an institution's, signed in there. */
export type SignedInLink = { href: string; application: string };

/** OpenID Connect Core 4: logins that begin at a page of ours. */
export const createInitiatedLogins = ({ db, clock, publicUrl }: Needs) => ({
  /** Undefined where no application of the institution that works now takes one to that page. */
  async signedInLink(institutionId: string, target: string): Promise<SignedInLink | undefined> {
    const now = clock.now();
    for (const application of await store.initiating(db, institutionId)) {
      if (!inForce.holds(application, now)) continue;
      const href = initiatedLogin(application, { issuer: publicUrl.origin, target });
      if (href !== undefined) return { href, application: application.name };
    }
    return undefined;
  },

  /** The origins of an institution's own platforms. */
  async originsOf(institutionId: string): Promise<string[]> {
    const addresses = await store.addressesOf(db, institutionId, clock.now());
    return [...new Set(addresses.flatMap((address) => URL.parse(address)?.origin ?? []))].filter(
      (origin) => origin !== 'null',
    );
  },
});
