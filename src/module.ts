import type { Connection } from './database/open.ts';
import type { Served } from './http/operation.ts';
import type { Job } from './jobs/job.ts';
import type { Names } from './review/api-answers.ts';
import type { Kind } from './review/kind.ts';
import type { IsMember } from './review/rights.ts';
import type { Announcement } from './review/service.ts';

/** How far an institution is with one thing. */
export type Progress = 'done' | 'reviewing' | 'active' | 'returned' | 'open' | 'blocked';

/** One line of 对接进度 on 首页 (R06): the two steps before, and the four layers of integration. */
export type Layer = {
  key: 'certification' | 'applications' | 'links' | 'login' | 'resources' | 'statistics';
  progress: Progress;
  /** How it stands, in words: 2 个应用生效中. */
  note: string;
  /** Where it goes on. */
  href?: string;
  /** Of what is under way: how much is done. */
  percent?: number;
  /** What is to be done there now, before anything else: a sentence and the words of the button to `href`. */
  next?: { sentence: string; label: string };
};

/** What a room knows of the progress of an institution; a later provider's word on a layer counts. */
export type ProgressOf = (institutionId: string) => Promise<Layer[]>;

/** Told in the transaction of every step that a submission takes. */
export type Announce = (trx: Connection, announcement: Announcement) => Promise<void>;

/**
 * What rooms ask of rooms above them, which they cannot import. The answer is a service of that name, of exactly one room: the house does
 * not compile while a question has none, and does not start when two rooms give one.
 */
export interface Questions {
  /** Whether somebody belongs to an institution: nobody decides about what the own one sent. */
  isMember: IsMember;
  /** How people are called, for whoever works with them. */
  names: Names;
  /** The applications of an institution, of which a member may be limited to some. */
  applicationsOf: (institutionId: string) => Promise<readonly { clientId: string; name: string }[]>;
  /** An institution was closed: nothing that its applications hold is good any more. */
  endTokens: (trx: Connection, institutionId: string, at: Date) => Promise<unknown>;
}

/**
 * A room as the roster sees it (services.ts): what it can do for rooms above, and what it hangs into the house. Whatever reads all
 * rooms reads these entries, so that a new room is one file and one line.
 */
export interface Module<Service extends object = object> {
  /** Its verbs, by the names under which rooms above ask for them. */
  service: Service;
  /** What institutions send and operators decide about. */
  kinds?: readonly Kind[];
  /** What programs may call: the description and what answers it. */
  operations?: readonly Served[];
  /** What it does in the background. */
  jobs?: readonly Job[];
  /** What it does when a submission of any kind takes a step. */
  announced?: Announce;
  /** Once everything is there; not for the command line. */
  start?: () => void | Promise<void>;
  /** At the end, beside all the others. */
  stop?: () => Promise<void>;
}
