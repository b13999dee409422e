import { endpoints, isEndpoint } from '../applications/log/call.ts';
import type { LogEntry } from '../applications/log/page.ts';
import type { Usage } from '../applications/log/usage.ts';
import { Problem } from '../errors.ts';
import { actor, type Command, flag, given, one, string, type Values } from './command.ts';

/** What an application's team asks when a login or a call does not work. */
export const integrationLogCommands: Record<string, Command> = {
  'application log': {
    options: { failures: flag, cursor: string, limit: string },
    positionals: ['CLIENT_ID'],
    work: async ({ integrationLog }, values, [ak = '']) => {
      const { entries, cursor } = await integrationLog.read(actor, ak, {
        failuresOnly: values.failures === true,
        ...given({ cursor: one(values, 'cursor'), limit: count(values, 'limit', 500) }),
      });
      const more = cursor === undefined ? [] : [`more: --cursor ${cursor}`];
      return {
        document: { entries: entries.map(present), next: cursor ?? null },
        text: [...entries.map(lines), ...more].join('\n') || 'no calls',
      };
    },
  },
  'application usage': {
    options: { days: string },
    positionals: ['CLIENT_ID'],
    work: async ({ integrationLog }, values, [ak = '']) =>
      answer(await integrationLog.usage(actor, ak, count(values, 'days', 400))),
  },
  'application unknown': {
    options: { days: string },
    positionals: [],
    work: async ({ integrationLog }, values) =>
      answer(await integrationLog.usage(actor, undefined, count(values, 'days', 400))),
  },
};

function count(values: Values, name: string, most: number): number | undefined {
  const text = one(values, name);
  if (text === undefined) return undefined;
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1 || number > most)
    throw new Problem('bad_request', `--${name} must be a number from 1 to ${most}`);
  return number;
}

const present = ({ at, endpoint, error, cause, cure, calls, details }: LogEntry) => ({
  at: at.toISOString(),
  endpoint,
  result: error === undefined ? 'ok' : 'refused',
  calls,
  ...(error !== undefined && { error, description: details?.description, cause, cure }),
  ...(details && { received: details.received, registered: details.registered, request_id: details.requestId }),
});

function lines({ at, endpoint, error, cause, cure, calls, details }: LogEntry): string {
  const head = [
    at.toISOString(),
    nameOf(endpoint),
    error ?? '成功',
    ...(details ? [details.requestId] : [`${calls} 次`]),
  ];
  return [head.join('  '), ...(cause === undefined ? [] : [`    原因：${cause}`, `    怎样改正：${cure}`])].join('\n');
}

function answer(usage: readonly Usage[]) {
  const line = ({ day, endpoint, ok, failed, errors }: Usage) => {
    const why = Object.entries(errors).map(([error, calls]) => `${error} ${calls}`);
    return [day, nameOf(endpoint), `成功 ${ok}`, `未通过 ${failed}`, ...why].join('  ');
  };
  return { document: { days: usage }, text: usage.map(line).join('\n') || 'no calls' };
}

const nameOf = (endpoint: string) => (isEndpoint(endpoint) ? endpoints[endpoint] : endpoint);
