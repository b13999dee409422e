import type { Speech } from '../../../fact.ts';
import type { Explanations } from '../../../http/explained.ts';
import { fact, wordsOfData } from '../facts.ts';
import { table } from '../texts.ts';
import type { Call, Group } from './call.ts';
import { answerText, type Refusal, refusalsOf } from './refusals.ts';
import { snippetsOf } from './snippets.ts';

type Say = Speech['say'];

/** A call as Markdown: the same as its page says. */
export function textOf(call: Call, explained: Explanations, say: Say): string {
  const { method, path, description, who, scope, asked, answers, answered, example } = call;
  const [curl] = snippetsOf(call);
  const inWords = wordsOfData(say);
  return [
    `\`${method} ${path}\``,
    say(fact('docs.may_call', { who, scope })),
    description,
    ...asked.flatMap((group) => partOf(group, say)),
    ...(curl ? [`## ${inWords('例子')}`, code('sh', curl.text)] : []),
    ...(example ? [inWords('回答：'), code('http', answerText(example))] : []),
    `## ${inWords('成功时')}`,
    answers.map(({ status, words }) => `- ${status} ${words}`).join('\n'),
    ...answered.flatMap((group) => partOf(group, say, '### ')),
    ...refusalPart(refusalsOf(call, explained, say), say),
  ]
    .filter(Boolean)
    .join('\n\n');
}

const code = (language: string, text: string) => [`\`\`\`${language}`, text, '```'].join('\n');

const partOf = ({ title, rows }: Group, say: Say, sign = '## '): string[] => [
  `${sign}${title}`,
  rows.map(({ href, ...row }) => say(fact('docs.row', { ...row, href }))).join('\n'),
];

const refusalPart = (refusals: readonly Refusal[], say: Say): string[] =>
  refusals.length === 0
    ? []
    : [
        `## ${wordsOfData(say)('没有成功时')}`,
        table(
          [wordsOfData(say)('返回'), say(fact('docs.refusal_why')), wordsOfData(say)('可重试')],
          refusals.map(({ status, code: name, href, words, retry }) => [
            `${status} ${href === undefined ? name : `[\`${name}\`](${href})`}`,
            words,
            retry,
          ]),
        ),
      ];
