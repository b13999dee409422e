import type { State } from '../../review/workflow/transitions.ts';
import { allOf, is, isAfter, rowOf } from '../../rule.ts';
import type { Standing } from '../standing.ts';

/** Who proposes and sends the entries of sources (docs/adr/0157). */
export const sourceReader = { kind: 'system', name: 'sources.read' } as const;

export type PublicationState = 'scheduled' | 'published' | 'withdrawn' | 'expired';

/** An institution's entry, through all its versions. */
export interface Entry {
  id: string;
  institutionId: string;
  /** The application that entered it, or has taken it over; undefined: by form or workbook. */
  clientId: string | undefined;
  /** The application that wrote it last where a person entered it. */
  pushedBy: string | undefined;
  channel: string;
  externalId: string;
  title: string;
  regionCode: string | undefined;
  /** The latest submission about it: a draft, a revision, or a decided one. */
  submissionId: string | undefined;
  reviewState: State;
  contentHash: string;
  /** In how many fields the latest submission is not ready to be sent. */
  gaps: number;
  publicationState: PublicationState | undefined;
  publicationId: string | undefined;
  withdrawalId: string | undefined;
  batchId: string | undefined;
  revision: number;
  createdAt: Date;
  updatedAt: Date;
}

const reviewing: Readonly<Record<Exclude<State, 'approved'>, Standing>> = {
  draft: 'draft',
  submitted: 'in_review',
  claimed: 'in_review',
  checked: 'in_review',
  returned: 'returned',
  rejected: 'rejected',
};

type Stand = Pick<Entry, 'reviewState' | 'publicationState'>;

/** The public state comes first, a revision of it second. */
export const standingOf = ({ reviewState, publicationState }: Stand): Standing =>
  publicationState ?? (reviewState === 'approved' ? 'published' : reviewing[reviewState]);

/** A new version of a published entry, while it is under way. */
export const revisionOf = ({ reviewState, publicationState }: Stand): Standing | undefined =>
  publicationState === undefined || reviewState === 'approved' ? undefined : reviewing[reviewState];

/** Citizens see it, where its institution is open. */
export const isPublished = rowOf<{ publicationState: PublicationState | undefined; expiresAt: Date }>(
  ['entries', 'publications'],
  (e, p) => ({ publicationState: `${e}.publication_state`, expiresAt: `${p}.expires_at` }),
).rule<[now: Date]>((its, now) => allOf(is(its('publicationState'), 'published'), isAfter(its('expiresAt'), now)));

export const isPublic = ({ publicationState }: Pick<Entry, 'publicationState'>): boolean =>
  publicationState === 'published' || publicationState === 'scheduled';
