import { rounds } from '../../../src/integration/verification/rounds/scenario.ts';
import type { Example } from '../../../src/site/docs/reference/call.ts';

/** Values of earlier answers of the story, by name. */
export type Known = Record<string, string>;
type Request = Example['request'];
type Answer = { status: number; headers: Headers; body: Record<string, unknown> };

/** One call of the story: `PUT /resources/{channel}/{external_id}`, the body, the expected status, and the values kept from the answer. */
export type Step = {
  operation: string;
  send: (known: Known) => Request;
  status: number;
  keep?: (answer: Answer, known: Known) => void;
  /** An event before it, beside the programs' own steps. */
  before?: string;
};

const json = (path: string, body: unknown, headers?: Readonly<Record<string, string>>): Request => ({
  path: `/api/v1${path}`,
  body,
  ...(headers && { headers }),
});
const get = (path: string): Request => ({ path: `/api/v1${path}` });
const member = (body: Record<string, unknown>, name: string): string => String(body[name]);
const keepId =
  (name: string) =>
  ({ body }: Answer, known: Known) => {
    known[name] = member(body, 'id');
  };

const activity = (known: Known) => ({
  title: '银龄剪纸体验课（第三期）',
  summary: '面向 60 岁以上市民的零基础剪纸课，材料免费。',
  category: 'training',
  start_at: '2026-12-05T14:00:00+08:00',
  end_at: '2026-12-05T16:00:00+08:00',
  region_code: '330802',
  audience: ['elder'],
  mode: 'offline',
  organizer: '青溪县文化馆',
  place_name: '二楼多功能厅',
  address: '文一西路 1 号',
  fee_type: 'free_booking',
  booking: 'online',
  booking_url: 'https://m.qingxi.example.cn/book/1205',
  booking_end: '2026-12-04T18:00:00+08:00',
  capacity: 40,
  pc_url: 'https://www.qingxi.example.cn/a/1205',
  source_name: '青溪县文化馆',
  copyright_owner: '青溪县文化馆',
  licence: 'share_by',
  contact_phone: '0571-88880000',
  cover_alt: '老师示范剪“福”字，三位老人围坐学习',
  ...(known.file && { cover: [known.file] }),
});

/** Of the entry once it is written, for a program that looks at no headers. */
export const etagOfDraft = '"2"';
const path = '/resources/activity/qx-2026-1205';
const uuid = '3f2b8c1e-5d0a-4c7e-9b36-2a1f0c9d8e77';
const figures = { pv: 12_040, uv: 3_180, ip: 2_960, new_activities: 2, new_venues: 0 };

/** A public program, which reads publications. */
export const openStory: readonly Step[] = [
  {
    operation: 'GET /open/resources',
    status: 200,
    send: () => get('/open/resources?channel=activity&region=330000&from=2026-12-05'),
  },
  { operation: 'GET /open/resources.jsonld', status: 200, send: () => get('/open/resources.jsonld?channel=activity') },
  { operation: 'GET /open/resources/{id}', status: 200, send: ({ entry }) => get(`/open/resources/${entry}`) },
  {
    operation: 'GET /open/resources/{id}.jsonld',
    status: 200,
    send: ({ entry }) => get(`/open/resources/${entry}.jsonld`),
  },
  { operation: 'GET /open/institutions', status: 200, send: () => get('/open/institutions?region=330800') },
  {
    operation: 'GET /open/institutions/{id}',
    status: 200,
    send: ({ institution }) => get(`/open/institutions/${institution}`),
  },
  { operation: 'GET /open/exports', status: 200, send: () => get('/open/exports') },
  { operation: 'GET /open/catalog.jsonld', status: 200, send: () => get('/open/catalog.jsonld') },
  {
    operation: 'GET /open/exports/{date}.ndjson.gz',
    status: 200,
    send: () => get('/open/exports/2026-11-24.ndjson.gz'),
  },
  {
    operation: 'GET /open/exports/{date}.ndjson.gz.sm2',
    status: 200,
    send: () => get('/open/exports/2026-11-24.ndjson.gz.sm2'),
  },
  { operation: 'GET /open/signing-key.pem', status: 200, send: () => get('/open/signing-key.pem') },
  { operation: 'GET /open/changes', status: 200, send: () => get('/open/changes') },
];

/** A program of an institution, from its first call to its last; in this order each goes well. */
export const partnerStory: readonly Step[] = [
  { operation: 'GET /health', status: 200, send: () => get('/health') },
  { operation: 'GET /me', status: 200, send: () => get('/me') },
  { operation: 'GET /channels', status: 200, send: () => get('/channels') },
  { operation: 'GET /channels/{channel}/schema', status: 200, send: () => get('/channels/activity/schema') },
  {
    operation: 'GET /channels/{channel}/template.xlsx',
    status: 200,
    send: () => get('/channels/activity/template.xlsx'),
  },
  { operation: 'GET /links', status: 200, send: () => get('/links') },
  { operation: 'GET /regions', status: 200, send: () => get('/regions?parent=330800') },
  {
    operation: 'POST /files',
    status: 201,
    send: () => ({ path: '/api/v1/files', file: 'cover.png' }),
    keep: keepId('file'),
  },
  { operation: 'GET /files/{id}', status: 200, send: ({ file }) => get(`/files/${file}`) },
  {
    operation: 'PUT /resources/{channel}/{external_id}',
    status: 201,
    send: (known) => json(path, activity(known), { 'Idempotency-Key': uuid }),
    keep({ headers }, known) {
      known.etag = headers.get('etag') ?? known.etag ?? '';
    },
  },
  { operation: 'GET /resources/{channel}/{external_id}', status: 200, send: () => get(path) },
  {
    operation: 'PATCH /resources/{channel}/{external_id}',
    status: 200,
    send: ({ etag }) => json(path, { title: '银龄剪纸体验课（第四期）', tags: null }, { 'If-Match': etag ?? '' }),
  },
  {
    operation: 'PUT /resources/{channel}/{external_id}/live-state',
    status: 200,
    send: () => json(`${path}/live-state`, { remaining: 12 }),
  },
  { operation: 'POST /resources/{channel}/{external_id}:submit', status: 200, send: () => get(`${path}:submit`) },
  {
    operation: 'POST /resources/{channel}/{external_id}:withdraw',
    status: 200,
    send: () => json(`${path}:withdraw`, { reason: '场地维修，活动取消' }),
  },
  {
    operation: 'POST /resources:batch',
    status: 200,
    send: (known) =>
      json('/resources:batch', {
        items: [
          { channel: 'activity', external_id: 'qx-2026-1206', data: activity(known) },
          {
            channel: 'activity',
            external_id: 'qx-2026-1207',
            data: { ...activity(known), end_at: '2026-12-05T13:00:00+08:00' },
          },
        ],
      }),
  },
  {
    operation: 'POST /resources:confirm-week',
    status: 200,
    send: () => get('/resources:confirm-week'),
  },
  {
    operation: 'POST /announcements',
    status: 200,
    send: () =>
      json('/announcements', {
        text: '银龄剪纸体验课（第四期）\n时间：2036年12月6日（周六）下午2:00—4:00\n地点：二楼204剪纸教室\n名额：30人，免费',
      }),
  },
  {
    operation: 'GET /resources',
    status: 200,
    send: () => get('/resources?channel=activity&page_size=1'),
  },
  {
    operation: 'POST /resources/{channel}/{external_id}:recall',
    status: 200,
    send: () => get('/resources/activity/qx-2026-1206:recall'),
  },
  {
    operation: 'DELETE /resources/{channel}/{external_id}',
    status: 204,
    send: () => get('/resources/activity/qx-2026-1206'),
  },
  {
    operation: 'POST /imports',
    status: 202,
    send: (known) => ({
      path: '/api/v1/imports?channel=activity',
      body: [
        JSON.stringify({ ...activity(known), external_id: 'qx-2026-1208' }),
        JSON.stringify({ ...activity(known), external_id: 'qx-2026-1209', title: '' }),
      ].join('\n'),
    }),
    keep: keepId('import'),
  },
  { operation: 'GET /imports/{id}', before: 'import', status: 200, send: (known) => get(`/imports/${known.import}`) },
  {
    operation: 'GET /imports/{id}/errors.csv',
    status: 200,
    send: (known) => get(`/imports/${known.import}/errors.csv`),
  },
  { operation: 'POST /imports/{id}:submit', status: 202, send: (known) => get(`/imports/${known.import}:submit`) },
  {
    operation: 'POST /webhook-endpoints',
    before: 'import',
    status: 201,
    send: ({ hooks }) => json('/webhook-endpoints', { url: hooks, types: ['resource.published', 'resource.returned'] }),
    keep: keepId('endpoint'),
  },
  { operation: 'GET /webhook-endpoints', status: 200, send: () => get('/webhook-endpoints') },
  {
    operation: 'GET /webhook-endpoints/{id}',
    status: 200,
    send: ({ endpoint }) => get(`/webhook-endpoints/${endpoint}`),
  },
  {
    operation: 'PATCH /webhook-endpoints/{id}',
    status: 200,
    send: ({ endpoint }) => json(`/webhook-endpoints/${endpoint}`, { description: '资源系统' }),
  },
  {
    operation: 'POST /webhook-endpoints/{id}:test',
    status: 202,
    send: ({ endpoint }) => get(`/webhook-endpoints/${endpoint}:test`),
    keep: keepId('delivery'),
  },
  {
    operation: 'GET /webhook-deliveries',
    before: 'delivery',
    status: 200,
    send: () => get('/webhook-deliveries?status=delivered&page_size=1'),
  },
  {
    operation: 'POST /webhook-deliveries/{id}:redeliver',
    status: 202,
    send: ({ delivery }) => get(`/webhook-deliveries/${delivery}:redeliver`),
  },
  { operation: 'GET /changes', before: 'delivery', status: 200, send: () => get('/changes?page_size=2') },
  {
    operation: 'DELETE /webhook-endpoints/{id}',
    status: 204,
    send: ({ endpoint }) => get(`/webhook-endpoints/${endpoint}`),
  },
  { operation: 'GET /stats/metrics', status: 200, send: () => get('/stats/metrics') },
  {
    operation: 'PUT /stats/daily/{date}',
    status: 201,
    send: () =>
      json('/stats/daily/2026-11-23', {
        figures: { ...figures, bookings: 86 },
        terminals: { pc: { pv: 4_040 }, h5: { pv: 8_000 } },
      }),
  },
  {
    operation: 'POST /stats/daily:batch',
    status: 200,
    send: () =>
      json('/stats/daily:batch', {
        items: [
          { date: '2026-11-22', figures },
          { date: '2026-11-21', figures: { ...figures, uv: 13_000 } },
        ],
      }),
  },
  { operation: 'GET /stats/daily', status: 200, send: () => get('/stats/daily?from=2026-11-20&to=2026-11-23') },
  { operation: 'GET /stats/summary', status: 200, send: () => get('/stats/summary?from=2026-11-20&to=2026-11-23') },
  {
    operation: 'POST /stats/views',
    status: 204,
    send: () => json('/stats/views', { visitors: ['k3Jq0pXe', 'k3Jq0pXe', 'Zt81mVc2'] }),
  },
  {
    operation: 'POST /counters/{counter}/views',
    status: 204,
    send: ({ counter }) =>
      json(`/counters/${counter}/views`, 'visitor=Zt81mVc2', {
        'Content-Type': 'application/x-www-form-urlencoded',
        Origin: 'http://localhost:9',
      }),
  },
  {
    operation: 'GET /catalog/resources',
    status: 200,
    send: () => get('/catalog/resources?channel=video&purpose=show'),
  },
  {
    operation: 'GET /catalog/resources/{id}',
    status: 200,
    send: () => get(`/catalog/resources/${sample}`),
  },
  {
    operation: 'POST /licences',
    status: 201,
    send: () =>
      json('/licences', {
        resources: [sample],
        purposes: ['show'],
        usage: '在总馆大厅的一体机上循环播放',
        platform: '青溪文化云',
        from: '2026-11-24',
        until: '2027-05-31',
        promise: true,
      }),
    keep: keepId('licence'),
  },
  { operation: 'GET /licences', status: 200, send: () => get('/licences?page_size=1') },
  { operation: 'GET /licences/{id}', status: 200, send: ({ licence }) => get(`/licences/${licence}`) },
  { operation: 'GET /licences/{id}/package', status: 200, send: ({ licence }) => get(`/licences/${licence}/package`) },
];
const sample = '00000000-0000-4000-8000-000000000001';

const practice = '/verification';
const skip: Step = { operation: 'POST /verification:skip', status: 200, send: () => get(`${practice}:skip`) };

/** A program of a sandbox practises its login; most rounds are passed over, and the example of an answer is that of the last call. */
export const practiceStory: readonly Step[] = [
  { operation: 'GET /verification/citizens', status: 200, send: () => get(`${practice}/citizens`) },
  {
    operation: 'POST /verification/citizens',
    status: 201,
    send: () => json(`${practice}/citizens`, { kind: 'four_characters' }),
  },
  {
    operation: 'POST /verification:simulate',
    status: 200,
    send: () => json(`${practice}:simulate`, { answer: 'bad_signature' }),
  },
  {
    operation: 'POST /verification',
    status: 201,
    send: () => json(practice, { login_url: 'http://localhost:5055/', stack: 'node' }),
  },
  {
    operation: 'POST /verification/pages',
    status: 200,
    send: () => json(`${practice}/pages`, { round: 'refuse', status: 200, text: '<p>登录没有完成，可以再试一次</p>' }),
  },
  ...rounds.filter(({ code }) => !['notice', 'logout'].includes(code)).map(() => skip),
  {
    operation: 'GET /verification/notices',
    status: 200,
    send: () => get(`${practice}/notices`),
    keep({ body }, known) {
      const items: unknown[] = Object(body.items);
      known.notices = items.map((one) => String(Object(one).id)).join(' ');
    },
  },
  ...[0, 1].map(
    (place): Step => ({
      operation: 'POST /verification/notices/{id}',
      status: 200,
      send: ({ notices = '' }) => json(`${practice}/notices/${notices.split(' ')[place]}`, { status: 200 }),
    }),
  ),
  skip,
  { operation: 'GET /verification', status: 200, send: () => get(practice) },
  {
    operation: 'POST /verification:answer',
    status: 200,
    send: () => json(`${practice}:answer`, { answers: { noticed: 'yes' } }),
  },
  { operation: 'POST /verification:finish', status: 200, send: () => get(`${practice}:finish`) },
];

/** An assistant in an editor looks for the sandboxes of its person. */
export const assistantStory: readonly Step[] = [
  {
    operation: 'POST /mcp',
    status: 200,
    send: () =>
      json('/mcp', { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'list_sandboxes', arguments: {} } }),
  },
];

const submission = (known: Known) => `/admin/submissions/${known.submission}`;
const application = (known: Known) => `/admin/applications/${known.ak}`;

/** A program of operators. `before: 'next'` sends another entry to the review and puts its id into `submission`. */
export const operatorStory: readonly Step[] = [
  {
    operation: 'GET /admin/submissions',
    before: 'next',
    status: 200,
    send: () => get('/admin/submissions?state=submitted&limit=1'),
  },
  { operation: 'GET /admin/submissions/{id}', status: 200, send: (known) => get(submission(known)) },
  { operation: 'POST /admin/submissions/{id}:claim', status: 200, send: (known) => get(`${submission(known)}:claim`) },
  {
    operation: 'POST /admin/submissions/{id}:release',
    status: 200,
    send: (known) => get(`${submission(known)}:release`),
  },
  {
    operation: 'POST /admin/submissions/{id}:return',
    before: 'claim',
    status: 200,
    send: (known) =>
      json(`${submission(known)}:return`, { reason: '封面看不清，请换一张。', comments: { title: '请去掉“第三期”' } }),
  },
  {
    operation: 'POST /admin/submissions/{id}:reject',
    before: 'next and claim',
    status: 200,
    send: (known) => json(`${submission(known)}:reject`, { reason: '这不是文化活动。' }),
  },
  {
    operation: 'POST /admin/submissions/{id}:approve',
    before: 'next and claim',
    status: 200,
    send: (known) => json(`${submission(known)}:approve`, {}),
  },
  { operation: 'GET /admin/applications', status: 200, send: () => get('/admin/applications?limit=1') },
  { operation: 'GET /admin/applications/{ak}', status: 200, send: (known) => get(application(known)) },
  {
    operation: 'POST /admin/applications/{ak}:disable',
    status: 200,
    send: (known) => json(`${application(known)}:disable`, { reason: '回调地址被盗用' }),
  },
  {
    operation: 'POST /admin/applications/{ak}:enable',
    status: 200,
    send: (known) => get(`${application(known)}:enable`),
  },
  {
    operation: 'POST /admin/applications/{ak}:renew',
    status: 200,
    send: (known) => get(`${application(known)}:renew`),
  },
  { operation: 'GET /admin/audit', status: 200, send: () => get('/admin/audit?limit=1') },
];

const form = (path: string, fields: Readonly<Record<string, string | undefined>>): Request => ({
  path,
  body: new URLSearchParams(
    Object.entries(fields).map(([name, value = '']): [string, string] => [name, value]),
  ).toString(),
});
const challenge = 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM'; // of RFC 7636
const login = ({ ak = '' }: Known) => ({
  ...{ client_id: ak, response_type: 'code', redirect_uri: 'http://localhost:9/callback', scope: 'openid profile' },
  ...{ state: 'af0ifjsldkj', nonce: 'n-0S6_WzA2Mj', code_challenge: challenge, code_challenge_method: 'S256' },
});

/** A program that lets citizens log in. `token` is the one that it got for one of them. */
export const loginStory: readonly Step[] = [
  {
    operation: 'GET /.well-known/openid-configuration',
    status: 200,
    send: () => ({ path: '/.well-known/openid-configuration' }),
  },
  { operation: 'GET /oidc/jwks', status: 200, send: () => ({ path: '/oidc/jwks' }) },
  {
    operation: 'GET /oidc/auth',
    status: 303,
    send: (known) => ({ path: `/oidc/auth?${new URLSearchParams(login(known))}` }),
  },
  {
    operation: 'POST /oidc/token',
    status: 200,
    send: () => form('/oidc/token', { grant_type: 'client_credentials', scope: 'resource:read' }),
  },
  { operation: 'GET /oidc/userinfo', status: 200, send: () => ({ path: '/oidc/userinfo' }) },
  { operation: 'POST /oidc/par', status: 201, send: (known) => form('/oidc/par', login(known)) },
  { operation: 'POST /oidc/introspection', status: 200, send: ({ token }) => form('/oidc/introspection', { token }) },
  { operation: 'POST /oidc/revocation', status: 200, send: ({ token }) => form('/oidc/revocation', { token }) },
  { operation: 'GET /oidc/logout', status: 200, send: ({ ak }) => ({ path: `/oidc/logout?client_id=${ak}` }) },
];
