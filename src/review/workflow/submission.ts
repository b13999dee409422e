import type { Data } from '../../fields/form.ts';
import type { State } from './transitions.ts';

/** Submissions that came in one file; `number`: 批次号. */
export type Batch = { id: string; number: string };

/** One version of a submission, without its data. */
export interface Summary {
  id: string;
  kind: string;
  institutionId: string;
  institution: string;
  /** The subject that it changes, or its result; undefined until a first approval. */
  subjectId: string | undefined;
  /** Counts the submissions about one subject, from 1. */
  version: number;
  state: State;
  title: string;
  regionCode: string | undefined;
  source: 'online' | 'mail';
  createdBy: string;
  submittedBy: string | undefined;
  submittedAt: Date | undefined;
  /** Until when a decision is promised. */
  dueAt: Date | undefined;
  claimedBy: string | undefined;
  claimedAt: Date | undefined;
  /** Who approved first, where two decide. */
  checkedBy: string | undefined;
  decidedBy: string | undefined;
  decidedAt: Date | undefined;
  /** Counts the changes of this row: a save names the revision that it is based on. */
  revision: number;
  /** Since when number and photos of an identity document are gone from it: their time was over. */
  papersEndedAt: Date | undefined;
  /** The fields that the checks doubt, `form` for the submission as a whole; undefined before the first look. */
  doubts: readonly string[] | undefined;
  /** The fields that changed since it was sent or approved before; undefined for a first version, or before the first look. */
  changed: readonly string[] | undefined;
  /** The file that it came in with others. */
  batch?: Batch;
  createdAt: Date;
  updatedAt: Date;
}

export interface Submission extends Summary {
  data: Data;
  /** The reviewer's reason and comments on single fields, of the last return or rejection. */
  reason: string | undefined;
  comments: Data;
}

/** Its title in lists. */
export const titled = ({ title, titleOf }: { title: string; titleOf: (data: Data) => string }, data: Data): string =>
  titleOf(data).trim() || `${title}（未命名）`;

/** One line of the timeline. */
export interface Entry {
  at: Date;
  actorKind: string;
  actorId: string | undefined;
  verb: string;
  from: State | undefined;
  to: State;
  reason: string | undefined;
  comments: Data;
}
