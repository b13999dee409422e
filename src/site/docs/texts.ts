import { frameworks } from '../../applications/aksk/frameworks.ts';
import { type ProblemCode, statusOf } from '../../errors.ts';
import type { Speech } from '../../fact.ts';
import type { Explained, Explanations } from '../../http/explained.ts';
import { fact, wordsOfData } from './facts.ts';
import type { FieldSection } from './field-sections.ts';

/** Texts of pages made from data, as Markdown. */

type Say = Speech['say'];
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

export function problemsText({ problems, fields }: { problems: Listed; fields: Listed }, say: Say): string {
  const words = wordsOfData(say);
  const linked = (code: string) => `[\`${code}\`](/docs/problems/${code})`;
  const whole = Object.entries(problems).flatMap(([code, { title }]) =>
    isWhole(code, problems) ? [[linked(code), String(statusOf(code)), title, words(retryOf(code))]] : [],
  );
  return [
    say(fact('docs.problems_text')),
    `## ${words('整个请求的')}`,
    table(['code', '状态', '意思', '重试'].map(words), whole),
    `## ${words('单个字段的（errors 里的 code）')}`,
    table(
      ['code', words('意思')],
      Object.entries(fields).map(([code, { title }]) => [linked(code), title]),
    ),
  ].join('\n\n');
}

export const problemText = ({ cause, cure, curl }: Explained, origin: string, say: Say): string =>
  [
    `**${wordsOfData(say)('原因')}** ${cause}`,
    `**${wordsOfData(say)('怎样改正')}** ${cure}`,
    ...(curl === undefined ? [] : ['```sh', `ORIGIN=${origin}`, curl, '```'].join('\n')),
  ].join('\n\n');

export const errorsText = (logins: Explanations['logins'], say: Say): string =>
  [
    say(fact('docs.errors_text')),
    ...Object.entries(logins).map(
      ([error, { cause, cure }]) =>
        `## ${error} {#${error}}\n\n${cause}\n\n**${wordsOfData(say)('怎样改正')}** ${cure}${error === 'pkce_missing' ? `\n\n${pkceTable(say)}` : ''}`,
    ),
  ].join('\n\n');

/** The line that turns PKCE on, framework by framework. */
export const pkceLines = (say: Say) =>
  Object.values(frameworks).flatMap(({ name, pkce }) =>
    pkce === undefined ? [] : [{ name: wordsOfData(say)(name), line: wordsOfData(say)(pkce) }],
  );

const pkceTable = (say: Say): string =>
  table(
    ['框架', '打开 PKCE 的一行'].map(wordsOfData(say)),
    pkceLines(say).map(({ name, line }) => [name, `\`${line}\``]),
  );

export const channelsText = (channels: readonly { code: string; name: string }[], say: Say): string =>
  [
    say(fact('docs.channels_text')),
    table(
      ['栏目', '代码', 'JSON Schema'].map(wordsOfData(say)),
      channels.map(({ code, name }) => [
        `[${wordsOfData(say)(name)}](/docs/fields/${code})`,
        `\`${code}\``,
        `[/api/v1/channels/${code}/schema](/api/v1/channels/${code}/schema)`,
      ]),
    ),
  ].join('\n\n');

export function channelText(code: string, sections: readonly FieldSection[], say: Say): string {
  const words = wordsOfData(say);
  const parts = sections.flatMap(({ name, title, fields }) => [
    `## ${title} {#s-${name}}`,
    table(
      ['字段', '名称', '类型', '说明'].map(words),
      fields.map((field) => [
        `\`${field.name}\``,
        `${field.title}（${field.need}）`,
        field.type,
        notesOf(field, words),
      ]),
    ),
  ]);
  return [say(fact('docs.channel_text', { code })), ...parts].join('\n\n');
}

const notesOf = (
  { notes, options, columns }: FieldSection['fields'][number],
  words: (text: string) => string,
): string =>
  [
    ...notes,
    options.map(({ value, label }) => `\`${value}\` ${label}`).join('、'),
    columns.length > 0
      ? `${words('成员：')}${columns.map(({ name, title }) => `\`${name}\` ${title}`).join('、')}`
      : '',
  ]
    .filter(Boolean)
    .join('；');
