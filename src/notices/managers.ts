import type { MemberRole } from '../actor.ts';
import type { Connection } from '../database/open.ts';
import type { Fact } from '../fact.ts';
import { fact } from './facts.ts';
import type { NoticeEvent } from './matrix.ts';
import type { Notices } from './service.ts';

/** An account that can be written to. */
type Person = { id: string; nickname: string; email: string | undefined; phone: string | undefined };

type Needs = {
  notices: Pick<Notices, 'send'>;
  /** The institution's 管理员 and 经办人. */
  managersOf: (institutionId: string, trx: Connection) => Promise<readonly string[]>;
  membersIn: (roles: readonly MemberRole[], institutionId: string, trx: Connection) => Promise<readonly string[]>;
  accounts: { reach: (trx: Connection, ids: readonly string[]) => Promise<readonly Person[]> };
};

type ForManagers = {
  event: NoticeEvent;
  /** Names the occasion: each person is notified once. */
  key: string;
  institutionId: string;
  /** Its name, which the letter greets; left out, only the person is greeted. */
  institution?: string;
  letter: Fact;
  href: string;
  /** Who may open the page, where that is not every manager: the members in these roles get it. */
  roles?: readonly MemberRole[];
};

/** Notifies the 管理员 and 经办人 of an institution, within the caller's transaction; returns the recipients. */
export type NotifyManagers = (trx: Connection, notice: ForManagers) => Promise<readonly Person[]>;

export const createNotifyManagers =
  ({ notices, managersOf, membersIn, accounts }: Needs): NotifyManagers =>
  async (trx, { event, key, institutionId, institution, letter, href, roles }) => {
    const ids = roles === undefined ? managersOf(institutionId, trx) : membersIn(roles, institutionId, trx);
    const people = await accounts.reach(trx, await ids);
    for (const { id, nickname, email, phone } of people)
      await notices.send(trx, {
        ...{ event, letter, href },
        key: `${key}:${id}`,
        recipient: { kind: 'account', id, email, phone, institutionId },
        to: institution === undefined ? nickname : `${institution} ${nickname}`,
        because: fact(roles === undefined ? 'notices.because_manager' : 'notices.because_role'),
      });
    return people;
  };
