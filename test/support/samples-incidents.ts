import { fieldsIn } from '../../src/fields/form.ts';
import type { PageData } from '../../src/http/pages/render.ts';
import {
  freezeFields,
  incidentFields,
  noteFields,
  noticeFields,
  reportedFields,
  reportFields,
} from '../../src/operations/incidents/form.ts';
import { reportOf, summaryOf } from '../../src/operations/incidents/report-shown.ts';
import { clockOf, finalOf, reporters } from '../../src/operations/incidents/reporting.ts';
import type { ShownFreeze } from '../../src/operations/incidents/store.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';
import { plainWords } from './words.ts';

const { say } = plainWords('zh', 'operator');

const now = at('2026-11-24T02:30:00Z');
const menu = {
  label: '运营后台',
  entries: [
    { key: 'desk', href: '/admin', label: '工作台' },
    { key: 'incidents', href: '/admin/incidents', label: '事件处置', waiting: 1 },
    { key: 'status', href: '/admin/status', label: '状态页' },
  ],
};
const page = (title: string): Partial<PageData> => ({
  ...{ title, menu, here: 'incidents', place: '安全' },
  user: { label: '沈*（138****8102）' },
});
const id = '5b0f3b5c-6a0f-4a5e-8f52-0a6a3f1b2c3d';
const known = {
  id,
  number: 3,
  title: '松溪县文化馆的 SK 可能泄漏',
  summary: '代码托管平台上出现了它的 SK，还没有发现被人用过。',
  level: 'larger',
  foundAt: at('2026-11-24T01:42:00Z'),
  beganAt: at('2026-11-23T13:16:00Z'),
  containedAt: undefined,
  clientIds: ['ncc_songxi'],
  report: { type: '密钥泄漏', scene: '日志已另存。' },
  openedBy: id,
  openedAt: at('2026-11-24T01:45:00Z'),
  reportedAt: undefined,
  reportedTo: undefined,
  closedAt: undefined,
  finalAt: undefined,
  finalTo: undefined,
} as const;
const clockAt = (more: Partial<Pick<typeof known, 'foundAt'>> & { foundAt?: Date; level?: 'minor' } = {}) =>
  clockOf({ ...known, ...more }, 'central', now);
const owed = { now, to: reporters.central.to };
const stopped: ShownFreeze = {
  ...{ id, kind: 'application', target: 'ncc_songxi', label: '松溪文化云', since: undefined, until: undefined },
  ...{ reason: 'SK 出现在公开代码里', state: 'done', by: id, at: at('2026-11-24T01:47:00Z'), stoppedAt: undefined },
  counts: { waiting: 0, done: 0, undone: 0 },
};
const ended: ShownFreeze = {
  ...{ ...stopped, kind: 'end_sign_ins', state: 'under_way', at: at('2026-11-24T01:55:00Z') },
  counts: { waiting: 342, done: 942, undone: 0 },
};
const people = {
  people: 1_284,
  calls: [{ endpoint: 'token', ok: 38, failed: 2 }],
  since: known.beganAt,
};
const institutions = [{ id, name: '松溪县文化馆（演示）', applications: ['松溪文化云'] }];
const affected = {
  institutions,
  counted: {
    ...{ ...people, id, until: undefined, countedUntil: now, consentsAt: now, isOver: false },
    ...{ loginsKnownSince: at('2026-06-01T00:00:00Z'), callsKnownSince: at('2026-10-25T00:00:00Z') },
    clearedAt: undefined,
  },
};
const shown = {
  institutions,
  counted: {
    ...{ ...people, until: now, isReady: true, goesOn: true, loginsGone: undefined, callsGone: undefined },
    clearedAt: undefined,
  },
};
const about = {
  ...{ title: known.title, level: '较大', paragraphs: [known.summary], foundAt: known.foundAt },
  ...{ containedAt: undefined, reportedAt: undefined, reportedTo: undefined, closedAt: undefined },
  ...{ finalAt: undefined, finalTo: undefined },
};
const freezes = [
  {
    ...{
      id: 'a',
      what: '结束登录：一段时间里登录过某个 AK 的人',
      label: '松溪文化云',
      reason: stopped.reason,
      state: 'under_way',
    },
    ...{ at: ended.at, by: '沈*', times: '2026年11月19日 00:00 至 2026年11月24日 09:55', mayUndo: false },
    people: { total: 1_284, done: 942, undone: 0 },
  },
  {
    ...{
      id: 'b',
      what: '停用一个 AK',
      label: '松溪文化云',
      reason: stopped.reason,
      state: 'done',
      at: stopped.at,
      by: '沈*',
    },
    ...{ times: undefined, people: undefined, mayUndo: true },
  },
];
const steps = [
  { at: at('2026-11-24T02:05:00Z'), by: '沈*', words: '电话告知开发公司，对方确认是误传' },
  { at: ended.at, by: '沈*', words: '结束登录：一段时间里登录过某个 AK 的人，1284 人' },
  { at: stopped.at, by: '沈*', words: '停用一个 AK' },
  { at: known.openedAt, by: '沈*', words: '登记事件' },
];
const forms = {
  freeze: fieldsIn(freezeFields.shape),
  notice: fieldsIn(noticeFields.shape),
  note: fieldsIn(noteFields.shape),
  reported: fieldsIn({ to: reportedFields.shape.to }),
};
const whole = {
  ...{
    id,
    number: 'S-2611-3',
    incident: about,
    clock: { ...clockAt(), ...owed },
    final: undefined,
    next: 'first',
    freezes,
    steps,
    forms,
    tried: { freeze: false, notice: false },
    values: {},
  },
  affected: shown,
  noticeRuns: [
    {
      audience: '受影响机构的管理员和经办人',
      body: '您的 SK 出现在公开代码里，已停用，请换新 SK。',
      told: 2,
      isOver: true,
      at: stopped.at,
    },
    {
      audience: '受影响的市民',
      body: '您登录过的平台正在做安全维护，需要重新登录。',
      told: 800,
      isOver: false,
      at: ended.at,
    },
  ],
  report: reportOf({ incident: known, freezes: [ended, stopped], affected }, say),
  done: 'frozen',
} as const;
const empty = { institutions: [], counted: undefined };
const over = { ...about, reportedAt: at('2026-11-24T03:10:00Z'), reportedTo: '部网信工作机构值班室', closedAt: now };

/** 事件处置 */
export const incidentSamples: Readonly<Record<string, Sample>> = {
  incidents: {
    view: 'incidents/list',
    data: {
      list: [
        {
          ...about,
          href: `/admin/incidents/${id}`,
          number: 'S-2611-3',
          isClosed: false,
          isReported: false,
          clock: whole.clock,
          final: undefined,
        },
        {
          ...{ ...about, href: '/admin/incidents/b', number: 'S-2611-2', title: '批量撞库' },
          ...{
            isClosed: false,
            isReported: false,
            clock: clockAt({ foundAt: at('2026-11-23T23:00:00Z') }),
            final: undefined,
          },
        },
        {
          ...{ ...about, href: '/admin/incidents/d', number: 'S-2611-1', title: '一个账号被盗用', level: '一般' },
          ...{ isClosed: false, isReported: false, clock: clockAt({ level: 'minor' }), final: undefined },
        },
        {
          ...about,
          href: '/admin/incidents/c',
          number: 'S-2610-1',
          isClosed: true,
          isReported: true,
          clock: whole.clock,
          final: finalOf({ ...over, finalAt: undefined }, now),
        },
      ],
      next: '/admin/incidents?before=x',
    },
    page: page('事件处置'),
  },
  'incidents-none': { view: 'incidents/list', data: { list: [], next: undefined }, page: page('事件处置') },
  'incident-new': {
    view: 'incidents/form',
    data: {
      ...{
        action: '/admin/incidents',
        id: undefined,
        fields: fieldsIn(incidentFields.shape),
        values: { title: '批量撞库' },
      },
      problems: { summary: '请填写情况', applications: '没有 AK ncc_x，请核对' },
    },
    page: page('登记事件'),
  },
  incident: { view: 'incidents/show', data: whole, page: page(known.title) },
  'incident-new-one': {
    view: 'incidents/show',
    data: {
      ...{ ...whole, freezes: [], noticeRuns: [], steps: steps.slice(-1), done: '' },
      clock: { ...clockAt({ foundAt: at('2026-11-23T23:00:00Z') }), ...owed },
      affected: empty,
      report: reportOf(
        {
          incident: { ...known, clientIds: [], level: 'unjudged', report: {} },
          freezes: [],
          affected: empty,
        },
        say,
      ),
      problems: { target: '没有找到，请核对 AK、号码或编号' },
    },
    page: page(known.title),
  },
  'incident-closed': {
    view: 'incidents/show',
    data: {
      ...{ ...whole, done: 'closed' },
      incident: over,
      final: finalOf({ ...over, finalAt: undefined }, now),
      next: 'final',
      freezes: freezes.map((each) => ({ ...each, state: 'undone', mayUndo: false })),
      affected: {
        institutions,
        counted: {
          ...{ ...shown.counted, since: at('2026-05-02T00:00:00Z'), goesOn: false },
          ...{ loginsGone: at('2026-06-01T00:00:00Z'), callsGone: at('2026-10-25T00:00:00Z') },
          clearedAt: at('2026-12-24T03:45:00Z'),
        },
      },
      report: summaryOf({ incident: { ...known, closedAt: now }, freezes: [ended, stopped], affected }, say),
    },
    page: page(known.title),
  },
  'incident-confirm': {
    view: 'incidents/confirm',
    data: {
      ...{ id, title: known.title, what: '结束登录：一段时间里登录过某个 AK 的人', values: { kind: 'end_sign_ins' } },
      plan: {
        kind: 'end_sign_ins',
        label: '松溪文化云',
        people: 1_284,
        certainty: 'exact',
        since: known.beganAt,
        until: now,
        reason: stopped.reason,
      },
    },
    page: page('确认停用'),
  },
  'incident-confirm-many': {
    view: 'incidents/confirm',
    data: {
      ...{ id, title: known.title, what: '停用账号：一段时间里登录过某个 AK 的人', values: { kind: 'lock_sign_ins' } },
      plan: {
        ...{ kind: 'lock_sign_ins', label: '松溪文化云', people: 109_428, certainty: 'least' },
        ...{ since: at('2026-09-01T00:00:00Z'), until: now, reason: stopped.reason },
      },
    },
    page: page('确认停用'),
  },
  'incident-report': {
    view: 'incidents/report',
    data: { id, title: known.title, fields: fieldsIn(reportFields.shape), values: known.report },
    page: page('补充报告'),
  },
};
