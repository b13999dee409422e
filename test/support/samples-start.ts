import { explain } from '../../src/applications/log/explain.ts';
import type { PageData } from '../../src/http/pages/render.ts';
import type { Manual } from '../../src/http/views.ts';
import { projects } from '../../src/site/docs/projects/projects.ts';
import { adviceOf, lightsOf, shownCalls, shownLight } from '../../src/site/docs/start/lights.ts';
import { environment, fill } from '../../src/site/docs/start/samples.ts';
import type { Sample } from './sample.ts';
import { at as moment } from './sample-values.ts';
import { speech } from './words.ts';

const at = moment('2026-11-24T14:32:00+08:00');
const values = {
  issuer: 'https://cloud.example.cn',
  ak: 'ncc_iaef6a7ts4rss3b63ogq',
  callback: 'http://localhost:5055/callback',
};
const secret = 'ncc_sk_cKDTe7Iqw2fxgCVSrFTMMmmHiy1m7oEe1234567890a';
const source =
  'const cloud = await oidc.discovery(new URL(process.env.NCC_ISSUER), process.env.NCC_AK, process.env.NCC_SK);\n';
const sampleOf = (id: string, title: string) => ({
  ...{ id, title, about: 'openid-client 6，Node.js 20 以上。', byHand: id === 'curl' },
  files: [{ path: `login.${id}`, parts: fill(source, values) }],
  run: environment(secret, '您的SK'),
});
const reason = {
  error: 'invalid_redirect_uri',
  description: 'redirect_uri did not match any of the registered redirect_uris',
  received: 'https://localhost:5055/callback',
  registered: [values.callback],
};
const failure = {
  ...{ at, endpoint: 'authorization' as const, error: 'invalid_redirect_uri', calls: 1, isOfRun: false },
  ...explain(reason),
  details: { description: undefined, received: undefined, registered: [], requestId: '8K2F-41QT' },
};
const success = {
  ...failure,
  endpoint: 'token' as const,
  error: undefined,
  cause: undefined,
  cure: undefined,
  details: undefined,
};
const lights = lightsOf(true, { answered: new Map([['shown', at]]), failures: [] });
const shown = (light: (typeof lights)[number]) => shownLight(light, speech);
const manual: Manual = {
  chapters: [{ title: '起步', pages: [{ href: '/docs/start', title: '十分钟跑通登录' }] }],
  ...{
    here: '/docs/start',
    title: '十分钟跑通登录',
    crumbs: [{ href: '/docs', title: '开发者中心' }],
    markdown: '/docs/start.md',
  },
};
const page = { title: '十分钟跑通登录', layout: 'docs', path: '/docs/start', manual } satisfies Partial<PageData>;
const all = {
  samples: ['Node.js', 'Java', 'Python', 'PHP', 'C#', 'curl'].map((title, place) =>
    sampleOf(place === 5 ? 'curl' : `s${place}`, title),
  ),
  others: [sampleOf('go', 'Go'), sampleOf('rust', 'Rust')],
  projects: projects.map(({ id, title }) => ({ id, title })),
  origin: values.issuer,
  problem: undefined,
  work: undefined,
  once: 'sXBqQ2hJr0mUu0o0hT3b5V1xq8dHnB9mJtYw2cQ4z1E',
  site: { login: 'http://localhost:5055/login', host: 'localhost:5055' },
};

export const startSamples = {
  'docs-start': {
    view: 'docs/start',
    data: {
      ...all,
      own: {
        ...{ ak: values.ak, secret, shownUntil: at, lastFour: '890a', callback: values.callback },
        citizen: { username: 'test-18fa2b3c', nickname: '测试市民1', password: 'Kq3v-x8Wm2' },
        ...{
          name: '第一次联调',
          expiresAt: at,
          isPersonal: true,
          institution: '',
          kit: undefined,
        },
      },
      isSignedIn: true,
      lights: lights.map(shown),
      lit: 2,
      now: lights.map(shown)[2],
      advice: adviceOf(lights, speech),
      calls: shownCalls([success, failure], speech),
    },
    page,
  },
  'docs-start-of-a-kit': {
    view: 'docs/start',
    data: {
      ...all,
      own: {
        ...{ ak: values.ak, secret, shownUntil: undefined, lastFour: '890a', callback: values.callback, name: '' },
        citizen: { username: 'test-18fa2b3c', nickname: '测试市民1', password: 'Kq3v-x8Wm2' },
        ...{ expiresAt: at, isPersonal: true, institution: '' },
        kit: { code: '4KQM-7XTP', endsAt: at, note: 'c2VhbGVk' },
      },
      ...{ isSignedIn: false, lit: 2, now: lights.map(shown)[2], calls: [] },
      lights: lights.map(shown),
      advice: adviceOf(lights, speech),
    },
    page,
  },
  'docs-start-refused': {
    view: 'docs/start',
    data: {
      ...all,
      problem: '这个地址一小时最多领 5 套，请 42 分钟后再来',
      ...{ own: undefined, isSignedIn: false, lit: 0, now: undefined, advice: undefined, calls: [] },
      lights: lightsOf(false, { answered: new Map(), failures: [] }).map(shown),
    },
    page,
  },
  'docs-start-of-many': {
    view: 'docs/start',
    data: {
      ...all,
      work: 'eyJhbGdvcml0aG0iOiJTSEEtMjU2In0',
      ...{ own: undefined, isSignedIn: false, lit: 0, now: undefined, advice: undefined, calls: [] },
      lights: lightsOf(false, { answered: new Map(), failures: [] }).map(shown),
    },
    page,
  },
  'docs-start-of-nobody': {
    view: 'docs/start',
    data: {
      ...all,
      ...{ own: undefined, isSignedIn: false, lit: 0, now: undefined, advice: undefined, calls: [] },
      lights: lightsOf(false, { answered: new Map(), failures: [] }).map(shown),
    },
    page,
  },
} satisfies Readonly<Record<string, Sample>>;
