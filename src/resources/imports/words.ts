import type { Field } from '../../fields/form.ts';

export type Words = { reason: string; advice: string };

const first = (message: string, patterns: readonly [RegExp, (...parts: string[]) => Words][]): Words | undefined => {
  for (const [pattern, words] of patterns) {
    const found = pattern.exec(message);
    if (found !== null) return words(...found.slice(1).map((part) => part ?? ''));
  }
  return undefined;
};

/** The sentence of a form as a table of problems shows it: why, and what to do. The column says of what. */
export function wordsOf(field: Pick<Field, 'title' | 'control' | 'hint'>, message: string, value: string): Words {
  const { title, control, hint } = field;
  const isTime = control === 'datetime' || control === 'date';
  const sample = control === 'date' ? '2026-12-05' : '2026-12-05 14:00';
  if (value.trim() !== '' && isTime && message.includes('应为日期')) {
    const [, reason] = /^(没有 .+?(?:这一天|这个时间)|只有日期，没有时间)，/.exec(message) ?? [];
    return { reason: reason ?? '不是能识别的日期写法', advice: `写成 ${sample}` };
  }
  const plain = message.startsWith(title) ? message.slice(title.length) : message;
  return (
    first(plain, [
      [
        /^请(填写|选择|上传)(.*)$/s,
        (verb, what) => ({ reason: `没有${verb}`, advice: `${verb}${what || title}${hint ? `：${hint}` : ''}` }),
      ],
      [
        /^(最多 (\d+) 个字，现在是 (\d+) 个)$/,
        (reason, most, now) => ({ reason, advice: `删减 ${Number(now) - Number(most)} 个字` }),
      ],
      [/^(没有“.*”)，(可以选：.*)$/s, (reason, advice) => ({ reason, advice })],
      [/^应为(.*)$/s, (what) => ({ reason: '写法不对', advice: `应为${what.trimEnd()}` })],
      [
        /^(.+?)[，；。]((?:请|可以|须|不要|不能|至少|最多|每个最多).*)$/s,
        (reason, advice) => ({ reason, advice: advice.replace(/^请/, '') }),
      ],
      [/^须(.*)$/s, (what) => ({ reason: message, advice: `改成${what}` })],
      [/^不能(.*)$/s, () => ({ reason: message, advice: '核对后修改' })],
    ]) ?? { reason: plain, advice: hint ?? '参照模板里“数据字典”的说明修改' }
  );
}
