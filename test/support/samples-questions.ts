import type { PageData } from '../../src/http/pages/render.ts';
import { deskOf, listOf, questionOf } from '../../src/statistics/questions/present.ts';
import type { ListedQuestion, ShownQuestion } from '../../src/statistics/questions/service.ts';
import { createWords } from '../../src/words/index.ts';
import type { Sample } from './sample.ts';

const page = (title: string, isStaff = false): Partial<PageData> => ({
  title,
  menu: {
    label: isStaff ? '运营后台' : '机构后台',
    entries: isStaff
      ? [{ key: 'data-questions', href: '/admin/statistics/questions', label: '数据疑问' }]
      : [{ key: 'statistics', href: '/console/statistics', label: '服务数据' }],
  },
  here: isStaff ? 'data-questions' : 'statistics',
  place: isStaff ? '统计岗' : '青溪县文化馆（演示）',
  user: { label: '陈*（138****8101）' },
});

const { say } = createWords()('zh', 'operator');
const now = new Date('2026-10-15T02:00:00Z');
const asked: ListedQuestion = {
  ...{ id: '8c5e51a6-6f0b-4c61-9d0c-0d2f4a9a3f10', clientId: 'demo-qingxi-yun', application: '青溪文化云' },
  ...{
    institutionId: '0b0f3ad4-7a5e-4b43-8a52-6ad2ce1f8c11',
    institution: '青溪县文化馆（演示）',
    regionCode: '330822',
  },
  ...{ firstDay: '2026-10-12', lastDay: '2026-10-12', askedAt: now, dueAt: new Date('2026-10-20T10:00:00Z') },
  ...{ cause: undefined, answer: undefined, fileId: undefined, answeredAt: undefined, moreAt: undefined, history: [] },
  ...{ verdict: undefined, reason: undefined, decidedAt: undefined, decidedBy: undefined },
  ...{ appeal: undefined, appealedAt: undefined, appealFileId: undefined },
  ...{ finalVerdict: undefined, finalReason: undefined, finalAt: undefined },
  ...{ standing: 'open', outcome: undefined },
};
const answered: ListedQuestion = {
  ...asked,
  ...{ cause: 'crawler', answer: '一台采集程序反复刷新首页，已拦下，数已改。', answeredAt: now, standing: 'answered' },
  fileId: '3a0f0bd4-7a5e-4b43-8a52-6ad2ce1f8c11',
};
const decided: ListedQuestion = {
  ...answered,
  ...{ verdict: 'excluded', reason: '没有看到拦下的记录', decidedAt: now, standing: 'decided', outcome: 'excluded' },
};
const investigating: ListedQuestion = {
  ...{
    ...asked,
    cause: 'unknown',
    answeredAt: now,
    standing: 'investigating',
    dueAt: new Date('2026-10-28T10:00:00Z'),
  },
};
const moreAsked: ListedQuestion = {
  ...{ ...answered, moreAt: now, standing: 'more_asked' },
  history: [
    {
      ...{ kind: 'answer', at: now.toISOString(), cause: 'crawler', text: '一台采集程序反复刷新首页，已拦下。' },
      fileId: answered.fileId ?? null,
    },
    { kind: 'more', at: now.toISOString(), text: '请附拦下以前一小时的访问日志。' },
  ],
};
const appealed: ListedQuestion = {
  ...{ ...decided, appeal: '日志在附件里', appealedAt: now, standing: 'appealed' },
  appealFileId: '3a0f0bd4-7a5e-4b43-8a52-6ad2ce1f8c12',
};
const upheld: ListedQuestion = {
  ...{ ...appealed, finalVerdict: 'excluded', finalReason: '日志里看不到直播', finalAt: now, standing: 'final' },
};
const changed: ListedQuestion = {
  ...{ ...upheld, finalVerdict: 'plausible', finalReason: '附的日志说得通', outcome: 'plausible' },
};
const late: ListedQuestion = { ...asked, dueAt: new Date('2026-10-14T10:00:00Z') };

const shown = (one: ListedQuestion): ShownQuestion => ({
  ...{ ...one, isCorrected: false, isHeld: one.outcome === undefined || one.outcome === 'excluded', version: '1' },
  files: [one.fileId, one.appealFileId].flatMap((each) => each ?? []),
  ...{ day: '2026-10-12', metric: 'pv', sight: 'few' },
  weeks: [
    { day: '2026-09-14', value: 1_088, logins: 96, isHeld: false },
    { day: '2026-09-21', value: 1_131, logins: 101, isHeld: false },
    { day: '2026-09-28', value: 1_240, logins: 99, isHeld: false },
    { day: '2026-10-05', value: undefined, logins: 88, isHeld: false },
    { day: '2026-10-12', value: 9_870, logins: 97, isHeld: false },
  ],
  rules: [
    {
      ...{ code: 'jump', metric: 'pv', first: '2026-10-12', last: '2026-10-12', falseAlarms: 5.3 },
      about: { value: 9_870, usual: 1_088, times: 9.1, logins: 97 },
    },
  ],
  days: [
    {
      ...{ day: '2026-10-12', isClosed: false, reported: {} },
      figures: [
        { code: 'pv', value: 9_870 },
        { code: 'uv', value: 2_914 },
        { code: 'ip', value: 2_701 },
      ],
    },
  ],
  corrected: [],
});
/** A fortnight that copies the one before, of which one day was corrected and one is in a closed month. */
const several = (one: ListedQuestion): ShownQuestion => ({
  ...shown(one),
  // One of the four weeks before is in question itself.
  weeks: shown(one).weeks.map((week, place) => (place === 2 ? { ...week, value: 11_400, isHeld: true } : week)),
  ...{ firstDay: '2026-09-30', lastDay: '2026-10-12', isCorrected: true },
  rules: [
    {
      ...{ code: 'copied', metric: 'pv', first: '2026-09-30', last: '2026-10-12', falseAlarms: 0 },
      about: { days: 13, lag: 28 },
    },
    ...shown(one).rules,
  ],
  days: ['2026-09-30', '2026-10-10', '2026-10-11', '2026-10-12'].map((day, place) => ({
    ...{ day, isClosed: place === 0, reported: {} },
    figures: [
      { code: 'pv', value: 1_204 + 37 * place },
      { code: 'uv', value: 412 + 11 * place },
    ],
  })),
  corrected: [
    {
      ...{ day: '2026-10-11', at: now, reason: '整段表格贴错了月份' },
      changes: [{ code: 'pv', before: 1_088, after: 1_278 }],
    },
  ],
});
export const shownQuestion = shown(asked);
const view = (one: ListedQuestion) => questionOf(shown(one), say, now);

const own = '/console/statistics/questions/8c5e51a6-6f0b-4c61-9d0c-0d2f4a9a3f10';
const desk = '/admin/statistics/questions/8c5e51a6-6f0b-4c61-9d0c-0d2f4a9a3f10';
const atHome = { values: {}, mayAnswer: true, action: own, done: undefined };
const atDesk = { values: {}, mayDecide: true, isFirstDecider: false, action: desk };
const title = '10月12日的资源访问量，发生了什么？';

export const questionSamples: Record<string, Sample> = {
  'statistics-questions': {
    view: 'statistics/questions',
    data: listOf([asked, late, investigating, moreAsked, answered, decided, appealed, upheld, changed]),
    page: page('数据疑问'),
  },
  'statistics-questions-none': { view: 'statistics/questions', data: listOf([]), page: page('数据疑问') },
  'statistics-question': { view: 'statistics/question', data: { ...view(asked), ...atHome }, page: page(title) },
  'statistics-question-wrong': {
    view: 'statistics/question',
    data: {
      ...{ ...view(asked), ...atHome, values: { 'right.2026-10-12.pv': '-5', text: '' } },
      problems: {
        cause: '请选择缘故',
        until: '请填哪一天能查清，10月16日到 11月14日之间（最多 30 天）',
        'right.2026-10-12.pv': '10月12日 资源访问量应为 0 到 10,000,000,000 的整数',
        text: '请写几句说明，至少 2 个字',
      },
    },
    page: page(title),
  },
  'statistics-question-days': {
    view: 'statistics/question',
    data: { ...questionOf(several(answered), say, now), ...atHome },
    page: page('9月30日至10月12日的资源访问量，发生了什么？'),
  },
  'statistics-question-excluded': {
    view: 'statistics/question',
    data: { ...view(decided), ...atHome },
    page: page(title),
  },
  ...Object.fromEntries(
    Object.entries({ investigating, more: moreAsked, late, appealed, upheld, changed }).map(([name, one]) => [
      `statistics-question-${name}`,
      { view: 'statistics/question', data: { ...view(one), ...atHome }, page: page(title) } satisfies Sample,
    ]),
  ),
  'statistics-question-desk': {
    view: 'statistics/question-desk',
    data: deskOf([answered, asked, late, investigating, moreAsked, decided, appealed, upheld, changed], now),
    page: page('数据疑问', true),
  },
  'statistics-question-item': {
    view: 'statistics/question-item',
    data: { ...view(answered), ...atDesk },
    page: page(title, true),
  },
  'statistics-question-item-early': {
    view: 'statistics/question-item',
    data: { ...view(asked), ...atDesk },
    page: page(title, true),
  },
  'statistics-question-item-more': {
    view: 'statistics/question-item',
    data: { ...view(moreAsked), ...atDesk },
    page: page(title, true),
  },
  'statistics-question-item-corrected': {
    view: 'statistics/question-item',
    data: { ...questionOf(several(answered), say, now), ...atDesk, values: { verdict: 'corrected' } },
    page: page(title, true),
  },
  'statistics-question-appeal': {
    view: 'statistics/question-item',
    data: { ...view(appealed), ...atDesk },
    page: page(title, true),
  },
};
