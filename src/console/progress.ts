import type { Application } from '../applications/application.ts';
import type { Applications } from '../applications/service.ts';
import type { Clock } from '../clock.ts';
import { day } from '../http/text.ts';
import type { Institutions } from '../institutions/service.ts';
import type { Links } from '../links/service.ts';
import type { Layer, Progress, ProgressOf } from '../module.ts';
import type { Count } from '../resources/entry-list-store.ts';
import type { Resources } from '../resources/service.ts';
import type { Review } from '../review/service.ts';
import type { Summary } from '../review/submission.ts';

type Needs = {
  clock: Clock;
  institutions: Pick<Institutions, 'get'>;
  applications: Pick<Applications, 'list' | 'status' | 'secrets'>;
  links: Pick<Links, 'list'>;
  resources: Pick<Resources, 'counts'>;
  review: Pick<Review, 'list'>;
};

const progressOf: Readonly<Record<Summary['state'], Progress>> = {
  draft: 'active',
  submitted: 'reviewing',
  claimed: 'reviewing',
  checked: 'reviewing',
  approved: 'done',
  returned: 'returned',
  rejected: 'open',
};

const words: Readonly<Record<Summary['state'], string>> = {
  draft: '填写了一部分，可以继续',
  submitted: '已提交，等待审核',
  claimed: '正在审核',
  checked: '已初审，等待复核',
  approved: '已通过',
  returned: '审核员请您修改后再提交',
  rejected: '没有通过，可以重新申请',
};

/** What submissions and AKs alone tell of the progress; rooms that know more say more. */
export function createProgress({ clock, institutions, applications, links, resources, review }: Needs): ProgressOf {
  const latest = async (institutionId: string, kind: string) =>
    (await review.list({ institutionId, kinds: [kind] }, undefined, 20))[0];

  async function certification(institutionId: string): Promise<Layer> {
    const { certifiedAt } = await institutions.get(institutionId);
    const key = 'certification';
    if (certifiedAt !== undefined) return { key, progress: 'done', note: `${day(certifiedAt)} 通过` };
    const sent = await latest(institutionId, 'certification');
    return sent === undefined
      ? { key, progress: 'open', note: '准备好机构证件、经办人证件和授权书，约 20 分钟', href: '/console/institution' }
      : { key, progress: progressOf[sent.state], note: wordsFor(sent), href: `/console/submissions/${sent.id}` };
  }

  /** A link may have come with an application (R21), and may have been taken down since. */
  async function port(institutionId: string): Promise<Layer> {
    const [sent, known] = await Promise.all([latest(institutionId, 'link'), links.list(institutionId)]);
    const at = { key: 'links', href: '/console/links' } as const;
    if (isUnderWay(sent)) return { ...at, progress: progressOf[sent.state], note: wordsFor(sent) };
    const online = known.filter(({ state }) => state === 'online').length;
    if (online > 0) return { ...at, progress: 'done', note: `${online} 个链接已上线` };
    if (known.length > 0) return { ...at, progress: 'open', note: '链接已下线，可以重新上线' };
    return { ...at, progress: 'open', note: sent === undefined ? '还没有登记贵方的网站链接' : wordsFor(sent) };
  }

  /** The first that works and whose SK nobody has drawn. */
  async function undrawn(own: readonly Application[]): Promise<Application | undefined> {
    const drawing = own.filter(
      (each) => isLive(applications.status(each)) && each.authMethod.startsWith('client_secret'),
    );
    const drawn = await Promise.all(drawing.map(({ clientId }) => applications.secrets(clientId)));
    return drawing.find((_, place) => drawn[place]?.length === 0);
  }

  const wordsFor = ({ state, dueAt }: Summary) =>
    state === 'submitted' && dueAt !== undefined ? `${words[state]}，最晚 ${day(dueAt)} 答复` : words[state];

  return async (institutionId) => {
    const [certified, own, sent] = await Promise.all([
      certification(institutionId),
      applications.list(institutionId, '', 100),
      latest(institutionId, 'application'),
    ]);
    if (certified.progress !== 'done') return [certified, ...afterCertification];
    return [
      certified,
      keys(
        own.map((application) => applications.status(application)),
        sent,
        await undrawn(own),
      ),
      await port(institutionId),
      login(own, clock.now()),
      shared(await resources.counts(institutionId)),
      { key: 'statistics', progress: 'blocked', note: '开放后会在这里通知您' },
    ];
  };
}

const afterCertification: readonly Layer[] = (
  ['applications', 'links', 'login', 'resources', 'statistics'] as const
).map((key) => ({ key, progress: 'blocked', note: '认证通过后可开始' }));

const isLive = (status: string) => status === 'active' || status === 'expiring';
const isUnderWay = (sent: Summary | undefined): sent is Summary =>
  sent !== undefined && sent.state !== 'approved' && sent.state !== 'rejected';

function keys(states: readonly string[], sent: Summary | undefined, undrawn: Application | undefined): Layer {
  const live = states.filter(isLive).length;
  const note = [
    live > 0 ? `${live} 个应用生效中` : '',
    states.length > live ? `${states.length - live} 个已到期或停用` : '',
    isUnderWay(sent) ? `1 个申请${words[sent.state]}` : '',
    undrawn === undefined ? '' : `“${undrawn.name}”的 SK 还没有领取`,
  ].filter(Boolean);
  const settled = live === 0 ? 'open' : undrawn === undefined ? 'done' : 'active';
  return {
    key: 'applications',
    progress: isUnderWay(sent) ? progressOf[sent.state] : settled,
    note: note.join('，') || '一个网站或小程序申请一个应用，得到自己的 AK 和 SK',
    href: '/console/applications',
    ...(undrawn && {
      href: `/console/applications/${encodeURIComponent(undrawn.clientId)}/secrets`,
      next: { sentence: `“${undrawn.name}”的 AK 已签发。下一件事：领取 SK。`, label: '领取 SK' },
    }),
  };
}

function login(own: readonly Application[], now: Date): Layer {
  const withLogin = own.filter(({ redirectUris, expiresAt }) => redirectUris.length > 0 && (expiresAt ?? now) >= now);
  return withLogin.length === 0
    ? { key: 'login', progress: 'blocked', note: '有了 AK、登记了回调地址后可开始' }
    : { key: 'login', progress: 'open', note: '把登录按钮放到贵方的登录窗口', href: '/console/applications' };
}

/** R41: what the institution shares, and what is left to do about it. */
function shared(counts: readonly Count[]): Layer {
  const sum = (...standings: Count['standing'][]) =>
    counts.filter(({ standing }) => standings.includes(standing)).reduce((all, { count }) => all + count, 0);
  const [published, waiting, returned, drafts] = [sum('published'), sum('in_review'), sum('returned'), sum('draft')];
  const at = { key: 'resources', href: '/console/resources' } as const;
  if (counts.length === 0)
    return {
      ...at,
      progress: 'open',
      note: '把活动、场馆、课程等发布到国家公共文化云',
      href: '/console/resources/new',
    };
  const note = [
    published > 0 ? `已发布 ${published} 条` : '',
    waiting > 0 ? `${waiting} 条审核中` : '',
    returned > 0 ? `${returned} 条退回修改` : '',
    drafts > 0 ? `${drafts} 条草稿` : '',
  ].filter(Boolean);
  const progress = returned > 0 ? 'returned' : published > 0 ? 'done' : waiting > 0 ? 'reviewing' : 'active';
  return { ...at, progress, note: note.join('，') || '没有正在发布的内容' };
}
