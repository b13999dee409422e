import type { Applications } from '../applications/service.ts';
import type { Clock } from '../clock.ts';
import { day } from '../http/pages/text.ts';
import type { ProgressLine } from '../module.ts';
import type { Seals } from './seals.ts';

type Needs = { clock: Clock; applications: Pick<Applications, 'list'>; seals: Seals };

const home = '/console/verification';

/** 用户登录: done by a pass of 在线验证 and by nothing else (R57). */
export const loginProgress = ({ clock, applications, seals }: Needs): ProgressLine => ({
  ...{ key: 'login', title: '用户登录', part: 'integration', order: 2 },
  async of(institutionId) {
    const now = clock.now();
    const own = (await applications.list(institutionId, '', 100)).filter(
      ({ sandbox, redirectUris, expiresAt, disabledAt }) =>
        !sandbox && disabledAt === undefined && redirectUris.length > 0 && (expiresAt ?? now) >= now,
    );
    if (own.length === 0) return { progress: 'blocked', note: '有了 AK、登记了回调地址后可开始' };
    const standings = await seals.standings(own);
    const found = own.flatMap((application) => {
      const seal = standings.get(application.clientId);
      return seal === undefined ? [] : [{ ...application, seal }];
    });
    const passes = found.filter(({ seal }) => seal.counts);
    const href = (clientId: string) => `${home}/${encodeURIComponent(clientId)}`;
    const [latest] = passes.toSorted(
      (one, other) => (other.seal.passed?.at.getTime() ?? 0) - (one.seal.passed?.at.getTime() ?? 0),
    );
    if (latest?.seal.passed !== undefined)
      return {
        progress: 'done',
        note:
          latest.seal.state === 'due'
            ? `“${latest.name}”该重新验证了，${day(latest.seal.passed.lapsesAt)} 前有效`
            : `“${latest.name}”${day(latest.seal.passed.at)} 通过在线验证`,
        href: href(latest.clientId),
      };
    const open = found.find(({ seal }) => seal.state !== 'none');
    if (open === undefined)
      return {
        ...{ progress: 'open', note: '把登录按钮放到贵方的登录窗口，然后做一次在线验证', href: home },
        next: { sentence: '下一件事：把登录按钮放到贵方的登录窗口，然后做在线验证。', label: '做在线验证' },
      };
    const notes = {
      running: '在线验证进行到一半',
      failed: '在线验证有没通过的项',
      broken: '每天的复查发现问题',
      lapsed: '在线验证已过期',
    } as const;
    const { state } = open.seal;
    const note =
      state === 'running' || state === 'failed' || state === 'broken' || state === 'lapsed' ? notes[state] : '';
    return {
      ...{ progress: 'active', note: `“${open.name}”${note}`, href: href(open.clientId) },
      next: { sentence: `“${open.name}”${note}。下一件事：做完在线验证。`, label: '继续在线验证' },
    };
  },
});
