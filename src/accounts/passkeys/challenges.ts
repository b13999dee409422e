import { after, type Clock } from '../../clock.ts';
import { hashToken, newToken } from '../../crypto/secrets.ts';
import type { Database } from '../../database/open.ts';
import type { Fact } from '../../fact.ts';
import * as store from './challenge-store.ts';
import { fact } from './facts.ts';
import { challengeLife } from './passkey.ts';

/** Challenges signed by devices: valid for five minutes, once, and in the requesting browser. */
export function createChallenges({ db, clock }: { db: Database; clock: Clock }) {
  const named = (purpose: store.Purpose, binding: string, challenge: string): store.Challenge => ({
    purpose,
    binding: hashToken(binding),
    challenge: hashToken(challenge),
  });

  return {
    async begin(purpose: store.Purpose, binding: string): Promise<string> {
      const challenge = newToken();
      await store.put(db, named(purpose, binding, challenge), after(clock.now(), challengeLife));
      return challenge;
    },

    /** Uses it up, whatever becomes of the answer; why not, where it was not to be had. */
    async take(purpose: store.Purpose, binding: string, challenge: string): Promise<Fact | undefined> {
      const asked = named(purpose, binding, challenge);
      if ((await store.take(db, asked, clock.now())) === 1) return undefined;
      const found = await store.standing(db, asked);
      if (found === undefined) return fact('passkeys.not_asked');
      return fact(found.used ? 'passkeys.challenge_used' : 'passkeys.challenge_over');
    },
  };
}

export type Challenges = ReturnType<typeof createChallenges>;
