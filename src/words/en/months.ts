import type { MonthFacts } from '../../operations/months/facts.ts';
import type { Catalogue } from '../catalogue.ts';

export const facts = {
  'months.line': ({ until, kilobytes, goes, exported }) =>
    [
      `until ${until}`,
      `${kilobytes} kB`,
      `goes after ${goes}`,
      exported === undefined ? 'not exported' : `exported ${exported}`,
    ].join('  '),
  'months.unknown': ({ name, known }) => `no log has a month called ${name}; there are ${known}`,
} satisfies Catalogue<MonthFacts>;
