import { actor, type Commands, type Say } from '../../command.ts';
import { fact } from './facts.ts';
import type { Listed, Months } from './service.ts';

export const commands: Commands<{ months: Pick<Months, 'list' | 'export'> }> = {
  'logs list': {
    help: 'Shows the months of the login history and of the integration log: their size, when they were exported and when they go.',
    example: 'logs list',
    options: {},
    positionals: [],
    work: async ({ months }) => {
      const listed = await months.list(actor);
      return {
        document: { months: listed.map(present) },
        text: (say) => listed.map((each) => line(each, say)).join('\n'),
      };
    },
  },
  'logs export': {
    help: 'Writes all rows of one month, a JSON document to a line; they are data of people. With LOGS_EXPORTED_FIRST=on no month goes before.',
    example: 'logs export logins_2026_11 > logins-2026-11.jsonl',
    options: {},
    positionals: ['NAME'],
    work: async ({ months }, _values, [name = '']) => ({ lines: months.export(actor, name) }),
  },
};

const present = ({ log, name, starts, ends, bytes, exportedAt, goesAfter }: Listed) => ({
  name,
  log,
  starts: starts?.toISOString() ?? null,
  ends: ends.toISOString(),
  bytes,
  exported_at: exportedAt?.toISOString() ?? null,
  goes_after: goesAfter.toISOString(),
});

const line = ({ name, ends, bytes, exportedAt, goesAfter }: Listed, say: Say) =>
  `${name}  ${say(
    fact('months.line', {
      until: ends.toISOString(),
      kilobytes: Math.ceil(bytes / 1024),
      goes: goesAfter.toISOString(),
      exported: exportedAt?.toISOString(),
    }),
  )}`;
