import { dayOf } from '../../../clock.ts';
import { type Item, type Licence, lastDay, numberOf } from './licence.ts';
import { purposeName } from './purposes.ts';
import { presentTerms } from './terms.ts';

type Line = { label: string; value: string };

/** The contents of a licence, in the order of reading. */
function contentOf(licence: Licence, items: readonly Item[]) {
  const { institution, platform, purposes, usage, scope, conditions, startsAt, approvedAt } = licence;
  const given = (label: string, value: string | undefined): Line[] => (value === undefined ? [] : [{ label, value }]);
  const facts: Line[] = [
    { label: '许可编号', value: numberOf(licence) },
    { label: '被许可机构', value: institution },
    { label: '使用平台', value: platform },
    { label: '用途', value: purposes.map(purposeName).join('、') },
    { label: '使用说明', value: usage },
    ...given('许可范围', scope),
    ...given('附加条件', conditions),
    { label: '期限', value: `${dayOf(startsAt)} 至 ${lastDay(licence)}（含当日）` },
    { label: '批准日期', value: dayOf(approvedAt) },
  ];
  const duties = [
    '只按上述用途、平台和期限使用，不转授他人，不超出每项资源的条件。',
    '在显著位置按每项资源的署名方式署名。',
    '到期或收回后立即停止使用，并删除副本。',
  ];
  const resources = items.map(({ position, mark, title, terms }) => {
    const { attribution, commercial, region, note } = presentTerms(terms);
    const words = [
      `署名：${attribution}`,
      commercial ? '可以商业使用' : '不得商业使用',
      region && `仅限${region}使用`,
      note,
    ];
    return { title: `${position}. ${title}（${mark}）`, words: words.filter(Boolean).join('；') };
  });
  return { facts, duties, resources };
}

const heading = '国家公共文化云资源使用许可书';

/** licence.txt, for readers with nothing but an editor. */
export function licenceText(licence: Licence, items: readonly Item[]): string {
  const { facts, duties, resources } = contentOf(licence, items);
  return `${[
    heading,
    facts.map(({ label, value }) => `${label}：${value}`).join('\n'),
    `资源\n${resources.map(({ title, words }) => `${title}\n   ${words.replaceAll('\n', '\n   ')}`).join('\n')}`,
    `被许可机构的义务\n${duties.map((duty, place) => `${place + 1}. ${duty}`).join('\n')}`,
    '国家公共文化云',
  ].join('\n\n')}\n`;
}

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string) => text.replace(/[&<>"']/g, (sign) => signs[sign] ?? '').replaceAll('\n', '<br>');

/** licence.html, to be read and printed; it loads nothing from anywhere. */
export function licenceHtml(licence: Licence, items: readonly Item[]): string {
  const { facts, duties, resources } = contentOf(licence, items);
  const row = ({ label, value }: Line) => `<tr><th scope="row">${escaped(label)}</th><td>${escaped(value)}</td></tr>`;
  return `<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escaped(heading)} ${escaped(numberOf(licence))}</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>body{max-width:42rem;margin:3rem auto;padding:0 1.5rem;font:1rem/1.8 serif;color:#141618;background:#fff}h1{font-size:1.6rem;text-align:center}table{width:100%;border-collapse:collapse}th,td{text-align:start;vertical-align:top;padding:.5rem 0;border-block-end:1px solid #999}th{width:7rem;font-weight:600}li{padding-block:.3rem}footer{margin-block-start:3rem;text-align:end}</style></head>
<body><h1>${escaped(heading)}</h1>
<table>${facts.map(row).join('\n')}</table>
<h2>资源</h2>
<ul>${resources.map(({ title, words }) => `<li><b>${escaped(title)}</b><br>${escaped(words)}</li>`).join('\n')}</ul>
<h2>被许可机构的义务</h2>
<ol>${duties.map((duty) => `<li>${escaped(duty)}</li>`).join('\n')}</ol>
<footer>国家公共文化云</footer></body></html>
`;
}
