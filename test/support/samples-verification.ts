import type { PageData } from '../../src/http/pages/render.ts';
import { checks, numberOf } from '../../src/integration/verification/checks/checks.ts';
import { fact } from '../../src/integration/verification/facts.ts';
import { presentGroups, presentRun, presentSeal, presentStep } from '../../src/integration/verification/presented.ts';
import { rounds } from '../../src/integration/verification/rounds/scenario.ts';
import { frameworks, type Run, stackNames, type Verdict } from '../../src/integration/verification/runs/run.ts';
import { createWords } from '../../src/words/index.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';

const { say } = createWords()('zh', 'institution');
const page = (title: string, more: Partial<PageData> = {}): Partial<PageData> => ({
  title,
  menu: {
    label: '机构后台',
    entries: [
      { key: 'home', href: '/console', label: '首页' },
      { key: 'verification', href: '/console/verification', label: '在线验证' },
    ],
  },
  here: 'verification',
  place: '青溪县文化馆（演示）',
  user: { label: '陈*（138****8101）' },
  ...more,
});

const id = '5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c55';
const path = `/console/verification/demo-qingxi/${id}`;
const app = {
  ...{ name: '青溪文化云', sandbox: false, href: '/console/verification/demo-qingxi' },
  list: { href: '/console/verification', title: '在线验证' },
};
const when = at('2026-11-24T06:06:12Z');

const all = (states: Partial<Record<string, Partial<Verdict>>>): Verdict[] =>
  checks.map(({ code }) => ({ check: code, state: 'passed', at: when, ...states[code] }));
const bad = all({
  in_time: { seen: fact('verification.seconds', { seconds: 0.4 }) },
  nonce_checked: { state: 'failed', fault: 'nonce_ignored', seen: fact('verification.seen_nonce_ignored') },
  notice: {
    state: 'failed',
    fault: 'notice_status',
    seen: fact('verification.seen_notice_status', {
      address: 'https://m.qx.example.cn/ncc/backchannel-logout-with-a-long-name',
      status: 404,
      text: '404 Not Found',
    }),
  },
  button: {
    state: 'unreachable',
    seen: fact('verification.unreachable', { address: 'https://m.qx.example.cn/login' }),
  },
  logout: { state: 'unseen' },
});
const good = all({ pkce: { state: 'noted', seen: fact('verification.nonce_instead') } });

const run = (more: Partial<Run>): Run => ({
  id,
  clientId: 'demo-qingxi',
  institutionId: id,
  mode: 'verification',
  stack: 'node',
  loginUrl: 'https://m.qx.example.cn/login',
  code: 'Zk0wq2mS7pXQd4b1yJ9vTA',
  accountId: id,
  username: 'verify-1a2b3c4d',
  state: 'failed',
  number: 'V-2611-0932',
  verdicts: bad,
  startedBy: 'a',
  startedAt: at('2026-11-24T06:04:00Z'),
  endsAt: at('2026-11-27T06:04:00Z'),
  finishedAt: at('2026-11-24T06:07:52Z'),
  redirectUris: [],
  dueAt: undefined,
  checkedAt: undefined,
  broken: undefined,
  ...more,
});
const names = new Map([['a', '陈*']]);
const runs = [
  run({}),
  run({ state: 'incomplete', verdicts: all({ notice: { state: 'unseen' } }), startedAt: at('2026-11-24T02:51:00Z') }),
  run({ state: 'passed', verdicts: good, number: 'V-2608-0417', finishedAt: at('2026-08-18T03:00:00Z') }),
].map((each) => presentRun(each, names, say));
const passed = {
  runId: id,
  number: 'V-2608-0417',
  at: at('2026-08-18T03:00:00Z'),
  dueAt: at('2027-08-18T03:00:00Z'),
  lapsesAt: at('2027-09-17T03:00:00Z'),
  noted: [],
};
const seal = (state: 'passed' | 'failed' | 'due' | 'none' | 'broken', isRunning = false) =>
  presentSeal({
    state,
    counts: state === 'passed' || state === 'due',
    isPractice: false,
    runId: isRunning ? id : undefined,
    passed: state === 'none' ? undefined : passed,
    broken: undefined,
  });

const steps = [
  presentStep(
    {
      id: 1,
      at: when,
      kind: 'authorized',
      round: 'plain',
      data: {},
      shown: {
        request: {
          client_id: 'demo-qingxi',
          redirect_uri: 'https://m.qx.example.cn/callback',
          scope: 'openid profile',
        },
        answer: { code: 'Zk0wq2…', state: '4f1a', iss: 'https://cloud.example.cn' },
      },
    },
    say,
  ),
  presentStep(
    {
      id: 2,
      at: when,
      kind: 'redeemed',
      round: 'nonce',
      data: { seconds: 0.4 },
      shown: {
        request: { grant_type: 'authorization_code', code: 'Zk0wq2…' },
        answer: { access_token: 'mS7pXQ…', id_token: 'eyJhbG…', token_type: 'Bearer' },
        decoded: '{\n  "alg": "RS256"\n}\n{\n  "sub": "Zk0wq2mS7pXQd4b1yJ9vT3uLhE6aRcNf8oGiKxWzYtM"\n}',
      },
    },
    say,
  ),
  presentStep(
    { id: 3, at: when, kind: 'refused', data: { error: 'invalid_grant', description: 'grant request is invalid' } },
    say,
  ),
];

const report = {
  ...{ app, path, mode: 'verification' as const, groups: presentGroups(bad, 'node', say) },
  run: { ...presentRun(run({}), names, say), startedAt: at('2026-11-24T06:04:00Z'), seconds: 232 },
  failed: [
    { code: 'nonce_checked', place: numberOf('nonce_checked') },
    { code: 'notice', place: numberOf('notice') },
  ],
  ...{ unreachable: 1, unseen: 1, noted: [], seal: seal('failed'), runs, mayStart: true },
  institution: '青溪县文化馆（演示）',
};
const running = {
  ...{ app, path, mode: 'verification' as const, mayWork: true, steps: 3, log: steps },
  startedAt: at('2026-11-24T06:04:00Z'),
  endsAt: at('2026-11-27T06:04:00Z'),
  progress: { settled: 7, all: checks.length, left: 0 },
  place: { done: 2, all: rounds.length },
  due: {
    code: 'again',
    by: 'link',
    title: say(fact('verification.round_again')),
    expect: say(fact('verification.expect_again')),
  },
  citizen: { username: 'verify-1a2b3c4d', password: 'mS7pXQd4b1yJ' },
  link: 'https://cloud.example.cn/verification/Zk0wq2mS7pXQd4b1yJ9vTA',
  again: 'https://cloud.example.cn/verification/Zk0wq2mS7pXQd4b1yJ9vTA/again',
  groups: presentGroups(
    checks.map(({ code }, place) => ({ check: code, state: place < 7 ? 'passed' : 'unseen' })),
    'node',
    say,
  ),
  questions: [],
  problems: {},
};

export const verificationSamples = {
  'verification-list': {
    view: 'verification/list',
    data: {
      apps: [
        { ...app, seal: seal('passed') },
        { ...app, name: '青溪小程序', seal: seal('failed') },
        { ...app, name: '青溪慕课', seal: seal('none', true) },
        { ...app, name: '青溪小程序联调', sandbox: true, seal: seal('none') },
      ],
      checks: checks.length,
    },
    page: page('在线验证'),
  },
  'verification-list-none': {
    view: 'verification/list',
    data: { apps: [], checks: checks.length },
    page: page('在线验证'),
  },
  'verification-application': {
    view: 'verification/application',
    data: {
      ...{ app, takesNotices: true, seal: seal('due'), broken: [], runs, mayStart: true },
      stacks: Object.entries(frameworks),
      values: { loginUrl: 'https://m.qx.example.cn/login', stack: 'node' },
      problems: {},
    },
    page: page('青溪文化云 在线验证'),
  },
  'verification-application-broken': {
    view: 'verification/application',
    data: {
      ...{ app, takesNotices: false, seal: seal('broken'), runs: [], mayStart: true },
      broken: presentGroups(
        bad.filter(({ state }) => state === 'failed'),
        'other',
        say,
      ).flatMap(({ checks: found }) => found),
      stacks: Object.entries(frameworks),
      values: { loginUrl: 'm.qx' },
      problems: {
        loginUrl: say(fact('verification.login_url')),
        stack: say(fact('verification.stack', { stacks: stackNames })),
      },
    },
    page: page('青溪文化云 在线验证', { bad: true }),
  },
  'verification-running': { view: 'verification/running', data: running, page: page('正在验证') },
  'verification-running-first': {
    view: 'verification/running',
    data: {
      ...{ ...running, log: [], steps: 0, place: { done: 0, all: 15 }, progress: { settled: 0, all: 19, left: 2 } },
      due: {
        code: 'refuse',
        by: 'refusal',
        title: say(fact('verification.round_refuse')),
        expect: say(fact('verification.expect_refuse')),
      },
    },
    page: page('正在验证'),
  },
  'verification-questions': {
    view: 'verification/running',
    data: {
      ...{
        ...running,
        due: undefined,
        place: { done: rounds.length, all: rounds.length },
        progress: { settled: 16, all: checks.length, left: 0 },
      },
      questions: (['denied', 'name', 'phone'] as const).map((code) => ({
        code,
        yes: say(fact(`verification.ask_${code}`)),
        no: say(fact(`verification.no_${code}`)),
        picture: code === 'name',
        hasPicture: false,
        said: code === 'denied' ? 'yes' : undefined,
      })),
      problems: { name: say(fact('verification.picture_missing')), phone: say(fact('verification.answers_missing')) },
    },
    page: page('正在验证', { bad: true }),
  },
  'verification-walk': {
    view: 'verification/running',
    data: { ...running, mode: 'walk', due: undefined },
    page: page('模拟登录'),
  },
  'verification-report': { view: 'verification/report', data: report, page: page('在线验证报告') },
  'verification-passed': {
    view: 'verification/passed',
    data: {
      ...report,
      failed: [],
      groups: presentGroups(good, 'node', say),
      run: { ...report.run, number: 'V-2608-0417', passed: 21, at: passed.at },
      noted: presentGroups(good, 'node', say).flatMap(({ checks: found }) =>
        found.filter(({ state }) => state === 'noted'),
      ),
      seal: seal('passed'),
    },
    page: page('在线验证，通过'),
  },
  'verification-steps': {
    view: 'verification/steps',
    data: { app, path, steps, isOpen: true },
    page: page('模拟登录'),
  },
  'verification-steps-none': {
    view: 'verification/steps',
    data: { app, path, steps: [], isOpen: true },
    page: page('模拟登录'),
  },
} satisfies Readonly<Record<string, Sample>>;
