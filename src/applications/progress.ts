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
  // A sandbox is there before anything was applied for, and opens nothing.
  const ofInstitution = async (institutionId: string) =>
    (await applications.list(institutionId)).filter(({ sandbox }) => !sandbox);

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
    const isRefused = sent?.state === 'rejected';
    const pageOf = ({ clientId }: Application, more = '') => `${home}/${encodeURIComponent(clientId)}${more}`;
    const said = note.join('，');
    if (undrawn !== undefined)
      return {
        ...{ progress: isUnderWay(sent) ? reviewStanding(sent).progress : 'active', note: said },
        href: pageOf(undrawn, '/secrets'),
        next: { sentence: `“${undrawn.name}”的 AK 已签发。下一件事：领取 SK。`, label: '领取 SK' },
      };
    if (isUnderWay(sent))
      return {
        ...{ progress: reviewStanding(sent).progress, note: said },
        ...(sent.state === 'draft'
          ? {
              href: `/console/submissions/${sent.id}`,
              next: { sentence: '机构已认证。下一件事：填完并提交 AKSK 申请。', label: '继续填写' },
            }
          : { href: home }),
      };
    if (live > 0) return { progress: 'done', note: said, href: home };
    const over = own.find((each) => applications.status(each) === 'expired');
    if (over !== undefined)
      return {
        ...{ progress: 'active', note: said, href: pageOf(over, '/renew') },
        next: { sentence: `“${over.name}”的 AK 已过期。下一件事：延长有效期。`, label: '延长有效期' },
      };
    const [stopped] = own;
    if (stopped !== undefined)
      return {
        ...{ progress: 'active', note: said, href: pageOf(stopped, '/history') },
        next: {
          sentence: `“${stopped.name}”已停用，登录与接口都已停止。原因见变更历史，恢复请联系运营。`,
          label: '查看停用原因',
        },
      };
    return {
      progress: 'open',
      note: isRefused
        ? reviewStanding({ state: 'rejected' }).note
        : '一个网站或小程序申请一个应用，得到自己的 AK 和 SK',
      href: home,
      next: {
        sentence: `${isRefused ? '上一次申请没有通过' : '机构已认证'}。下一件事：申请 AKSK。`,
        label: isRefused ? '重新申请 AKSK' : '申请 AKSK',
      },
    };
  }

  return [{ key: 'applications', title: '申请 AKSK', part: 'step', order: 2, of: keys }];
}
