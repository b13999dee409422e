import type { Explanations } from '../../http/explained.ts';
import { table } from '../texts.ts';
import type { Call, Group } from './call.ts';
import { answerText, type Refusal, refusalsOf } from './refusals.ts';
import { snippetsOf } from './snippets.ts';

/** A call as Markdown: the same as its page says. */
export function textOf(call: Call, explained: Explanations): string {
  const { method, path, description, who, scope, asked, answers, answered, example } = call;
  const [curl] = snippetsOf(call);
  return [
    `\`${method} ${path}\``,
    `谁可以调用：${who}${scope === undefined ? '' : `，需要能力 \`${scope}\``}。`,
    description,
    ...asked.flatMap((group) => partOf(group)),
    ...(curl ? ['## 例子', code('sh', curl.text)] : []),
    ...(example ? ['回答：', code('http', answerText(example))] : []),
    '## 成功时',
    answers.map(({ status, words }) => `- ${status} ${words}`).join('\n'),
    ...answered.flatMap((group) => partOf(group, '### ')),
    ...refusalPart(refusalsOf(call, explained)),
  ]
    .filter(Boolean)
    .join('\n\n');
}

const code = (language: string, text: string) => [`\`\`\`${language}`, text, '```'].join('\n');

const partOf = ({ title, rows }: Group, sign = '## '): string[] => [
  `${sign}${title}`,
  rows
    .map(
      ({ name, type, required, note, href }) =>
        `- \`${name}\`（${type}${required ? '，必填' : ''}）${note}${href === undefined ? '' : ` [字段](${href})`}`,
    )
    .join('\n'),
];

const refusalPart = (refusals: readonly Refusal[]): string[] =>
  refusals.length === 0
    ? []
    : [
        '## 没有成功时',
        table(
          ['返回', '为什么，怎样改', '可重试'],
          refusals.map(({ status, code: name, href, words, retry }) => [
            `${status} ${href === undefined ? name : `[\`${name}\`](${href})`}`,
            words,
            retry,
          ]),
        ),
      ];
