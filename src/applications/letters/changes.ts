import { isMemberRole, memberRoles } from '../../actor.ts';
import type { AuditWords } from '../../audit/audit-words.ts';
import type { StoredEvent } from '../../audit/store.ts';
import { dateTime } from '../../http/pages/text.ts';
import { settingNames } from '../aksk/history.ts';
import { abilityTitle, citizenScopes, splitScopes } from '../aksk/scopes.ts';
import { isSimulated, simulatedAnswers } from '../aksk/simulation.ts';

/** One line of 变更历史: the action, its actor, and each value before and after. */
export interface Change {
  id: number;
  at: Date;
  title: string;
  who: string;
  reason: string | undefined;
  changes: { label: string; from: string; to: string }[];
  /** There was no value before. */
  isFirst: boolean;
}

/** Who did it: names of accounts, and the roles of those who are members now. */
export type People = { names: ReadonlyMap<string, string>; roles: ReadonlyMap<string, string>; showsStaff: boolean };

const stateNames: Readonly<Record<string, string>> = {
  active: '生效中',
  expiring: '即将到期',
  expired: '已过期',
  disabled: '已停用',
};

/** The audit row of an application in words. */
export function changeOf(event: StoredEvent, { verb }: Pick<AuditWords, 'verb'>, people: People): Change {
  const changes = changesOf(event);
  return {
    id: event.id,
    at: event.at,
    title: verb(event.verb),
    who: whoIs(event, people),
    reason: text(Reflect.get(event.details, 'reason')) || undefined,
    changes,
    isFirst: changes.every(({ from }) => from === '（空）'),
  };
}

function whoIs({ actorKind, actorId = '' }: StoredEvent, { names, roles, showsStaff }: People): string {
  const name = names.get(actorId) ?? '';
  const role = roles.get(actorId) ?? '';
  switch (actorKind) {
    case 'member':
      return [isMemberRole(role) ? memberRoles[role] : '本机构', name].filter(Boolean).join(' ');
    case 'staff':
      return ['国家公共文化云运营', showsStaff ? name : ''].filter(Boolean).join(' ');
    case 'operator':
      return '国家公共文化云运营';
    case 'system':
      return '系统';
    default:
      return name;
  }
}

function changesOf({ verb, details }: StoredEvent): Change['changes'] {
  const get = (name: string): unknown => Reflect.get(details, name);
  const [from, to] = [get('from'), get('to')];
  switch (verb) {
    case 'application.renew':
      return [line('有效期', from, to)];
    case 'application.waive_pkce':
    case 'application.end_pkce_waiver':
      return [line('不用 PKCE', from, to)];
    case 'application.waive_redirect_uri':
      return [line(words(get('redirectUri')), undefined, get('until'))];
    case 'application.end_redirect_uri_waiver':
      return [line(words(get('redirectUri')), inside(get('until'), 'from'), inside(get('until'), 'to'))];
    case 'application.disable':
    case 'application.enable':
      return [line('状态', state(from), state(to))];
    case 'application.contact':
      return [line('联系人', from, to)];
    case 'application.simulate': {
      const answer = get('answer');
      return isSimulated(answer) ? [line('下一次登录', undefined, simulatedAnswers[answer].title)] : [];
    }
    case 'application.draw_sk':
    case 'application.rotate':
    case 'application.end_sk':
      return secretsOf(get('added'), get('ended'));
    default:
      return Object.entries(settingNames).flatMap(([name, label]) => {
        const change = line(label, named(name, inside(from, name)), named(name, inside(to, name)));
        return change.from === change.to ? [] : [change];
      });
  }
}

function secretsOf(added: unknown, ended: unknown): Change['changes'] {
  const fresh = text(inside(added, 'lastFour'));
  return [
    ...(fresh === '' ? [] : [{ label: `SK …${fresh}`, from: nothing, to: '生效' }]),
    ...(Array.isArray(ended) ? ended : []).map((one: unknown) => ({
      label: `SK …${text(inside(one, 'lastFour'))}`,
      from: inside(one, 'from') === null ? '生效' : `${words(inside(one, 'from'))} 作废`,
      to: `${words(inside(one, 'to'))} 作废`,
    })),
  ];
}

const nothing = '（空）';
const line = (label: string, from: unknown, to: unknown) => ({ label, from: words(from), to: words(to) });

/** Both the state before and the object that enabling notes. */
const state = (value: unknown) => (typeof value === 'string' ? (stateNames[value] ?? value) : stateNames.disabled);

const named = (name: string, value: unknown): unknown =>
  name === 'scope' ? scopeWords(text(value)) : (settingValues[text(value)] ?? value);

/** Values that are names of programs, where the history says them in words. */
const settingValues: Readonly<Record<string, string>> = {
  pkce: 'PKCE',
  pkce_or_nonce: 'PKCE 或 nonce',
  neither: '两者都不发送',
  client_secret_basic: 'AK 和 SK',
  client_secret_post: 'AK 和 SK（表单）',
  private_key_jwt: '自己的私钥',
  none: '公开应用，没有 SK',
};

function scopeWords(scope: string): string {
  const { citizen, api } = splitScopes(scope);
  return [...citizen.map((name) => citizenScopes[name].title), ...api.map(abilityTitle)].join('、');
}

const inside = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

/** A value as it is read: moments in 北京时间, lists one a line. */
function words(value: unknown): string {
  if (value === undefined || value === null || value === '') return nothing;
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value) ? dateTime(new Date(value)) : value;
  if (Array.isArray(value)) return value.length === 0 ? nothing : value.map(words).join('\n');
  if (typeof value === 'object')
    return (
      Object.values(value)
        .filter((each) => typeof each === 'string')
        .join('，') || '（已登记）'
    );
  return String(value);
}
