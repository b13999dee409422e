import type { ProgressLine, Standing } from '../module.ts';
import { isUnderWay, latestOf, reviewStanding } from '../review/progress.ts';
import type { Review } from '../review/workflow/service.ts';
import type { Application } from './aksk/application.ts';
import type { Applications } from './service.ts';

type Needs = { review: Review; applications: Applications };

const home = '/console/applications';
const isLive = (status: string) => status === 'active' || status === 'expiring';

/** 申请 AKSK: what everything else needs. */
export function createApplicationProgress({ review, applications }: Needs): ProgressLine[] {
  const ofInstitution = (institutionId: string) => applications.list(institutionId, '', 100);

  /** The first that works and whose SK nobody has drawn. */
  async function undrawnOf(own: readonly Application[]): Promise<Application | undefined> {
    const drawing = own.filter(
      (each) => isLive(applications.status(each)) && each.authMethod.startsWith('client_secret'),
    );
    const drawn = await Promise.all(drawing.map(({ clientId }) => applications.secrets(clientId)));
    return drawing.find((_, index) => drawn[index]?.length === 0);
  }

  async function keys(institutionId: string): Promise<Standing> {
    const [own, sent] = await Promise.all([
      ofInstitution(institutionId),
      latestOf(review, institutionId, 'application'),
    ]);
    const undrawn = await undrawnOf(own);
    const live = own.filter((each) => isLive(applications.status(each))).length;
    const note = [
      live > 0 ? `${live} 个应用生效中` : '',
      own.length > live ? `${own.length - live} 个已到期或停用` : '',
      isUnderWay(sent) ? `1 个申请${reviewStanding({ state: sent.state }).note}` : '',
      undrawn === undefined ? '' : `“${undrawn.name}”的 SK 还没有领取`,
    ].filter(Boolean);
    const settled = live === 0 ? 'open' : undrawn === undefined ? 'done' : 'active';
    const progress = isUnderWay(sent) ? reviewStanding(sent).progress : settled;
    return {
      progress,
      note: note.join('，') || '一个网站或小程序申请一个应用，得到自己的 AK 和 SK',
      href: undrawn === undefined ? home : `${home}/${encodeURIComponent(undrawn.clientId)}/secrets`,
      ...(progress === 'open'
        ? { next: { sentence: '机构已认证。下一件事：申请 AKSK。', label: '申请 AKSK' } }
        : undrawn && {
            next: { sentence: `“${undrawn.name}”的 AK 已签发。下一件事：领取 SK。`, label: '领取 SK' },
          }),
    };
  }

  return [{ key: 'applications', title: '申请 AKSK', part: 'step', order: 2, of: keys }];
}
