type Scope = {
  title: string;
  /** As the citizen reads it. */
  detail: string;
  /** As the institution does, where that is not the same. */
  ability?: string;
  choice: 'required' | 'on' | 'off';
};

/** The scopes of the consent page, in its order. Adding a scope is one entry here and its claims in accounts/account/account.ts. */
export const citizenScopes = {
  openid: { title: '账号编号', detail: '识别您的账号，各机构看到的编号不同', choice: 'required' },
  profile: {
    title: '昵称和头像',
    detail: '您在国家公共文化云的昵称、头像',
    ability: '市民在国家公共文化云的昵称、头像',
    choice: 'on',
  },
  phone: { title: '手机号', detail: '您登记的手机号', ability: '市民登记的手机号', choice: 'off' },
  email: { title: '邮箱', detail: '您登记的邮箱', ability: '市民登记的邮箱', choice: 'off' },
  address: { title: '所在地区', detail: '您所在的省、市、县', ability: '市民所在的省、市、县', choice: 'off' },
  age_range: {
    title: '年龄段',
    detail: '是否成年、是否满 60 周岁，不含生日',
    ability: '是否满 14、18、60 周岁，只给确定的，不含生日',
    choice: 'off',
  },
  realname: {
    title: '实名状态',
    detail: '是否核对过证件、哪天核对、姓氏，不含全名和证件号',
    ability: '核对过证件的，给出已实名、日期和姓氏；没有核对过的没有这些。不含全名和证件号',
    choice: 'off',
  },
  offline_access: { title: '保持登录', detail: '30 天不用即失效，最长 180 天', choice: 'off' },
} as const satisfies Record<string, Scope>;

/** The permissions of an application at the partner API with its own AK and SK (R25, R61). */
export const apiScopes = {
  'resource:read': '查看本机构的资源',
  'resource:write': '提交和修改本机构的资源',
  'file:write': '上传文件',
  'stats:read': '查看本机构的服务数据',
  'stats:write': '填报本机构的服务数据',
  'catalog:read': '查看国家云的资源目录',
  'licence:write': '申请资源许可',
  'webhook:manage': '管理事件通知',
} as const satisfies Record<string, string>;

/** Permissions that only sandboxes have (R27). */
export const practiceScopes = { 'verification:run': '做练习验证' } as const satisfies Record<string, string>;

/** The purposes of an application, as stated in the request (R21); its scopes follow. Adding one is one entry. */
export const layers = {
  login: { title: '用户登录', detail: '市民用国家公共文化云账号登录您的平台', scopes: ['openid'] },
  resource: {
    title: '资源',
    detail: '推送和更新您机构的活动、场馆、课程等',
    scopes: ['resource:read', 'resource:write', 'file:write'],
  },
  statistics: { title: '服务数据', detail: '每天报送资源访问量等数据', scopes: ['stats:read', 'stats:write'] },
  link: { title: '端口互访', detail: '双方首页互相链接，在下面“端口对接”里填写', scopes: [] },
} as const satisfies Record<string, { title: string; detail: string; scopes: readonly string[] }>;

export type Layer = keyof typeof layers;
export const isLayer = (name: string): name is Layer => Object.hasOwn(layers, name);

export const layerChoices = Object.fromEntries(
  Object.entries(layers).map(([name, { title, detail }]) => [name, `${title}：${detail}`]),
);

/** Claims of a citizen that may be requested, in the words of the form; `sub` comes with any of them. */
export const loginAbilities = Object.fromEntries(
  Object.entries<Scope>(citizenScopes)
    .filter(([scope]) => scope !== 'openid')
    .map(([scope, { title, detail, ability = detail }]) => [scope, `${title}：${ability}`]),
);

/** Scopes that a reviewer looks at twice: those that reveal more than a nickname, or write. */
export const isDelicate = (scope: string): boolean =>
  ['phone', 'email', 'address', 'realname', 'offline_access'].includes(scope) || /:(write|manage)$/.test(scope);

export const abilityTitle = (scope: string): string =>
  isCitizenScope(scope)
    ? citizenScopes[scope].title
    : isApiScope(scope)
      ? apiScopes[scope]
      : isPracticeScope(scope)
        ? practiceScopes[scope]
        : scope;

export type CitizenScope = keyof typeof citizenScopes;
export type ApiScope = keyof typeof apiScopes;

export const isCitizenScope = (name: string): name is CitizenScope => Object.hasOwn(citizenScopes, name);
const isApiScope = (name: string): name is ApiScope => Object.hasOwn(apiScopes, name);
export const isPracticeScope = (name: string): name is keyof typeof practiceScopes =>
  Object.hasOwn(practiceScopes, name);

/** A line of the consent page. */
export type ConsentLine = {
  name: string;
  title: string;
  detail: string;
  /** The very value, where it may be shown. */
  value?: string;
  required: boolean;
  on: boolean;
};

/** Of these scopes in the order of the page; `shownOf` says the very value where it may be shown. */
export const consentLines = (
  names: readonly CitizenScope[],
  shownOf: (name: CitizenScope) => string | undefined,
): ConsentLine[] =>
  Object.keys(citizenScopes)
    .filter(isCitizenScope)
    .filter((name) => names.includes(name))
    .map((name) => {
      const { title, detail, choice } = citizenScopes[name];
      const chosen = { required: choice === 'required', on: choice === 'on' };
      const value = shownOf(name);
      return { name, title, detail, ...(value !== undefined && { value }), ...chosen };
    });

/** One string of scopes, as the command line and the form give it, in its two halves; `unknown` names the rest. */
export function splitScopes(scope: string) {
  const names = [...new Set(scope.split(/\s+/).filter(Boolean))];
  return {
    citizen: names.filter(isCitizenScope),
    api: names.filter((name) => isApiScope(name) || isPracticeScope(name)),
    unknown: names.filter((name) => !isCitizenScope(name) && !isApiScope(name) && !isPracticeScope(name)),
  };
}
