import { type Item, type Licence, numberOf } from './licence.ts';
import { contentOf, heading, type Line } from './licence-text.ts';

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
