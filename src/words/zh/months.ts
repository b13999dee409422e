import type { MonthFacts } from '../../operations/months/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'months.line': ({ until, kilobytes, goes, exported }) =>
    [`到 ${until}`, `${kilobytes} kB`, `${goes} 之后删`, exported === undefined ? '没有导出' : `${exported} 导出`].join(
      '  ',
    ),
  'months.unknown': ({ name, known }) => `没有哪份日志有叫 ${name} 的月份，现有 ${known}`,
} satisfies Catalogue<MonthFacts>;
