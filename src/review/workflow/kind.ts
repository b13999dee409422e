import type { Actor, MemberRole } from '../../actor.ts';
import type { Connection } from '../../database/open.ts';
import type { Fact } from '../../fact.ts';
import type { Data, Form, Values } from '../../fields/form.ts';
import type { Partials } from '../../http/views.ts';
import type { Submission } from './submission.ts';
import type { Action } from './transitions.ts';

/** An automatic finding before a person looks: 相符, 存疑, 不符. */
export type Check = { field?: string; verdict: 'ok' | 'warn' | 'bad'; says: Fact };

export type Approved = {
  submission: Submission;
  /** The parsed values of the form. */
  values: Values;
  /** The reviewer's input at the approval. */
  approval: Values;
  actor: Actor;
  at: Date;
};

/** The consent page that would come of it; undefined while it says nothing of a login. */
export type ConsentPreview = { consent: Partials['partials/consent'] | undefined };

/** A page of the back office, by its key in the side menu. */
export type Heading = { key: string; href: string; label: string };

export const submissionsEntry: Heading = { key: 'submissions', href: '/console/submissions', label: '对接申请' };

/** Something that institutions send and operators decide about. Adding a kind is one of these among the `kinds` of its room. */
export interface Kind {
  name: string;
  title: string;
  form: Form;
  /** Form for the reviewer at the approval. */
  approval?: Form;
  /** How long a decision takes at most (承诺 3 个工作日). */
  dueInWorkingDays: number;
  /** Who may send it for an institution; 管理员 and 经办人 where it says nothing. */
  senders?: readonly MemberRole[];
  /** The institution whose papers operators write themselves: the Cloud (R50). A second person decides about them all the same. */
  operated?: string;
  /** The scope under which programs of the institution send it; none may where it says nothing. */
  scope?: string;
  /** The room's own record follows each change of a submission, in the same transaction. */
  follow?: (trx: Connection, submission: Submission, change: Action | 'begin' | 'save' | 'discard') => Promise<void>;
  /** Decisions without a notice: the lists show them. */
  silent?: readonly Action[];
  /** At most one open submission for each institution and subject. */
  single?: boolean;
  /** Two people decide (双人复核). */
  needsSecond?: (submission: Submission, values: Values) => boolean;
  /** Its title in lists: the name of the application. */
  titleOf: (data: Data) => string;
  /** Which region's reviewers see it; the institution's region where it says nothing. */
  regionOf?: (data: Data) => string | undefined;
  /** Initial values of the form; `actor` begins it. */
  prefill?: (institutionId: string, subjectId: string | undefined, actor: Actor) => Promise<Data>;
  /** Throws a Problem where this institution may send none of them, whatever they are about. */
  mayBegin?: (institutionId: string) => Promise<void>;
  /** Throws a Problem where this institution may not send it (R15). */
  mayStart?: (institutionId: string, subjectId: string | undefined) => Promise<void>;
  /** Before it is sent, outside of any transaction: slow work. `values`: the parsed answers. */
  prepare?: (submission: Submission, values: Values) => Promise<void>;
  /**
   * Before it is sent and before it is approved, outside of any transaction: draws the pictures needed within it, where the drawing would hold a
   * connection. Throws a Problem if they are unusable.
   */
  draw?: (submission: Submission, values: Values) => Promise<void>;
  /**
   * Throws a Problem, with facts for single fields, if the content must not be sent: certified for another institution. `isTrial`: nothing is sent
   * yet, `values` may be incomplete, and `prepare` may still be to come.
   */
  maySubmit?: (trx: Connection, submission: Submission, values: Values, about: { isTrial: boolean }) => Promise<void>;
  /** A page that previews the citizens' view. */
  previewOf?: (submissionId: string, reader: 'institution' | 'reviewer') => string;
  /** A preview for citizens' eyes, below the form and below the submission. */
  seen?: (submission: Submission) => Promise<ConsentPreview>;
  checks?: (submission: Submission) => Promise<Check[]>;
  /** Hints to the institution before sending, which do not prevent it. */
  hints?: (submission: Submission) => Promise<Fact[]>;
  /** The effect, in the approving transaction; returns the id of its result. */
  onApproved: (trx: Connection, approved: Approved) => Promise<string | undefined>;
  /** The papers of a person ended in it (`paper` of a field), with these files: the room deletes its copies too. */
  papersEnded?: (trx: Connection, submissionId: string, files: readonly string[]) => Promise<void>;
  /** Under which heading of the back office it stands; 对接申请 where it says nothing. */
  place?: Heading;
  /** The page of the result: /console/applications/AK. */
  hrefOf?: (subjectId: string) => string;
}
