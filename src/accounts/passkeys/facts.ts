import { factsOf, type None } from '../../fact.ts';

export type PasskeyFacts = {
  'passkeys.unreadable': None;
  'passkeys.not_asked': None;
  'passkeys.challenge_used': None;
  'passkeys.challenge_over': None;
  'passkeys.other_origin': None;
  'passkeys.other_site': None;
  'passkeys.not_verified_person': None;
  'passkeys.wrong_signature': None;
  'passkeys.counter_back': None;
  'passkeys.unknown': None;
  'passkeys.other_account': None;
  'passkeys.other_attestation': None;
  'passkeys.known_already': None;
  'passkeys.menu_passkeys': None;
  'passkeys.max_reached': { max: number };
  'passkeys.tries_spent': { minutes: number };
  'passkeys.not_found': None;
  'passkeys.passkeys': None;
  'passkeys.none': None;
  'passkeys.one': { name: string };
  'passkeys.named': { names: readonly string[] };
  'passkeys.turn_on': None;
  'passkeys.only_way': None;
};

export const fact = factsOf<PasskeyFacts>();
