import type { Fact } from '../../../fact.ts';
import { fact } from '../facts.ts';
import type { WrongToken } from '../rounds/scenario.ts';

/** The fault of a deliberately wrong id_token, in words. */
export const wrongName: Readonly<Record<WrongToken, Fact>> = {
  signature: fact('verification.wrong_signature'),
  none: fact('verification.wrong_none'),
  issuer: fact('verification.wrong_issuer'),
  audience: fact('verification.wrong_audience'),
  expired: fact('verification.wrong_expired'),
  nonce: fact('verification.wrong_nonce'),
};
