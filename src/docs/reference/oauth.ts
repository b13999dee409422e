import type { Call, Example, Row, Tag } from './call.ts';

const must = (name: string, note: string, type = '文字'): Row => ({ name, type, required: true, note });
const may = (name: string, note: string, type = '文字'): Row => ({ name, type, required: false, note });

type Entry = Omit<Call, 'answered' | 'answers' | 'refusals' | 'asked' | 'example'> & {
  /** What the discovery document calls its address. */
  inDiscovery?: string;
  asked: Record<string, readonly Row[]>;
  answers: readonly [status: string, words: string][];
  answered: readonly Row[];
  errors: readonly [status: string, ...codes: string[]][];
};

const client = '应用用 AK、SK 证明自己：HTTP Basic，或者把 client_id、client_secret 写进请求体，或者 private_key_jwt。';
const whoApplication = { who: '应用，用 AK 和 SK', auth: 'basic', media: 'application/x-www-form-urlencoded' } as const;

/** The endpoints of a login: their addresses are those of the discovery document, which test/docs/oauth.test.ts compares. */
export const oauthEntries: readonly Entry[] = [
  {
    id: 'oauthDiscovery',
    method: 'GET',
    path: '/.well-known/openid-configuration',
    summary: '发现文件',
    description: '登录的全部地址和支持的能力。程序从这里读地址，不要写死。可以缓存一小时。',
    who: '任何人，不用凭证',
    auth: 'none',
    asked: {},
    answers: [['200', '发现文件（OpenID Connect Discovery 1.0）']],
    answered: [
      must('issuer', 'id_token 和回答里的 iss，须与它一字不差'),
      must('authorization_endpoint', '浏览器去登录的地址', '网址'),
      must('token_endpoint', '换取令牌的地址', '网址'),
      must('jwks_uri', '验证签名的公钥', '网址'),
    ],
    errors: [],
  },
  {
    id: 'oauthAuthorize',
    method: 'GET',
    path: '/oidc/auth',
    inDiscovery: 'authorization_endpoint',
    summary: '请市民登录（授权地址）',
    description:
      '把浏览器带到这里。市民登录并选择提供什么以后，回到您的回调地址，带着 code、state 和 iss。也可以用 POST。',
    who: '市民的浏览器',
    auth: 'none',
    asked: {
      查询: [
        must('client_id', 'AK'),
        must('response_type', 'code'),
        must('redirect_uri', '登记过的回调地址，一字不差', '网址'),
        must('scope', 'openid，再加需要的：profile、phone、email、address、age_range、realname、offline_access'),
        must('code_challenge', 'code_verifier 的 SHA-256，base64url'),
        must('code_challenge_method', 'S256'),
        must('state', '随机数，回来时核对；不能预知'),
        must('nonce', '随机数，与 id_token 中的核对'),
        may('prompt', 'login 重新登录，consent 再问一次，none 不显示页面'),
        may('max_age', '多少秒以前的登录不算数', '整数'),
        may('login_hint', '手机号或用户名，填进登录页'),
        may('acr_values', '要求的登录强度，见发现文件 acr_values_supported'),
        may('ui_locales', '页面的语言，按顺序取第一个有的：zh-CN、en；不带则按市民自己的选择'),
        may('response_mode', 'query（默认）或 form_post；微信里请用 query'),
        may('request_uri', '先推送到 /oidc/par 时，只带它和 client_id'),
      ],
    },
    answers: [['303', '到登录页；完成以后回到 redirect_uri']],
    answered: [
      must('code', '授权码，60 秒内有效，只能用一次'),
      must('state', '与您发出的相同'),
      must('iss', '与发现文件的 issuer 相同'),
    ],
    errors: [
      [
        '400',
        'invalid_redirect_uri',
        'invalid_request',
        'invalid_client',
        'unsupported_response_type',
        'invalid_request_uri',
      ],
      [
        '303',
        'access_denied',
        'unauthorized_client',
        'invalid_scope',
        'login_required',
        'consent_required',
        'interaction_required',
      ],
      ['429', 'rate_limited'],
      ['503', 'temporarily_unavailable'],
    ],
  },
  {
    id: 'oauthToken',
    method: 'POST',
    path: '/oidc/token',
    inDiscovery: 'token_endpoint',
    summary: '换取令牌',
    description: `${client}authorization_code 用登录得到的 code 换；refresh_token 续期；client_credentials 给调用接口的程序，令牌 10 分钟有效，请保存下来重复使用。`,
    ...whoApplication,
    asked: {
      请求体: [
        must('grant_type', 'authorization_code、refresh_token 或 client_credentials'),
        may('code', '授权码（authorization_code）'),
        may('redirect_uri', '与授权请求的相同（authorization_code）', '网址'),
        may('code_verifier', '与 code_challenge 对应的原文（authorization_code）'),
        may('refresh_token', '上一次得到的刷新令牌（refresh_token）'),
        may('scope', '需要的能力，以空格分开；不写就是获准的全部（client_credentials）'),
      ],
    },
    answers: [['200', '令牌']],
    answered: [
      must('access_token', '访问令牌，不透明的文字；长度不定，现在不超过 1024 个字符'),
      must('token_type', 'Bearer，或 DPoP'),
      must('expires_in', '多少秒后到期', '整数'),
      may('scope', '得到的能力'),
      may('id_token', '登录的结果（JWT），核对签名、iss、aud、exp、nonce'),
      may('refresh_token', '刷新令牌，每次使用后更换'),
    ],
    errors: [
      [
        '400',
        'invalid_grant',
        'invalid_request',
        'invalid_scope',
        'unsupported_grant_type',
        'unauthorized_client',
        'invalid_target',
        'invalid_dpop_proof',
        'use_dpop_nonce',
      ],
      ['401', 'invalid_client'],
      ['429', 'rate_limited'],
      ['503', 'temporarily_unavailable'],
    ],
  },
  {
    id: 'oauthUserinfo',
    method: 'GET',
    path: '/oidc/userinfo',
    inDiscovery: 'userinfo_endpoint',
    summary: '取用户信息',
    description: '市民同意提供的信息。没有同意的就没有那一项。请核对 sub 与 id_token 中的相同。也可以用 POST。',
    who: '应用，用市民登录得到的访问令牌',
    auth: 'bearer',
    asked: {},
    answers: [['200', '用户信息']],
    answered: [
      must('sub', '这个人在贵机构里的编号，43 个字符'),
      may('nickname', '昵称'),
      may('name', '等于昵称'),
      may('picture', '头像', '网址'),
      may('phone_number', '+86…'),
      may('phone_number_verified', '手机号已验证', 'true 或 false'),
      may('email', '邮箱'),
      may('region_code', '所在地区的行政区划代码'),
      may('age_over_14', '是否已满 14 周岁；说不准的没有这一项', 'true 或 false'),
      may('age_over_18', '是否已满 18 周岁；说不准的没有这一项', 'true 或 false'),
      may('age_over_60', '是否已满 60 周岁；说不准的没有这一项', 'true 或 false'),
      may('realname_verified', '工作人员当面核对过证件；没有核对过的没有这一项', 'true'),
      may('realname_masked', '证件上的姓氏：张*'),
      may('realname_verified_at', '核对的日子，从 1970 年起的秒数，精确到天', '整数'),
      may('ial', '身份核对到哪一级：1 手机号，2 证件；都没有的没有这一项', '整数'),
    ],
    errors: [
      ['401', 'invalid_token'],
      ['403', 'insufficient_scope'],
      ['503', 'temporarily_unavailable'],
    ],
  },
  {
    id: 'oauthPar',
    method: 'POST',
    path: '/oidc/par',
    inDiscovery: 'pushed_authorization_request_endpoint',
    summary: '先推送授权请求（PAR）',
    description: `授权请求的内容由服务器先送来，浏览器只带一个一次性的 request_uri（RFC 9126）。${client}`,
    ...whoApplication,
    asked: { 请求体: [must('（授权请求的各项）', '与授权地址的查询相同，不带 request_uri')] },
    answers: [['201', '已收到']],
    answered: [must('request_uri', '60 秒内、只能用一次'), must('expires_in', '多少秒后到期', '整数')],
    errors: [
      ['400', 'invalid_request', 'invalid_redirect_uri', 'invalid_scope', 'unauthorized_client'],
      ['401', 'invalid_client'],
      ['429', 'rate_limited'],
    ],
  },
  {
    id: 'oauthIntrospection',
    method: 'POST',
    path: '/oidc/introspection',
    inDiscovery: 'introspection_endpoint',
    summary: '查询令牌是否有效',
    description: `只能查询本应用自己的令牌（RFC 7662）；别人的一律回答 active: false。${client}`,
    ...whoApplication,
    asked: { 请求体: [must('token', '访问令牌或刷新令牌'), may('token_type_hint', 'access_token 或 refresh_token')] },
    answers: [['200', '令牌的情况']],
    answered: [
      must('active', '现在是否有效', 'true 或 false'),
      may('scope', '能力'),
      may('client_id', 'AK'),
      may('sub', '市民的编号'),
      may('exp', '什么时候到期（秒）', '整数'),
    ],
    errors: [
      ['400', 'invalid_request'],
      ['401', 'invalid_client'],
    ],
  },
  {
    id: 'oauthRevocation',
    method: 'POST',
    path: '/oidc/revocation',
    inDiscovery: 'revocation_endpoint',
    summary: '撤销令牌',
    description: `撤销刷新令牌时，同一次登录的访问令牌一并撤销（RFC 7009）。已经无效的令牌也回答 200。${client}`,
    ...whoApplication,
    asked: { 请求体: [must('token', '访问令牌或刷新令牌'), may('token_type_hint', 'access_token 或 refresh_token')] },
    answers: [['200', '已撤销']],
    answered: [],
    errors: [
      ['400', 'invalid_request'],
      ['401', 'invalid_client'],
    ],
  },
  {
    id: 'oauthLogout',
    method: 'GET',
    path: '/oidc/logout',
    inDiscovery: 'end_session_endpoint',
    summary: '退出登录',
    description: '把浏览器带到这里。市民确认以后回到登记过的地址。也可以用 POST。',
    who: '市民的浏览器',
    auth: 'none',
    asked: {
      查询: [
        may('id_token_hint', '登录时得到的 id_token，过期的也可以；请带上'),
        may('client_id', 'AK；没有 id_token_hint 时带'),
        may('post_logout_redirect_uri', '登记过的退出后地址，一字不差', '网址'),
        may('state', '原样带回'),
      ],
    },
    answers: [['200', '确认退出的页面；确认以后回到 post_logout_redirect_uri']],
    answered: [],
    errors: [['400', 'invalid_request']],
  },
  {
    id: 'oauthJwks',
    method: 'GET',
    path: '/oidc/jwks',
    inDiscovery: 'jwks_uri',
    summary: '签名公钥（JWKS）',
    description: '按 id_token 头里的 kid 选公钥；没有这个 kid 时重新读取一次，密钥会轮换。可以缓存一小时。',
    who: '任何人，不用凭证',
    auth: 'none',
    asked: {},
    answers: [['200', '公钥']],
    answered: [must('keys', '公钥，RFC 7517', '对象的列表')],
    errors: [],
  },
];

/** The endpoints of a login as pages of the reference. */
export const oauthTag = (examples: Readonly<Record<string, Example>>): Tag => ({
  name: 'OAuth',
  title: '登录与令牌',
  shelf: 'login',
  calls: oauthEntries.map(({ inDiscovery: _name, asked, answers, answered, errors, ...entry }) => {
    const example = examples[entry.id];
    return {
      ...entry,
      asked: Object.entries(asked).map(([title, rows]) => ({ title, rows })),
      answers: answers.map(([status, words]) => ({ status, words })),
      answered: answered.length === 0 ? [] : [{ title: '回答', rows: answered }],
      refusals: errors.map(([status, ...codes]) => ({ status, words: '', codes })),
      ...(example && { example }),
    };
  }),
});
