import { days } from '../../clock.ts';
import { regionNames } from '../../fields/regions/region.ts';
import { loginMethod } from '../../http/pages/text.ts';
import type { PersonalRow, PersonalTable, Retention } from '../../personal.ts';

/** Texts in the files of an export, beside the data. */

const style =
  'body{font:16px/1.7 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}' +
  'th,td{border-bottom:1px solid #ccc;padding:.4rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}' +
  'h2{font-size:1.1em;margin:1.2em 0 .3em}ul{margin:0;padding-inline-start:1.2em}' +
  '@page{size:A4;margin:16mm}@media print{body{font-size:10.5pt;line-height:1.5;margin:0;max-width:none}a{color:inherit;text-decoration:none}h2{break-after:avoid}}';

export const escaped = (text: string) =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);

/** As a person reads it; times in Beijing. */
function readable(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date)
    return new Date(value.getTime() + 8 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
  if (typeof value === 'boolean') return value ? '是' : '否';
  if (Array.isArray(value)) return value.map(readable).join('、');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

export const pageOf = (title: string, body: string) =>
  `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(title)}</title>` +
  `<style>${style}</style><h1>${escaped(title)}</h1>${body}</html>\n`;

/** A value in a cell of a table; a picture as a picture. */
export const cellOf = (value: unknown): string =>
  typeof value === 'string' && /^data:image\/jpeg;base64,[\w+/=]+$/.test(value)
    ? `<img src="${value}" alt="" width="96">`
    : escaped(readable(value));

export const readMe = (at: Date) => `国家公共文化云 · 个人数据
导出时间：${readable(at)}（北京时间）

index.html      写给您的信，一页，用浏览器打开，可以打印
kinds.html      每一类数据为什么保存，保存多久
pages/*.html    每一类数据一页
data/*.json     同样的数据，给程序用：UTF-8 的 JSON（RFC 8259），每个文件是一个数组，一行记录一个对象；
                时间是 UTC（ISO 8601），页面上的是北京时间
fields.json     每个 JSON 文件里各个字段的中文名称

密码、动态验证码的密钥等凭证不在其中：我们只保存它们的摘要或密文。
`;

/** How long, as people read it: in their copy and in 隐私政策. */
export function termInWords({ term }: Retention): string {
  if (term.until === 'account') return '到您移除、取消或账号注销';
  if (term.until === 'institution') return '属于机构的材料或运营的记录，按法律保存；账号注销后其中只剩一个随机编号';
  const lasts = Math.ceil(term.seconds / days(1));
  return `${lasts} 天${term.months ? `，满后按月删除（最多再留一个月，合计不超过 ${lasts + 31} 天）` : ''}`;
}

type Kind = { name: string; heading: string; kept: Retention; parts?: PersonalTable['parts']; count: number };

/** Why each kind is kept, and how long. */
export const kindsPage = (at: Date, kinds: readonly Kind[]): string =>
  pageOf(
    '保存了什么，为什么，多久',
    `<p><a href="index.html">回到信</a></p><p>${readable(at)}（北京时间）</p><table><thead><tr>${[
      '数据',
      '条数',
      '为什么',
      '保存多久',
    ]
      .map((head) => `<th scope="col">${head}</th>`)
      .join('')}</tr></thead><tbody>${kinds
      .map(
        ({ name, heading, kept, parts = [], count }) =>
          `<tr><td><a href="pages/${name}.html">${escaped(heading)}</a></td>${[
            String(count),
            kept.why,
            [termInWords(kept), ...parts.map(({ what, kept: part }) => `其中${what}：${termInWords(part)}`)].join('；'),
          ]
            .map((text) => `<td>${escaped(text)}</td>`)
            .join('')}</tr>`,
      )
      .join('')}</tbody></table>`,
  );

/** Names and words for values; `names`: of platforms, `institutions`: of institutions by their ids. */
export type Wording = {
  names: (clientIds: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  institutions: (ids: readonly string[]) => Promise<ReadonlyMap<string, string>>;
  verb: (verb: string) => string;
  /** Of abilities, by their scopes. */
  abilities: (scopes: string) => string;
};
/** The reader of the letter: the owner, or the guardian of a child. */
export type LetterTo = { nickname: string; child: boolean };

const acts: Readonly<Record<string, string>> = {
  add: '添加孩子',
  allow: '同意孩子进入平台',
  refuse: '不同意孩子进入平台',
  withdraw: '收回同意',
  password: '改密码',
  end: '申请注销',
  keep: '撤销注销',
  handover: '把账号交给孩子',
  due: '满 14 周岁，账号交给孩子',
  return: '收回交给孩子的账号',
  own: '孩子接手账号',
  terms: '替孩子同意协议',
};

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');
const list = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];

/** Rows as people read them: platforms by name, verbs and abilities in Chinese. */
export async function worded(
  rows: readonly PersonalRow[],
  { names, institutions, verb, abilities }: Wording,
): Promise<PersonalRow[]> {
  const idsIn = (column: string) => [
    ...new Set(rows.flatMap((row) => (typeof row[column] === 'string' ? [row[column]] : []))),
  ];
  const named = async (column: string, find: Wording['names']) => {
    const ids = idsIn(column);
    return ids.length === 0 ? undefined : find(ids);
  };
  const [known, hosts] = await Promise.all([named('client_id', names), named('institution_id', institutions)]);
  const words: Readonly<Record<string, (value: unknown) => unknown>> = {
    client_id: (id) => known?.get(textIn(id)) ?? id,
    institution_id: (id) => hosts?.get(textIn(id)) ?? id,
    verb: (value) => verb(textIn(value)),
    method: (value) => loginMethod(textIn(value)),
    act: (value) => acts[textIn(value)] ?? value,
    adult: (value) => (value === 'declared' ? '本人声明' : value),
    region_code: (code) => Object.values(regionNames(textIn(code)) ?? {}).join('') || code,
    ...Object.fromEntries(
      ['granted', 'refused', 'given'].map((name) => [
        name,
        (value: unknown) => (Array.isArray(value) ? abilities(list(value).join(' ')) : value),
      ]),
    ),
  };
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [
        name,
        value === null || !Object.hasOwn(words, name) ? value : words[name]?.(value),
      ]),
    ),
  );
}

const most = 6;
/** 2026年3月1日, and with the time of day. */
const dayIn = (value: unknown) =>
  value instanceof Date
    ? readable(value)
        .slice(0, 10)
        .replace(/^(\d+)-0?(\d+)-0?(\d+)$/, '$1年$2月$3日')
    : '';
const minuteIn = (value: unknown) => (value instanceof Date ? `${dayIn(value)} ${readable(value).slice(11, 16)}` : '');
const items = (lines: readonly string[], rest: string) =>
  `<ul>${lines
    .slice(0, most)
    .map((line) => `<li>${line}</li>`)
    .join('')}${lines.length > most ? `<li>${rest}</li>` : ''}</ul>`;

/** A letter of one page: only of the data that there are, in the words of the pages. */
export function indexPage(
  at: Date,
  { nickname, child }: LetterTo,
  kinds: readonly Kind[],
  rows: Readonly<Record<string, readonly PersonalRow[]>>,
): string {
  const whose = child ? `${escaped(nickname)}` : '您';
  const [account = {}] = rows.accounts ?? [];
  const [consents = [], logins = []] = [rows.consents, rows.logins];
  const about = [
    ['昵称', account.nickname],
    ['登录名', account.username],
    ['手机号', account.phone],
    ['邮箱', account.email],
    ['地区', account.region_code],
    ['出生年份', account.birth_year],
    ['注册', dayIn(account.created_at)],
  ].flatMap(([label, value]) =>
    value === null || value === undefined || value === '' ? [] : [`${label} ${escaped(readable(value))}`],
  );
  const platforms = consents.map(
    (each) =>
      `<b>${escaped(readable(each.client_id))}</b>：知道${whose}的${escaped(readable(each.granted) || '账号编号')}，${dayIn(each.first_at)} 起，最近 ${dayIn(each.last_at)}`,
  );
  const last = logins
    .toSorted((one, other) => readable(other.at).localeCompare(readable(one.at)))
    .map(
      ({ at: when, succeeded, client_id, device, method }) =>
        `${minuteIn(when)}　${escaped(readable(client_id) || '国家公共文化云')}，${escaped(readable(method))}，${escaped(readable(device))}${succeeded === false ? '，没有成功' : ''}`,
    );
  const others = kinds.filter(({ name }) => !['accounts', 'consents', 'logins'].includes(name));
  return pageOf(
    child ? `${nickname}的资料` : '您的资料',
    `<p>${child ? `${escaped(nickname)}的家长` : escaped(nickname)}，您好：</p>
<p>这封信写的是国家公共文化云到 ${minuteIn(at)}（北京时间）保存的${whose}的个人信息。没有的，信里不提。</p>
<h2>${whose}的账号</h2><p>${about.join('；')}。</p>
${platforms.length > 0 ? `<h2>用账号登录过的平台</h2>${items(platforms, `一共 ${platforms.length} 个，<a href="pages/consents.html">看全部</a>`)}` : ''}
${last.length > 0 ? `<h2>最近的登录</h2>${items(last, `<a href="pages/logins.html">看最近 180 天</a>`)}` : ''}
${others.length > 0 ? `<h2>还保存着</h2><p>${others.map(({ name, heading, count }) => `<a href="pages/${name}.html">${escaped(heading)}</a> ${count} 条`).join('；')}。</p>` : ''}
<h2>为什么保存，多久</h2><p>每一类都写在<a href="kinds.html">这一页</a>。不对的可以改，不想留的可以删：登录国家公共文化云，${child ? '在“家庭账号”里收回同意、改密码或注销' : '在“我的账号”里改资料、取消授权或注销'}。</p>
<p>同样的数据，给程序用的在 data 文件夹（JSON），说明在 README.txt。</p>
<p>国家公共文化云</p>`,
  );
}
