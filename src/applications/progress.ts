import type { Clock } from '../clock.ts';
import type { ProgressLine, Standing } from '../module.ts';
import { isUnderWay, latestOf, reviewStanding } from '../review/progress.ts';
import type { Review } from '../review/workflow/service.ts';
import type { Application } from './aksk/application.ts';
import type { Applications } from './service.ts';

type Needs = { clock: Clock; review: Review; applications: Applications };

const home = '/console/applications';
const isLive = (status: string) => status === 'active' || status === 'expiring';

/** 申请 AKSK, and with it 用户登录: what an institution has AKs for. */
export function createApplicationProgress({ clock, review, applications }: Needs): ProgressLine[] {
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

  async function login(institutionId: string): Promise<Standing> {
    const now = clock.now();
    const withLogin = (await ofInstitution(institutionId)).filter(
      ({ redirectUris, expiresAt }) => redirectUris.length > 0 && (expiresAt ?? now) >= now,
    );
    return withLogin.length === 0
      ? { progress: 'blocked', note: '有了 AK、登记了回调地址后可开始' }
      : { progress: 'open', note: '把登录按钮放到贵方的登录窗口', href: home };
  }

  return [
    { key: 'applications', title: '申请 AKSK', part: 'step', order: 2, of: keys },
    { key: 'login', title: '用户登录', part: 'integration', order: 2, of: login },
  ];
}
