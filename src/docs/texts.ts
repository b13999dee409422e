import { type ProblemCode, statusOf } from '../errors.ts';
import type { Explained, Explanations } from '../http/explained.ts';
import type { FieldSection } from './field-sections.ts';

/** What pages that are made of data say, as Markdown. */

type Listed = Readonly<Record<string, Explained>>;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (...cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [row(...head), row(...head.map(() => '---')), ...rows.map((each) => row(...each))].join('\n');

/** Whether the same call may be made again. */
export function retryOf(code: ProblemCode): '可以' | '改后' | '换令牌后' | '不用' {
  if (['rate_limited', 'maintenance', 'internal', 'request_under_way'].includes(code)) return '可以';
  if (['unauthenticated', 'invalid_client_expired'].includes(code)) return '换令牌后';
  const isFinal = ['not_found', 'gone', 'method_not_allowed', 'forbidden', 'insufficient_scope'];
  const isOver = ['invalid_client_disabled', 'licence_expired', 'stats_locked', 'resource_published_immutable'];
  return [...isFinal, ...isOver].includes(code) ? '不用' : '改后';
}

const isWhole = (code: string, problems: Listed): code is ProblemCode => Object.hasOwn(problems, code);

export function problemsText({ problems, fields }: { problems: Listed; fields: Listed }): string {
  const linked = (code: string) => `[\`${code}\`](/docs/problems/${code})`;
  const whole = Object.entries(problems).flatMap(([code, { title }]) =>
    isWhole(code, problems) ? [[linked(code), String(statusOf(code)), title, retryOf(code)]] : [],
  );
  return [
    '没有成功的回答是 `application/problem+json`（RFC 9457）。`code` 不会改变，程序按它判断；`type` 就是相应的一页；`errors` 一次列出全部要修改的地方。',
    '## 整个请求的',
    table(['code', '状态', '意思', '重试'], whole),
    '## 单个字段的（errors 里的 code）',
    table(
      ['code', '意思'],
      Object.entries(fields).map(([code, { title }]) => [linked(code), title]),
    ),
  ].join('\n\n');
}

export const problemText = ({ cause, cure, curl }: Explained, origin: string): string =>
  [
    `**原因** ${cause}`,
    `**怎样改正** ${cure}`,
    ...(curl === undefined ? [] : ['```sh', `ORIGIN=${origin}`, curl, '```'].join('\n')),
  ].join('\n\n');

export const errorsText = (logins: Explanations['logins']): string =>
  [
    '登录和换取令牌的回答里，`error` 是代码，`error_description` 说明这一次的原因，`error_uri` 指到这里相应的一条。',
    ...Object.entries(logins).map(
      ([error, { cause, cure }]) => `## ${error} {#${error}}\n\n${cause}\n\n**怎样改正** ${cure}`,
    ),
  ].join('\n\n');

export const channelsText = (channels: readonly { code: string; name: string }[]): string =>
  [
    '表单、Excel 模板和接口用的是同样的字段和同样的检查。给程序用的是每个栏目的 JSON Schema（2020-12）。',
    table(
      ['栏目', '代码', 'JSON Schema'],
      channels.map(({ code, name }) => [
        `[${name}](/docs/fields/${code})`,
        `\`${code}\``,
        `[/api/v1/channels/${code}/schema](/api/v1/channels/${code}/schema)`,
      ]),
    ),
  ].join('\n\n');

export function channelText(code: string, sections: readonly FieldSection[]): string {
  const parts = sections.flatMap(({ name, title, fields }) => [
    `## ${title} {#s-${name}}`,
    table(
      ['字段', '名称', '类型', '说明'],
      fields.map((field) => [`\`${field.name}\``, `${field.title}（${field.need}）`, field.type, notesOf(field)]),
    ),
  ]);
  return [
    `栏目代码 \`${code}\`。JSON Schema：[/api/v1/channels/${code}/schema](/api/v1/channels/${code}/schema)`,
    ...parts,
  ].join('\n\n');
}

const notesOf = ({ notes, options, columns }: FieldSection['fields'][number]): string =>
  [
    ...notes,
    options.map(({ value, label }) => `\`${value}\` ${label}`).join('、'),
    columns.length > 0 ? `成员：${columns.map(({ name, title }) => `\`${name}\` ${title}`).join('、')}` : '',
  ]
    .filter(Boolean)
    .join('；');
