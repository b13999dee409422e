import type { Actor } from '../../actor.ts';
import type { Clock } from '../../clock.ts';
import type { Seal } from '../../crypto/seal.ts';
import type { Connection, Database } from '../../database/open.ts';
import type { Data } from '../../fields/form.ts';
import type { Files } from '../../files/service.ts';
import type { Space } from '../../space.ts';
import type { TieOf } from './conflict.ts';
import type { Kind } from './kind.ts';
import type { Moved } from './store.ts';
import type { Submission } from './submission.ts';
import type { Action } from './transitions.ts';

/** The content of a notice: the room of notices puts it in words. `isTogether`: told with the others of its press, and not by itself. */
export type Announcement = {
  kind: Kind;
  submission: Submission;
  action: Action;
  reason?: string;
  at: Date;
  isTogether?: boolean;
};

/** Announces the decisions of one press about several submissions of an institution, once all of them are made. */
export type AnnounceTogether = (trx: Connection, decided: readonly Announcement[], pressId: string) => Promise<void>;

export type ReviewNeeds = {
  db: Database;
  clock: Clock;
  seal: Seal;
  tieOf: TieOf;
  /** Throws where the institution is disabled: it begins and sends nothing. */
  mustBeOpen: (institutionId: string, connection?: Connection) => Promise<void>;
  /** Within the transaction of the transition. */
  announce: (trx: Connection, announcement: Announcement) => Promise<void>;
  /** Whether there is a reviewer (space.ts); production by default. */
  space?: Space;
  /** Keeps the uploads that submissions name. */
  uploads: Pick<Files, 'hold' | 'release' | 'letGo'>;
};

export type Transition = {
  actor: Actor;
  submission: Submission;
  action: Action;
  moved: Moved;
  reason?: string;
  comments?: Data;
  data?: Data;
  isTogether?: boolean;
};
