import type { LogEntry } from '../../../src/applications/log/page.ts';
import { operator, type TestApp } from '../../support/app.ts';

/** The log of an application now, failures only, newest first. */
export async function failuresOf(at: TestApp, clientId: string): Promise<LogEntry[]> {
  await at.app.integrationLog.flush();
  return (await at.app.integrationLog.read(operator, clientId, { failuresOnly: true })).entries;
}

/** The entry of one request, by the number in its X-Request-Id. */
export async function entryOf(at: TestApp, clientId: string, headers: Headers): Promise<LogEntry | undefined> {
  const requestId = headers.get('x-request-id');
  return (await failuresOf(at, clientId)).find(({ details }) => details?.requestId === requestId);
}

/** Which cause the log names: `sk_spaces`; `in_general` where it is that of the error. */
export const causeOf = (entry: LogEntry | undefined): string | undefined =>
  entry?.cause?.code.replace('applications.cause_', '');
export const cureOf = (entry: LogEntry | undefined): string | undefined =>
  entry?.cure?.code.replace('applications.cure_', '');

/** Every column of every table of the log, as text, to look for forbidden values. */
export async function everythingIn({ database: { db } }: TestApp): Promise<string> {
  const rows = await db.rows(
    `select to_jsonb(f) as row from integration_failures f union all select to_jsonb(m) from integration_minutes m
     union all select to_jsonb(d) from integration_days d union all select to_jsonb(h) from integration_hours h`,
  );
  return JSON.stringify(rows);
}
