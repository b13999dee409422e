import { actor, type Commands, fact, flag, one, text, type Values, withoutUndefined } from '../../command.ts';
import { Problem } from '../../errors.ts';
import type { Speech } from '../../fact.ts';
import { endpoints, isEndpoint } from './call.ts';
import type { LogEntry } from './page.ts';
import type { IntegrationLog } from './service.ts';
import type { Usage } from './usage.ts';

/** Questions of an application's team when a login or a call does not work. */
export const logCommands: Commands<{ integrationLog: Pick<IntegrationLog, 'read' | 'usage'> }> = {
  'application log': {
    help: 'Shows the calls of an application, the newest first, with the cause and the cure of what failed.',
    example: 'application log ncc_… --failures',
    options: {
      failures: flag('only what failed'),
      cursor: text('where the page before ended'),
      limit: text('how many, up to 500'),
    },
    positionals: ['CLIENT_ID'],
    work: async ({ integrationLog }, values, [ak = '']) => {
      const { entries, cursor } = await integrationLog.read(actor, ak, {
        failuresOnly: values.failures === true,
        ...withoutUndefined({ cursor: one(values, 'cursor'), limit: count(values, 'limit', 500) }),
      });
      const more = cursor === undefined ? [] : [`more: --cursor ${cursor}`];
      return {
        document: { entries: entries.map(present), next: cursor ?? null },
        text: (say) => [...entries.map((entry) => lines(entry, say)), ...more].join('\n') || 'no calls',
      };
    },
  },
  'application usage': {
    help: 'Counts the calls of an application by day and endpoint.',
    example: 'application usage ncc_… --days 7',
    options: { days: text('how many days, up to 400') },
    positionals: ['CLIENT_ID'],
    work: async ({ integrationLog }, values, [ak = '']) =>
      answer(await integrationLog.usage(actor, ak, count(values, 'days', 400))),
  },
  'application unknown': {
    help: 'Counts the calls whose AK or token nobody knows.',
    example: 'application unknown --days 7',
    options: { days: text('how many days, up to 400') },
    positionals: [],
    work: async ({ integrationLog }, values) =>
      answer(await integrationLog.usage(actor, undefined, count(values, 'days', 400))),
  },
};

function count(values: Values, name: string, most: number): number | undefined {
  const typed = one(values, name);
  if (typed === undefined) return undefined;
  const number = Number(typed);
  if (!Number.isInteger(number) || number < 1 || number > most)
    throw new Problem('bad_request', fact('commands.count_form', { name, most }));
  return number;
}

const present = ({ at, endpoint, error, cause, cure, calls, isOfRun, details }: LogEntry) => ({
  at: at.toISOString(),
  endpoint,
  result: isOfRun ? 'verification' : error === undefined ? 'ok' : 'refused',
  calls,
  ...(error !== undefined && { error, description: details?.description, cause, cure }),
  ...(details && { received: details.received, registered: details.registered, request_id: details.requestId }),
});

function lines({ at, endpoint, error, cause, cure, calls, isOfRun, details }: LogEntry, say: Speech['say']): string {
  const head = [
    at.toISOString(),
    nameOf(endpoint),
    isOfRun ? '在线验证' : (error ?? '成功'),
    ...(details ? [details.requestId] : [`${calls} 次`]),
  ];
  const why = cause && cure && [`    原因：${say(cause)}`, `    怎样改正：${say(cure)}`];
  return [head.join('  '), ...(why ?? [])].join('\n');
}

function answer(usage: readonly Usage[]) {
  const line = ({ day, endpoint, ok, failed, errors }: Usage) => {
    const why = Object.entries(errors).map(([error, calls]) => `${error} ${calls}`);
    return [day, nameOf(endpoint), `成功 ${ok}`, `未通过 ${failed}`, ...why].join('  ');
  };
  return { document: { days: usage }, text: usage.map(line).join('\n') || 'no calls' };
}

const nameOf = (endpoint: string) => (isEndpoint(endpoint) ? endpoints[endpoint] : endpoint);
