import {
  actor,
  type Commands,
  fact as commandFact,
  flag,
  one,
  type Say,
  text,
  type Values,
  withoutUndefined,
} from '../../command.ts';
import { Problem } from '../../errors.ts';
import { isEndpoint } from './call.ts';
import { fact } from './facts.ts';
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
      return {
        document: { entries: entries.map(present), next: cursor ?? null },
        text: (say) => {
          const more = cursor === undefined ? [] : [say(commandFact('commands.more', { cursor }))];
          return (
            [...entries.map((entry) => lines(entry, say)), ...more].join('\n') || say(fact('applications.no_calls'))
          );
        },
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
    throw new Problem('bad_request', commandFact('commands.count_form', { name, most }));
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

function lines({ at, endpoint, error, cause, cure, calls, isOfRun, details }: LogEntry, say: Say): string {
  const head = [
    at.toISOString(),
    nameOf(endpoint, say),
    isOfRun ? say(fact('applications.call_of_run')) : (error ?? say(fact('applications.call_answered'))),
    details ? details.requestId : say(fact('applications.calls', { calls })),
  ];
  const why = cause && cure && [say(fact('applications.call_why', { cause, cure }))];
  return [head.join('  '), ...(why ?? [])].join('\n');
}

function answer(usage: readonly Usage[]) {
  const line = ({ day, endpoint, ok: answered, failed, errors }: Usage, say: Say) => {
    const why = Object.entries(errors).map(([error, calls]) => `${error} ${calls}`);
    return [day, nameOf(endpoint, say), say(fact('applications.counts', { answered, failed })), ...why].join('  ');
  };
  return {
    document: { days: usage },
    text: (say: Say) => usage.map((each) => line(each, say)).join('\n') || say(fact('applications.no_calls')),
  };
}

const nameOf = (endpoint: string, say: Say) =>
  isEndpoint(endpoint) ? say(fact('applications.call_endpoint', { endpoint })) : endpoint;
