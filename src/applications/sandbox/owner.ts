import { may } from '../../accounts/policies.ts';
import type { Member } from '../../actor.ts';
import { permits } from '../../http/access.ts';
import { worksOf } from '../../http/admitted.ts';
import type { Context } from '../../http/context.ts';

export const sandboxPath = '/console/applications/sandbox';

/** The owner of sandboxes: an institution that the account develops for, or the account itself, perhaps still without any. */
export type SandboxOwner = { key: 'institution' | 'self'; actor: Member | undefined };

/** The sandbox owners of the visitor, the institution first. Readers and reporters of an institution have only their own. */
export function ownersOf(ctx: Context): SandboxOwner[] {
  const { member, self } = worksOf(ctx);
  const isDeveloper = member !== undefined && permits(may('work in the sandboxes of the institution'), member);
  return [...(isDeveloper ? [{ key: 'institution' as const, actor: member }] : []), { key: 'self', actor: self }];
}

/** Those where something may be begun. */
export const openOwnersOf = (ctx: Context): SandboxOwner[] =>
  ownersOf(ctx).filter(({ key }) => key === 'self' || worksOf(ctx).isDisabled !== true);

/** The one that a form names; without a word the first. */
export function placeIn(ctx: Context, asked: string | undefined): SandboxOwner {
  const places = ownersOf(ctx);
  return places.find(({ key }) => key === asked) ?? places[0] ?? { key: 'self', actor: undefined };
}

/** Whether this sandbox is the visitor's own, and there is an institution that it may be handed to. */
export function mayHandOver(ctx: Context, { institutionId }: { institutionId: string }): boolean {
  const { member, self, isDisabled } = worksOf(ctx);
  return member !== undefined && isDisabled !== true && self?.institutionId === institutionId;
}

/** The page of an AK that a form stands on, to go back to; nothing else. */
export const akPage = (asked: unknown): string | undefined =>
  typeof asked === 'string' && /^\/console\/applications\/[\w%.-]{1,200}$/.test(asked) ? asked : undefined;

/** The pages that lead to a sandbox and want to be gone back to: those for developers, and nothing else. */
export const docsPage = (asked: unknown): string | undefined =>
  typeof asked === 'string' && asked.length <= 200 && /^\/docs(?:\/[A-Za-z\d-]+)*$/.test(asked) ? asked : undefined;
