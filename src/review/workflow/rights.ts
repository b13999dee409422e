import { type Actor, isMemberOf, type Member, mustReach, mustReachAll, reaches } from '../../actor.ts';
import { forbidden, notFound } from '../../errors.ts';
import { permits } from '../../http/access.ts';
import { fact } from '../facts.ts';
import { may } from '../policies.ts';
import type { Kind } from './kind.ts';
import type { Summary } from './submission.ts';

/** The institution and the subject; the region counts where staff write. */
type About = Pick<Summary, 'institutionId'> & Partial<Pick<Summary, 'subjectId' | 'source' | 'regionCode'>>;

/** Who may enter papers that came by mail for an institution (R16). An institution's own submissions are closed to staff. */
const enters = (actor: Actor, { source, regionCode }: About) =>
  actor.kind === 'operator' ||
  actor.kind === 'system' ||
  (actor.kind === 'staff' && actor.roles.includes('operator') && source === 'mail' && reaches(actor, { regionCode }));

const reviews = (actor: Actor) =>
  actor.kind === 'operator' ||
  actor.kind === 'system' ||
  permits(may('decide about a submission, and reveal its sealed fields'), actor);

/** The same answer for a missing submission and for one of another institution. */
export const noSubmission = () => notFound(fact('review.not_found'));

/** A member limited to some applications has no access to other submissions of the institution. */
const isLimitedFrom = (actor: Member, subjectId: string | undefined) =>
  actor.applications !== undefined && (subjectId === undefined || !actor.applications.includes(subjectId));

/** Whether the actor may write and send this for the institution. */
export const maySend = (actor: Actor, kind: Kind, about: About): boolean =>
  enters(actor, about) ||
  operates(actor, kind, about) ||
  (actor.kind === 'application' &&
    actor.institutionId === about.institutionId &&
    kind.scope !== undefined &&
    actor.scopes.includes(kind.scope)) ||
  (isMemberOf(
    actor,
    about.institutionId,
    kind.senders ?? may('send a submission, where its kind names no others').roles,
  ) &&
    actor.kind === 'member' &&
    !isLimitedFrom(actor, about.subjectId));

/** R50: publications of the Cloud itself are written by its operators. */
const operates = (actor: Actor, { operated }: Kind, { institutionId }: About) =>
  operated === institutionId &&
  actor.kind === 'staff' &&
  actor.roles.includes('operator') &&
  actor.regions === undefined;

/** Throws unless the actor may write and send this for the institution. */
export function mustSend(actor: Actor, kind: Kind, about: About): void {
  if (kind.operated === about.institutionId) mustReachAll(actor);
  else mustReach(actor, { regionCode: about.regionCode }, noSubmission);
  if (maySend(actor, kind, about)) return;
  if (actor.kind === 'member' && actor.institutionId !== about.institutionId) throw noSubmission();
  throw forbidden(fact('review.role_may_not_send', { kind: kind.title }));
}

/** A draft that was never sent is for its institution, or for the operator who enters a letter. */
const isUnsent = ({ state, submittedBy }: Summary) => state === 'draft' && submittedBy === undefined;

/** Throws unless the actor may read it: a member of the institution, or a reviewer of its region. For others it does not exist. */
export function mustRead(actor: Actor, kind: Kind, submission: Summary): void {
  if (actor.kind === 'member' && actor.institutionId === submission.institutionId) {
    if (!isLimitedFrom(actor, submission.subjectId)) return;
  } else if (isUnsent(submission) && !maySend(actor, kind, submission)) throw noSubmission();
  else if (mayReview(actor, submission)) return;
  else if (actor.kind === 'staff' && reaches(actor, submission) && permits(may('read submissions by a program'), actor))
    return;
  throw noSubmission();
}

export const mayReview = (actor: Actor, submission: Pick<Summary, 'regionCode'>): boolean =>
  reviews(actor) && reaches(actor, submission);

/** Throws unless the actor reviews, and in this region. */
export function mustReview(actor: Actor, submission: Summary): void {
  mustReach(actor, submission, noSubmission);
  if (!mayReview(actor, submission)) throw forbidden(fact('review.role_may_not_review'));
}
