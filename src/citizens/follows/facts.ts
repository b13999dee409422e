import { factsOf, type None } from '../../fact.ts';

export type FollowFacts = {
  'follows.menu_follows': None;
  'follows.card_note': { names: readonly string[]; count: number };
  'follows.not_found': None;
  'follows.max_reached': { max: number };
};

export const fact = factsOf<FollowFacts>();
