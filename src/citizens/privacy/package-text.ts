import { days } from '../../clock.ts';
import type { PersonalTable, Retention } from '../../personal.ts';

/** Texts in the files of an export, beside the data. */

const style =
  'body{font:16px/1.7 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}table{border-collapse:collapse;width:100%}' +
  'th,td{border-bottom:1px solid #ccc;padding:.4rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}';

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

index.html      从这里开始看，用浏览器打开
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

export const indexPage = (
  at: Date,
  kinds: readonly { name: string; heading: string; kept: Retention; parts?: PersonalTable['parts']; count: number }[],
): string =>
  pageOf(
    '我的个人数据',
    `<p>导出时间 ${readable(at)}（北京时间）</p><table><thead><tr>${['数据', '条数', '为什么', '保存多久']
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
