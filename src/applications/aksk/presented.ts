import { day, hour } from '../../http/pages/text.ts';
import { type Application, type Secret, type Status, statusOf } from './application.ts';
import { daysLeft, isCountedDown, isOver, renewedExpiry } from './lifetime.ts';
import { abilityTitle, citizenScopes, splitScopes } from './scopes.ts';

/** The words and the mark of each state. */
const states: Record<Status, { label: string; tag: string }> = {
  active: { label: '生效中', tag: 'ok' },
  expiring: { label: '即将到期', tag: 'warn' },
  expired: { label: '已过期', tag: 'bad-t' },
  disabled: { label: '已停用', tag: 'bad-t' },
};

/** The permissions of an application, in words of one kind each; in this order. */
const abilities: readonly { label: string; of: RegExp }[] = [
  { label: '用户登录', of: /^openid$/ },
  { label: '资源', of: /^(resource|file):/ },
  { label: '服务数据', of: /^stats:/ },
  { label: '资源许可', of: /^(catalog|licence):/ },
  { label: '端口链接', of: /^link:/ },
  { label: '事件通知', of: /^webhook:/ },
  { label: '对接记录', of: /^audit:/ },
];

const abilitiesOf = ({ scope, apiScope }: Pick<Application, 'scope' | 'apiScope'>): string[] => {
  const names = `${scope} ${apiScope}`.split(' ');
  return abilities.filter(({ of }) => names.some((name) => of.test(name))).map(({ label }) => label);
};

/** 12月24日, with the year where it is another one. */
const shortDay = (date: Date, now: Date) => {
  const [whole, today] = [day(date), day(now)];
  return whole.slice(0, 5) === today.slice(0, 5) ? whole.slice(5) : whole;
};

/** How long an AK still works, and how long it would after 延长有效期. */
function lifeOf({ expiresAt, disabledAt }: Application, now: Date) {
  if (expiresAt === undefined) return undefined;
  const left = daysLeft(expiresAt, now);
  const to = renewedExpiry(expiresAt, now);
  return {
    left,
    isCountedDown: isCountedDown(left),
    isOver: isOver.holds({ until: expiresAt }, now),
    expiresAt,
    endsOn: `${shortDay(expiresAt, now)} ${hour(expiresAt)}`,
    from: shortDay(expiresAt, now),
    to: `${shortDay(to, now)} ${hour(to)}`,
    isLongest: to <= expiresAt,
    /** Our own applications, which never expire. */
    isForGood: left > 366,
    /** Of 30 days. */
    gone: Math.min(30, Math.max(0, 30 - left)),
    mayRenew: disabledAt === undefined,
  };
}

/** An application as every page about it shows it. */
export const presented = (application: Application, now: Date) => {
  const status = statusOf(application, now);
  return {
    ak: application.clientId,
    path: `/console/applications/${encodeURIComponent(application.clientId)}`,
    name: application.name,
    institution: application.institution,
    home: application.homeUrl,
    purpose: application.purpose,
    sandbox: application.sandbox,
    status,
    state: states[status],
    disabledReason: application.disabledReason,
    disabledAt: application.disabledAt,
    abilities: abilitiesOf(application),
    life: lifeOf(application, now),
    createdAt: application.createdAt,
    usesSk: application.authMethod.startsWith('client_secret'),
    workingGroup: application.workingGroup && {
      name: application.workingGroup.name,
      address: application.workingGroup.address,
      note: application.workingGroup.note,
      isLink: /^https:\/\//.test(application.workingGroup.address ?? ''),
    },
  };
};

/** Each ability by its own name, for those who program against it. */
export function abilityList({ scope, apiScope }: Application) {
  const { citizen, api } = splitScopes(`${scope} ${apiScope}`);
  return {
    citizen: citizen.map((name) => ({ name, title: citizenScopes[name].title, detail: citizenScopes[name].detail })),
    api: api.map((name) => ({ name, title: abilityTitle(name) })),
  };
}

/** `by` are those who made SKs, by the moment in which they did. */
export const presentedSecrets = (live: readonly Secret[], by: ReadonlyMap<number, string>) =>
  live.map(({ id, lastFour, createdAt, expiresAt, lastUsedAt }) => ({
    id,
    name: `ncc_sk_…${lastFour}`,
    createdAt,
    endsAt: expiresAt,
    lastUsedAt,
    by: by.get(createdAt.getTime()),
  }));
