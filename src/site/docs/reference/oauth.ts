import type { Fact, Speech } from '../../../fact.ts';
import { fact } from '../facts.ts';
import type { Call, Example, Row, Tag } from './call.ts';

/** Notes that are the same in every language are texts. */
type Noted = Omit<Row, 'note'> & { note: Fact | string };

const must = (name: string, note: Fact | string, type = '文字'): Noted => ({ name, type, required: true, note });
const may = (name: string, note: Fact | string, type = '文字'): Noted => ({ name, type, required: false, note });

type Entry = Omit<Call, 'answered' | 'answers' | 'refusals' | 'asked' | 'example' | 'description' | 'who'> & {
  description: Fact;
  who: Fact;
  /** Its name in the discovery document. */
  inDiscovery?: string;
  asked: Record<string, readonly Noted[]>;
  answers: readonly [status: string, words: Fact][];
  answered: readonly Noted[];
  errors: readonly [status: string, ...codes: string[]][];
};

const whoApplication = {
  who: fact('docs.who_application'),
  auth: 'basic',
  media: 'application/x-www-form-urlencoded',
} as const;

/** The endpoints of a login: their addresses are those of the discovery document, which test/site/docs/oauth.test.ts compares. */
export const oauthEntries: readonly Entry[] = [
  {
    id: 'oauthDiscovery',
    method: 'GET',
    path: '/.well-known/openid-configuration',
    summary: '发现文件',
    description: fact('docs.oauth_discovery'),
    who: fact('docs.who_anyone'),
    auth: 'none',
    asked: {},
    answers: [['200', fact('docs.oauth_discovery_answers')]],
    answered: [
      must('issuer', fact('docs.oauth_discovery_issuer')),
      must('authorization_endpoint', fact('docs.oauth_discovery_authorization_endpoint'), '网址'),
      must('token_endpoint', fact('docs.oauth_discovery_token_endpoint'), '网址'),
      must('jwks_uri', fact('docs.oauth_discovery_jwks_uri'), '网址'),
    ],
    errors: [],
  },
  {
    id: 'oauthAuthorize',
    method: 'GET',
    path: '/oidc/auth',
    inDiscovery: 'authorization_endpoint',
    summary: '请市民登录（授权地址）',
    description: fact('docs.oauth_authorize'),
    who: fact('docs.who_browser'),
    auth: 'none',
    asked: {
      查询: [
        must('client_id', 'AK'),
        must('response_type', 'code'),
        must('redirect_uri', fact('docs.oauth_authorize_redirect_uri'), '网址'),
        must('scope', fact('docs.oauth_authorize_scope')),
        must('code_challenge', fact('docs.oauth_authorize_code_challenge')),
        must('code_challenge_method', 'S256'),
        must('state', fact('docs.oauth_authorize_state')),
        must('nonce', fact('docs.oauth_authorize_nonce')),
        may('prompt', fact('docs.oauth_authorize_prompt')),
        may('max_age', fact('docs.oauth_authorize_max_age'), '整数'),
        may('login_hint', fact('docs.oauth_authorize_login_hint')),
        may('acr_values', fact('docs.oauth_authorize_acr_values')),
        may('ui_locales', fact('docs.oauth_authorize_ui_locales')),
        may('response_mode', fact('docs.oauth_authorize_response_mode')),
        may('request_uri', fact('docs.oauth_authorize_request_uri')),
      ],
    },
    answers: [['303', fact('docs.oauth_authorize_answers')]],
    answered: [
      must('code', fact('docs.oauth_authorize_code')),
      must('state', fact('docs.oauth_authorize_state_answered')),
      must('iss', fact('docs.oauth_authorize_iss')),
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
    description: fact('docs.oauth_token'),
    ...whoApplication,
    asked: {
      请求体: [
        must('grant_type', fact('docs.oauth_token_grant_type')),
        may('code', fact('docs.oauth_token_code')),
        may('redirect_uri', fact('docs.oauth_token_redirect_uri'), '网址'),
        may('code_verifier', fact('docs.oauth_token_code_verifier')),
        may('refresh_token', fact('docs.oauth_token_refresh_token')),
        may('scope', fact('docs.oauth_token_scope')),
      ],
    },
    answers: [['200', fact('docs.oauth_token_answers')]],
    answered: [
      must('access_token', fact('docs.oauth_token_access_token')),
      must('token_type', fact('docs.oauth_token_token_type')),
      must('expires_in', fact('docs.oauth_token_expires_in'), '整数'),
      may('scope', fact('docs.oauth_token_scope_answered')),
      may('id_token', fact('docs.oauth_token_id_token')),
      may('refresh_token', fact('docs.oauth_token_refresh_token_answered')),
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
    description: fact('docs.oauth_userinfo'),
    who: fact('docs.who_signed_in'),
    auth: 'bearer',
    asked: {},
    answers: [['200', fact('docs.oauth_userinfo_answers')]],
    answered: [
      must('sub', fact('docs.oauth_userinfo_sub')),
      may('nickname', fact('docs.oauth_userinfo_nickname')),
      may('name', fact('docs.oauth_userinfo_name')),
      may('picture', fact('docs.oauth_userinfo_picture'), '网址'),
      may('phone_number', '+86…'),
      may('phone_number_verified', fact('docs.oauth_userinfo_phone_number_verified'), 'true 或 false'),
      may('email', fact('docs.oauth_userinfo_email')),
      may('region_code', fact('docs.oauth_userinfo_region_code')),
      may('age_over_14', fact('docs.oauth_userinfo_age_over_14'), 'true 或 false'),
      may('age_over_18', fact('docs.oauth_userinfo_age_over_18'), 'true 或 false'),
      may('age_over_60', fact('docs.oauth_userinfo_age_over_60'), 'true 或 false'),
      may('realname_verified', fact('docs.oauth_userinfo_realname_verified'), 'true'),
      may('realname_masked', fact('docs.oauth_userinfo_realname_masked')),
      may('realname_verified_at', fact('docs.oauth_userinfo_realname_verified_at'), '整数'),
      may('ial', fact('docs.oauth_userinfo_ial'), '整数'),
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
    description: fact('docs.oauth_par'),
    ...whoApplication,
    asked: { 请求体: [must('（授权请求的各项）', fact('docs.oauth_par_members'))] },
    answers: [['201', fact('docs.oauth_par_answers')]],
    answered: [
      must('request_uri', fact('docs.oauth_par_request_uri')),
      must('expires_in', fact('docs.oauth_par_expires_in'), '整数'),
    ],
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
    description: fact('docs.oauth_introspection'),
    ...whoApplication,
    asked: {
      请求体: [
        must('token', fact('docs.oauth_introspection_token')),
        may('token_type_hint', fact('docs.oauth_introspection_token_type_hint')),
      ],
    },
    answers: [['200', fact('docs.oauth_introspection_answers')]],
    answered: [
      must('active', fact('docs.oauth_introspection_active'), 'true 或 false'),
      may('scope', fact('docs.oauth_introspection_scope')),
      may('client_id', 'AK'),
      may('sub', fact('docs.oauth_introspection_sub')),
      may('exp', fact('docs.oauth_introspection_exp'), '整数'),
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
    description: fact('docs.oauth_revocation'),
    ...whoApplication,
    asked: {
      请求体: [
        must('token', fact('docs.oauth_revocation_token')),
        may('token_type_hint', fact('docs.oauth_revocation_token_type_hint')),
      ],
    },
    answers: [['200', fact('docs.oauth_revocation_answers')]],
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
    description: fact('docs.oauth_logout'),
    who: fact('docs.who_browser'),
    auth: 'none',
    asked: {
      查询: [
        may('id_token_hint', fact('docs.oauth_logout_id_token_hint')),
        may('client_id', fact('docs.oauth_logout_client_id')),
        may('post_logout_redirect_uri', fact('docs.oauth_logout_post_logout_redirect_uri'), '网址'),
        may('state', fact('docs.oauth_logout_state')),
      ],
    },
    answers: [['200', fact('docs.oauth_logout_answers')]],
    answered: [],
    errors: [['400', 'invalid_request']],
  },
  {
    id: 'oauthJwks',
    method: 'GET',
    path: '/oidc/jwks',
    inDiscovery: 'jwks_uri',
    summary: '签名公钥（JWKS）',
    description: fact('docs.oauth_jwks'),
    who: fact('docs.who_anyone'),
    auth: 'none',
    asked: {},
    answers: [['200', fact('docs.oauth_jwks_answers')]],
    answered: [must('keys', fact('docs.oauth_jwks_keys'), '对象的列表')],
    errors: [],
  },
];

/** The endpoints of a login as pages of the reference. */
export const oauthTag = (examples: Readonly<Record<string, Example>>, say: Speech['say']): Tag => ({
  name: 'OAuth',
  title: '登录与令牌',
  shelf: 'login',
  calls: oauthEntries.map(({ inDiscovery: _name, asked, answers, answered, errors, ...entry }) => {
    const example = examples[entry.id];
    const inWords = (rows: readonly Noted[]): Row[] =>
      rows.map(({ note, ...row }) => ({ ...row, note: typeof note === 'string' ? note : say(note) }));
    return {
      ...{ ...entry, description: say(entry.description), who: say(entry.who) },
      asked: Object.entries(asked).map(([title, rows]) => ({
        ...{ title, rows: inWords(rows) },
        place: title === '请求体' ? ('body' as const) : ('query' as const),
      })),
      answers: answers.map(([status, words]) => ({ status, words: say(words) })),
      answered: answered.length === 0 ? [] : [{ title: '回答', rows: inWords(answered) }],
      refusals: errors.map(([status, ...codes]) => ({ status, words: '', codes })),
      ...(example && { example }),
    };
  }),
});
