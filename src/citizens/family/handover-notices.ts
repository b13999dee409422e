import type { Accounts } from '../../accounts/service.ts';
import type { Connection } from '../../database/open.ts';
import type { Fact } from '../../fact.ts';
import type { Notices } from '../../notices/service.ts';
import { fact } from './facts.ts';

export type HandoverNoticeNeeds = {
  accounts: Pick<Accounts, 'reach'>;
  notices: Pick<Notices, 'send'>;
  publicUrl: URL;
};
type Event = { event: 'child.year' | 'child.handover' | 'child.terms' | 'child.asks'; key: string; said: Fact };

/** Notices to a guardian about a child that reaches 14, asks, or waits for the guardian; none if the guardian's account is gone. */
export const createHandoverNotices = ({ accounts, notices, publicUrl }: HandoverNoticeNeeds) => ({
  async tell(trx: Connection, guardianId: string, { event, key, said }: Event): Promise<void> {
    const [guardian] = await accounts.reach(trx, [guardianId]);
    if (guardian === undefined) return;
    const { id, email, phone, nickname } = guardian;
    await notices.send(trx, {
      ...{ event, key: `${event} ${key}`, recipient: { kind: 'account', id, email, phone } },
      ...{ letter: said, to: nickname, because: fact('family.because_guardian') },
      href: `${publicUrl.origin}/account/family`,
    });
  },
});

export type HandoverNotices = ReturnType<typeof createHandoverNotices>;
