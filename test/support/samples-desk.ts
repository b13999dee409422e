import type { Data } from '../../src/fields/form.ts';
import { text } from '../../src/fields/text.ts';
import type { PageData } from '../../src/http/pages/render.ts';
import type { Sample } from './sample.ts';
import { at } from './sample-values.ts';
import { speech } from './words.ts';

/** The reviewers' side, as an operator sees it at 18:32 of the 24th. */
const page = (title: string, here = 'review', more: Partial<PageData> = {}): Partial<PageData> => ({
  title,
  here,
  place: '运营',
  user: { label: '王*（138****8003）' },
  unread: 3,
  menu: {
    label: '运营后台',
    entries: [
      { key: 'desk', href: '/admin', label: '工作台' },
      { key: 'review', href: '/admin/review', label: '审核', count: 12 },
      { key: 'institutions', href: '/admin/institutions', label: '机构', gap: true },
      { key: 'phrases', href: '/admin/phrases', label: '常用语' },
    ],
  },
  ...more,
});

const kinds = [
  { name: 'certification', title: '机构认证' },
  { name: 'application', title: 'AKSK 申请' },
  { name: 'link', title: '端口链接' },
];
const chip = (name: string, count: number, query = '', more: object = {}) => ({
  ...{ name, count, href: `/admin/review${query}`, isHere: query === '', id: undefined },
  ...more,
});
const chips = [
  chip('全部', 12),
  chip('我认领的', 1, '?tab=mine'),
  chip('已超时', 1, '?due=late'),
  chip('今天到期', 3, '?due=today'),
  chip('有存疑', 4, '?doubt=yes'),
  chip('没有存疑', 7, '?doubt=no'),
  chip('待复核', 2, '?tab=second'),
  chip('浙江，有存疑', 2, '?region=330000&doubt=yes', { id: '7d0f0e0a-0000-4000-8000-00000000000f' }),
];
const choices = {
  kinds,
  regions: [
    { code: '330000', name: '浙江' },
    { code: '510000', name: '四川' },
  ],
  dues: [
    { name: 'late', title: '已超时' },
    { name: 'today', title: '今天到期' },
  ],
  doubts: [
    { name: 'yes', title: '有存疑' },
    { name: 'no', title: '没有存疑' },
  ],
};
const noUndo = { bar: undefined, failed: [] };
const undo = {
  bar: {
    ...{ done: '通过了 24 件端口链接', until: '18:32:17', seconds: 7, of: 10 },
    ...{ press: '7d0f0e0a-0000-4000-8000-0000000000aa', all: 25, query: '' },
  },
  failed: [{ id: '2', title: '澜江读者', kind: '端口链接', why: '这份申请刚刚有变动，请刷新页面再看' }],
};
const row = {
  id: '7d0f0e0a-0000-4000-8000-000000000001',
  revision: 3,
  href: '/admin/review/1',
  claim: '/admin/review/1/claim',
  title: '青溪县文化馆（演示）',
  kind: '机构认证',
  region: '浙江省 · 柯城区',
  version: 1,
  mailed: false,
  submittedAt: at('2026-11-24T09:30:00Z'),
  waits: '1 小时',
  due: { at: at('2026-11-27T10:00:00Z'), tone: '', words: '11月27日' },
  doubts: [] as string[] | undefined,
  mayPick: true,
  state: 'submitted',
  stateName: '待审核',
  tone: 'wait',
  isFree: true,
  isMine: false,
};
const desk = {
  problems: {},
  queue: { tab: 'waiting' },
  query: '',
  words: '',
  wider: undefined,
  suggestedName: '',
  picks: true,
  total: 12,
  late: 1,
  ...{ mine: 1, batch: undefined },
  today: 31,
  matching: 12,
  chips,
  doneHref: '/admin/review?tab=done',
  figures: '/admin/review/figures',
  choices,
  typed: {},
  rows: [
    {
      ...row,
      due: { at: at('2026-11-24T08:00:00Z'), tone: 'bad-t', words: '超时 2 小时' },
      title: '乌苏里镇文化站（演示）',
      region: '黑龙江省 · 饶河县',
      waits: '3 天 2 小时',
    },
    {
      ...row,
      title: '澜江市图书馆读者服务平台',
      institution: '澜江市图书馆（演示）',
      kind: 'AKSK 申请',
      region: '四川省 · 泸州市',
      version: 2,
      waits: '5 小时',
      due: { at: at('2026-11-24T10:00:00Z'), tone: 'warn', words: '今天 18:00' },
      doubts: ['回调地址', '应用地址'],
      changed: 3,
    },
    { ...row, title: '云岭科技（演示）', state: 'claimed', claimedBy: '我', isMine: true, waits: '1 天' },
    {
      ...row,
      ...{ title: '河套群众艺术馆（演示）', state: 'claimed', claimedBy: '李*', isFree: false, mayPick: false },
      ...{ waits: '6 小时', why: '李* 审核中' },
    },
    { ...row, mailed: true, doubts: undefined },
    {
      ...row,
      ...{ title: '银龄剪纸体验课', institution: '青溪县文化馆（演示）', kind: '享活动内容', mayPick: false },
      batch: { number: '20261124-03', count: 40, href: '/admin/review?batch=5f0c2f0e-6a57-4c55-9f0c-2f0e6a574c32' },
    },
    {
      ...row,
      title: '青溪云科（演示）',
      mayPick: false,
      why: '您所在的开发公司为这家机构开发，不能由您决定，请交给其他同事',
    },
  ],
  last: '13:58',
  undo: noUndo,
  notice: undefined,
  next: '/admin/review?after=2026-11-24T09%3A30%3A00.000Z_1',
};

const rejected = speech.changeable().find(({ key }) => key === 'review-rejected');
const rejectedText = rejected?.builtIn ?? { subject: '', heading: '', paragraphs: [], action: '', sms: '' };
const template = {
  message: { key: 'review-rejected', title: '审核：不予通过', to: '机构', hasSms: true },
  variables: rejected?.variables ?? [],
  values: { ...rejectedText, body: rejectedText.paragraphs.join('\n'), version: '2' },
  ...{ isChanged: true, isPreview: false, notice: '已保存，从下一条消息起使用新的文字。' },
  preview: {
    ...speech.write(rejected?.sample ?? { code: 'notices.rejected_letter', params: {} }),
    ...{ to: '青溪县文化馆 陈静', because: '您收到它，是因为您是这家机构的管理员或经办人。' },
    smsSent: {
      text: '【国家公共文化云】贵单位的AKSK 申请“青溪文化云”没有通过审核，原因见机构后台。',
      length: 45,
      parts: 1,
    },
  },
  contact: { phone: '400-0596-087', email: 'support@example.cn' },
  versions: [
    {
      ...{ version: 2, at: at('2026-11-24T06:20:00Z'), by: '王*', isBuiltIn: false, heading: '{事项}没有通过' },
      href: '/admin/messages/review-rejected?version=2#words',
    },
    { version: 1, at: at('2026-11-20T06:20:00Z'), by: '李*', isBuiltIn: true, heading: '', href: '/admin/messages/a' },
  ],
};
const region = {
  ...{ code: '330802', name: '柯城区', whole: '浙江省衢州市柯城区', validFrom: undefined, validTo: '2026-12-31' },
  next: '浙江省衢州市新柯城区（330899）',
};
const fields = {
  name: '机构全称',
  credit: '统一社会信用代码',
  region: '行政区划',
  phone: '经办人手机',
  site: '平台网址',
  venue: '所属场馆',
  about: '机构简介',
  letter: '授权书',
};
const field = (name: keyof typeof fields, lines: string[], more: object = {}) => ({
  name,
  title: fields[name],
  lines: lines.map((text) => [{ text }]),
  isPersonal: false,
  isRevealed: false,
  documents: [] as object[],
  checks: [] as object[],
  comment: '',
  before: '',
  ...more,
});
const documents = [
  { id: 'd1', name: '法人证书.jpg', label: '证件照', isImage: true, size: 812_000 },
  { id: 'd2', name: '授权书-0302.pdf', label: '授权书', isImage: false, size: 420_000 },
];
const groups = [
  {
    name: 'institution',
    title: '机构信息',
    unfilled: [],
    fields: [
      field('name', ['青溪县文化馆（演示）'], { checks: [{ verdict: 'ok', text: '没有同名机构' }] }),
      field('credit', ['12330826MB0000D70E'], {
        checks: [{ verdict: 'ok', text: '校验位相符；12 为事业单位，与类型一致' }],
      }),
      field('region', ['浙江省衢州市柯城区'], { checks: [{ verdict: 'warn', text: '信用代码登记在 330826，请核对' }] }),
      field('phone', ['138****8101'], { isPersonal: true }),
      field('site', ['https://www.qingxi-cultural-centre.example.cn/'], {
        href: 'https://www.qingxi-cultural-centre.example.cn/',
      }),
      field('about', ['三月起每周日开放，全年免费。'], {
        change: [
          { kind: 'same', pieces: [{ text: '三月起每周' }] },
          { kind: 'gone', pieces: [{ text: '六' }] },
          { kind: 'new', pieces: [{ text: '日' }] },
          {
            kind: 'same',
            pieces: [{ text: '开放，' }, { text: '全年免费', hit: '广告用语，请核对依据' }, { text: '。' }],
          },
        ],
      }),
    ],
  },
  {
    name: 'papers',
    title: '材料',
    unfilled: [field('venue', [])],
    fields: [
      field('letter', [], {
        documents: documents.slice(1),
        checks: [{ verdict: 'bad', text: '只有 1 页，没有盖章页' }],
        before: '授权书没有加盖公章。',
      }),
    ],
  },
];
const item = {
  problems: {},
  submission: {
    id: row.id,
    revision: 4,
    title: '青溪县文化馆（演示）',
    institution: '青溪县文化馆（演示）',
    state: 'claimed',
    version: 1,
    source: 'online',
  },
  kind: '机构认证',
  stateName: '审核中',
  tone: 'wait',
  region: '浙江省衢州市柯城区',
  times: 2,
  due: { tone: 'warn', words: '今天 18:00 前', left: '3 小时', at: at('2026-11-24T10:00:00Z') },
  isShown: true,
  groups,
  documents,
  checks: {
    all: 5,
    ok: 2,
    warn: { count: 1, named: [{ field: 'region', title: '行政区划' }] },
    bad: { count: 1, named: [{ field: 'letter', title: '授权书' }] },
  },
  general: [{ verdict: 'ok', text: '没有别的机构用这个信用代码' }],
  against: undefined,
  compared: true,
  changed: [{ name: 'about', title: '机构简介' }],
  timeline: [
    { at: at('2026-11-24T06:05:00Z'), who: '王*（审核员）', did: '认领', comments: [] },
    { at: at('2026-11-24T04:40:00Z'), who: '陈*（机构）', did: '重新提交', comments: [] },
    {
      at: at('2026-11-23T08:20:00Z'),
      who: '李*（审核员）',
      did: '退回修改',
      reason: '证件照不清晰，请重新拍摄。',
      comments: [{ title: '授权书', text: '授权书没有加盖公章。' }],
    },
    { at: at('2026-11-23T01:12:00Z'), who: '陈*（机构）', did: '提交审核', comments: [] },
  ],
  phrases: [
    { id: 'p1', text: '证件照不清晰，请用扫描件重新上传（≥ 200 dpi）。' },
    { id: 'p2', text: '授权书没有加盖公章。请打印预填的授权书，盖章后重新扫描上传。' },
  ],
  approval: [],
  typed: { reason: '', comments: {}, approval: {}, why: {} as Data },
  hasWritten: false,
  notice: undefined,
  standing: undefined,
  may: { decide: true, approve: true, claim: false, release: true, second: false },
  path: '/admin/review/1',
  query: '',
  back: '/admin/review',
  previous: '/admin/review/0',
  next: '/admin/review/2',
  asks: undefined,
  bulkHref: undefined,
  undo: noUndo,
};

const phrase = { id: 'p1', text: '证件照不清晰，请用扫描件重新上传（≥ 200 dpi）。' };
const phrases = {
  problems: {},
  editing: undefined as string | undefined,
  values: {},
  kinds,
  notice: undefined as string | undefined,
  groups: [
    { key: 'all', title: '用于所有申请', phrases: [{ id: 'p3', text: '联系电话无法接通，请核对后重新填写。' }] },
    {
      key: 'certification',
      title: '用于机构认证',
      phrases: [phrase, { ...phrase, id: 'p2', text: '授权书没有加盖公章。' }],
    },
  ],
};

export const deskSamples = {
  'review-desk': { view: 'review/desk', data: desk, page: page('审核') },
  'review-desk-batch': {
    view: 'review/desk',
    data: {
      ...desk,
      queue: { tab: 'waiting', kind: 'certification' },
      query: '?kind=certification',
      words: '机构认证',
      wider: '/admin/review',
      matching: 2,
      suggestedName: '机构认证',
      undo,
    },
    page: page('审核'),
  },
  'review-desk-done': {
    view: 'review/desk',
    data: {
      ...desk,
      queue: { tab: 'done' },
      rows: [
        {
          ...row,
          state: 'approved',
          stateName: '已通过',
          tone: 'ok',
          decidedAt: at('2026-11-24T05:58:00Z'),
          decidedBy: '我',
        },
        {
          ...row,
          state: 'returned',
          stateName: '退回修改',
          tone: 'warn',
          decidedAt: at('2026-11-23T05:58:00Z'),
          decidedBy: '李*',
        },
      ],
      notice: '机构认证“青溪县文化馆（演示）”已通过。',
      next: undefined,
    },
    page: page('审核'),
  },
  'review-desk-none': {
    view: 'review/desk',
    data: { ...desk, total: 0, late: 0, rows: [], last: '10:32', next: undefined },
    page: page('审核'),
  },
  'review-item': { view: 'review/item', data: item, page: page('审核 青溪县文化馆（演示）') },
  'review-item-bad': {
    view: 'review/item',
    data: {
      ...item,
      groups: groups.map((group) => ({
        ...group,
        fields: group.fields.map((each) => (each.name === 'letter' ? { ...each, comment: '没有加盖公章。' } : each)),
      })),
      typed: { ...item.typed, why: { phone: '' } },
      hasWritten: true,
      problems: { reason: '请填写不予通过的原因', 'why.phone': '请填写查看完整内容的原因' },
    },
    page: page('审核 青溪县文化馆（演示）', 'review', { bad: true }),
  },
  'review-item-asks': {
    view: 'review/item',
    data: {
      ...item,
      asks: {
        despite: 'region',
        doubts: [{ title: '行政区划', text: '证书上的住所在衢州市，填写的是柯城区' }],
      },
      undo,
      sample: { number: 3, of: 3 },
      bulkHref: '/admin/review/bulk/1',
      next: undefined,
    },
    page: page('审核 青溪县文化馆（演示）'),
  },
  'review-item-approval': {
    view: 'review/item',
    data: {
      ...item,
      submission: { ...item.submission, state: 'submitted', version: 2, source: 'mail', title: '青溪文化云' },
      stateName: '待审核',
      tone: 'wait',
      approval: [{ name: 'group', title: '工作群', fields: { groupName: text('群名称', { max: 30 }).optional() } }],
      may: { ...item.may, approve: false, claim: true, release: false },
      against: 1,
      changed: [],
      notice: '机构认证“澜江市图书馆（演示）”已退回修改。',
    },
    page: page('审核 青溪文化云'),
  },
  'review-item-taken': {
    view: 'review/item',
    data: {
      ...item,
      standing: '李* 今天 14:05 认领，正在审核。需要您接手时，请先请对方放回。',
      may: { decide: false, approve: false, claim: false, release: false, second: false },
      typed: { ...item.typed, reason: '写了很久的原因' },
      hasWritten: true,
      problems: { form: '这份申请已由其他审核员认领，请先请对方放回' },
      previous: undefined,
      next: undefined,
    },
    page: page('审核 青溪县文化馆（演示）', 'review', { bad: true }),
  },
  'review-batch': {
    view: 'review/batch',
    data: {
      kind: '端口链接',
      back: '/admin/review?kind=link',
      done: 1,
      failed: [
        {
          id: '2',
          title: '澜江读者',
          institution: '澜江市图书馆（演示）',
          why: '这份申请刚刚有变动，请刷新页面再看',
        },
      ],
      undo,
    },
    page: page('成批处理'),
  },
  'review-figures': {
    view: 'review/figures',
    data: {
      ...{ first: '2026-10-26', last: '2026-11-24', today: '2026-11-24' },
      rows: [
        {
          ...{ id: 'a', name: '李*', decided: 1_204, checked: 40, approved: 1_050, returned: 110, rejected: 4 },
          ...{ median: '5 小时', undone: 3, disagreed: 1, corrected: 12 },
        },
        {
          ...{ id: 'b', name: '王*', decided: 2, checked: 0, approved: 2, returned: 0, rejected: 0 },
          ...{ median: undefined, undone: 0, disagreed: 0, corrected: 0 },
        },
      ],
      problems: {},
    },
    page: page('审核数字'),
  },
  'review-bulk': {
    view: 'review/bulk',
    data: {
      kind: '端口链接',
      path: '/admin/review/bulk/1',
      query: '',
      back: '/admin/review',
      clear: 24,
      doubted: [
        { href: '/admin/review/9', title: '桂剧唱腔', institution: '苍梧戏曲数字馆（演示）', doubts: '手机网址' },
      ],
      samples: [
        { href: '/admin/review/5', title: '刘三姐选段', institution: '苍梧戏曲数字馆（演示）', isLooked: true },
        { href: '/admin/review/6', title: '彩调脸谱', institution: '苍梧戏曲数字馆（演示）', isLooked: true },
        { href: '/admin/review/7', title: '桂剧选段', institution: undefined, isLooked: false },
      ],
      looked: 2,
      next: { href: '/admin/review/7', title: '桂剧选段', institution: undefined },
      phrases: [phrase],
      typed: {},
      problems: {},
      undo: noUndo,
    },
    page: page('成批处理'),
  },
  words: {
    view: 'review/words',
    data: {
      words: [
        { word: '最高级', note: '广告用语，请核对依据' },
        { word: '国家级', note: undefined },
      ],
      values: {},
      problems: {},
      notice: '已添加或更新 2 个。',
    },
    page: page('敏感词', 'words'),
  },
  'words-bad': {
    view: 'review/words',
    data: {
      words: [],
      values: { words: '｜' },
      problems: { words: '第 1 行：敏感词应为 1 到 50 个字' },
      notice: undefined,
    },
    page: page('敏感词', 'words', { bad: true }),
  },
  synonyms: {
    view: 'resources/synonyms',
    data: { count: 2, values: { groups: '书屋、图书室、图书馆\n少儿、儿童、亲子', version: '1' }, isSaved: true },
    page: page('搜索同义词', 'synonyms'),
  },
  'synonyms-bad': {
    view: 'resources/synonyms',
    data: {
      count: 2,
      values: { groups: '书屋', version: '1' },
      isSaved: false,
      problems: { groups: '第 1 行：每组应为 2 至 12 个词，每个词 2 至 12 个字或字母' },
    },
    page: page('搜索同义词', 'synonyms', { bad: true }),
  },
  'message-templates': {
    view: 'messages/list',
    data: {
      groups: [
        {
          to: '机构',
          messages: [
            {
              ...{ href: '/admin/messages/review-rejected', title: '审核：不予通过', hasSms: true },
              changed: { at: at('2026-11-24T06:20:00Z'), by: '王*', version: 2 },
            },
            { href: '/admin/messages/report-missing', title: '服务数据：催报', hasSms: false, changed: undefined },
          ],
        },
        {
          to: '市民',
          messages: [
            { href: '/admin/messages/account-closing', title: '账号：申请注销', hasSms: true, changed: undefined },
          ],
        },
      ],
    },
    page: page('消息模板', 'templates'),
  },
  'message-template': { view: 'messages/edit', data: template, page: page('消息模板：审核：不予通过', 'templates') },
  'message-template-bad': {
    view: 'messages/edit',
    data: {
      ...template,
      ...{ isPreview: true, notice: undefined },
      values: { ...template.values, heading: '{事情}', body: '没有通过' },
      problems: {
        heading: '没有变量 {事情}，可以用的是 {事项}、{标题}、{机构}、{办理时间}、{办理时间日期}、{原因}',
        body: '缺少 {原因}：没有它，收到的人不知道说的是什么。请放进文字里',
      },
    },
    page: page('消息模板：审核：不予通过', 'messages', { bad: true }),
  },
  'region-desk': {
    view: 'site/region-desk',
    data: {
      asked: '柯城',
      found: [region],
      changed: [{ ...region, at: at('2026-11-24T06:20:00Z') }],
      notice: '已保存。',
    },
    page: page('行政区划', 'regions'),
  },
  'region-desk-none': {
    view: 'site/region-desk',
    data: { asked: '没有的县', found: [], changed: [], notice: undefined },
    page: page('行政区划', 'regions'),
  },
  'region-change': {
    view: 'site/region-change',
    data: {
      isNew: true,
      values: { region: '33080', code: '33080', name: '', validTo: '2026-01-01' },
      problems: { region: '行政区划代码应为 6 位数字，例如 330106', name: '请填写名称' },
    },
    page: page('新增区划', 'regions', { bad: true }),
  },
  'region-confirm': {
    view: 'site/region-confirm',
    data: {
      lines: [
        { name: '停用日期', from: '', to: '2026-12-31' },
        { name: '替换代码', from: '', to: '330899' },
      ],
      effects: { institutions: 12, listings: 1204, reports: 4380, staff: 1 },
      below: 3,
      ends: true,
      next: '浙江省衢州市新柯城区',
      values: { region: '330802', code: '330802', name: '柯城区', validTo: '2026-12-31', replacedBy: '330899' },
    },
    page: page('确认修改', 'regions'),
  },
  phrases: { view: 'review/phrases', data: phrases, page: page('常用语', 'phrases') },
  'phrases-bad': {
    view: 'review/phrases',
    data: { ...phrases, editing: 'p1', values: { kind: 'link' }, problems: { text: '请填写常用语' } },
    page: page('常用语', 'phrases', { bad: true }),
  },
} satisfies Readonly<Record<string, Sample>>;
