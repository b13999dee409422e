import { type Actor, actorId } from '../../actor.ts';
import type { Connection } from '../../database/open.ts';
import type { Fact } from '../../fact.ts';
import type { Data } from '../../fields/form.ts';
import { fact } from '../facts.ts';

/** The matter of a decision: its institution, its start, the people involved, and the people named in it. */
export type Matter = {
  institutionId: string;
  since?: Date;
  /** Ids of those who began it, wrote in it or sent it. */
  hands?: readonly string[];
  answers?: Data;
};

/** A person's tie to a matter, beside taking part in it. */
export type Tie = 'institution' | 'vendor' | 'named';

/** Asked of the rooms above, which know who works where and is named how. */
export type TieOf = (accountId: string, matter: Matter, connection?: Connection) => Promise<Tie | undefined>;

/** Why a reviewer may not decide. */
export const conflictFacts = {
  own: fact('review.own_submission'),
  institution: fact('review.own_submission'),
  vendor: fact('review.developer_of_it'),
  named: fact('review.names_you'),
} as const satisfies Record<Tie | 'own', Fact>;

export const isConflict = ({ code }: Fact): boolean => Object.values(conflictFacts).some((each) => each.code === code);

/**
 * R58, the one rule of conflicts of interest. No decision by: who began it, wrote in it or sent it; members of the institution, and of a
 * developer that acts for it, also those who left since it began; and the person named in it, or in the certification of the institution, by phone, e-mail or identity number.
 * Undefined: no conflict.
 */
export async function conflictOf(
  actor: Actor,
  matter: Matter,
  tieOf: TieOf,
  connection?: Connection,
): Promise<Tie | 'own' | undefined> {
  const self = actorId(actor);
  if (self !== undefined && matter.hands?.includes(self)) return 'own';
  return actor.kind === 'staff' ? tieOf(actor.accountId, matter, connection) : undefined;
}
