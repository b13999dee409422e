import type { Application } from '../applications/aksk/application.ts';
import type { Connection } from '../database/open.ts';
import { day } from '../http/pages/text.ts';
import type { TellHeads } from '../notices/heads.ts';
import type { Run } from './run.ts';

type Needs = { tellHeads: TellHeads; publicUrl: URL };

/** What the managers of an institution are told of a pass that does not stand as it did. */
export function createLetters({ tellHeads, publicUrl }: Needs) {
  const pageOf = ({ clientId }: Run) => `${publicUrl.origin}/console/verification/${encodeURIComponent(clientId)}`;
  return {
    broken: (trx: Connection, run: Run, { name }: Application, at: Date) =>
      tellHeads(trx, {
        event: 'verification.broken',
        key: `verification.broken:${run.id}:${at.toISOString()}`,
        institutionId: run.institutionId,
        letter: {
          heading: `“${name}”的在线验证发现问题`,
          paragraphs: [
            `每天的自动复查发现，“${name}”有与验证通过时不同的地方，“用户登录”暂不算完成。页面上写明了看到什么、为什么和怎样改。`,
            '改好后第二天会自动恢复；也可以马上重新验证一次。',
          ],
          facts: [{ label: '验证编号', value: run.number ?? '' }],
          action: '查看在线验证',
          href: pageOf(run),
        },
      }),
    due: (trx: Connection, run: Run, { name }: Application, dueAt: Date) =>
      tellHeads(trx, {
        event: 'verification.due',
        key: `verification.due:${run.id}`,
        institutionId: run.institutionId,
        letter: {
          heading: `“${name}”该重新验证了`,
          paragraphs: [
            `“${name}”的在线验证满一年或回调地址有变动，自 ${day(dueAt)} 起需要重新验证一次。30 天内没有验证，这次通过就不再有效，“用户登录”这一层退回进行中。`,
            '全程约 10 分钟，市民登录不受影响。',
          ],
          facts: [{ label: '验证编号', value: run.number ?? '' }],
          action: '去验证',
          href: pageOf(run),
        },
      }),
  };
}
