import type { Connection } from '../database/open.ts';
import type { Letter } from './letter.ts';
import type { NoticeEvent } from './matrix.ts';
import type { Notices } from './service.ts';

/** An account that can be written to. */
type Person = { id: string; nickname: string; email: string | undefined; phone: string | undefined };

type Needs = {
  notices: Pick<Notices, 'send'>;
  /** The institution's 管理员 and 经办人. */
  headsOf: (institutionId: string, trx: Connection) => Promise<readonly string[]>;
  accounts: { reach: (trx: Connection, ids: readonly string[]) => Promise<readonly Person[]> };
};

type ToHeads = {
  event: NoticeEvent;
  /** Names the occasion: each person is told of it once. */
  key: string;
  institutionId: string;
  /** Its name, which the letter greets; left out, only the person is greeted. */
  institution?: string;
  letter: Omit<Letter, 'subject' | 'to' | 'because'>;
  sms?: string;
};

export const signature = '【国家公共文化云】';

/** Tells the 管理员 and 经办人 of an institution, within the caller's transaction; says whom it was. */
export const createTellHeads =
  ({ notices, headsOf, accounts }: Needs) =>
  async (
    trx: Connection,
    { event, key, institutionId, institution, letter, sms }: ToHeads,
  ): Promise<readonly Person[]> => {
    const people = await accounts.reach(trx, await headsOf(institutionId, trx));
    for (const { id, nickname, email, phone } of people)
      await notices.send(trx, {
        event,
        key: `${key}:${id}`,
        recipient: { kind: 'account', id, email, phone, institutionId },
        letter: {
          ...letter,
          subject: `${signature}${letter.heading}`,
          to: institution === undefined ? nickname : `${institution} ${nickname}`,
          because: '您收到它，是因为您是这家机构的管理员或经办人。',
        },
        ...(sms !== undefined && { sms }),
      });
    return people;
  };

export type TellHeads = ReturnType<typeof createTellHeads>;
