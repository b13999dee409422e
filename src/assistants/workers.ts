import type { Member } from '../actor.ts';
import { worksOf } from '../http/admitted.ts';
import type { Context } from '../http/context.ts';
import { isOpen } from '../institutions/institution/institution.ts';
import { asMember } from '../institutions/institution/membership.ts';
import type { Institutions } from '../institutions/service.ts';
import { mayWork } from './assistant-token.ts';

/** The actor of an account in the sandboxes of an institution, or in its own (`undefined`); undefined where it may not work there now. */
export async function memberIn(
  institutions: Pick<Institutions, 'membershipsOf' | 'ofPerson'>,
  accountId: string,
  institutionId: string | undefined,
): Promise<Member | undefined> {
  if (institutionId === undefined) return institutions.ofPerson(accountId);
  const memberships = await institutions.membershipsOf(accountId);
  const found = memberships.find((each) => each.institutionId === institutionId);
  return found !== undefined && isOpen.holds(found) && mayWork(found) ? asMember(found) : undefined;
}

/** The member for whose institution the visitor of a page may open sandboxes; undefined for all others. */
export function developing(ctx: Context): Member | undefined {
  const { member } = worksOf(ctx);
  return member !== undefined && mayWork(member) ? member : undefined;
}
