import { systemClock } from '../src/clock.ts';
import type { Database } from '../src/database/open.ts';
import type { Target } from './flows.ts';
import { connect, createJar, formOf } from './http.ts';

const first = 'user0';

/** Signs the first person in at the back office as a statistician; the cookies of the browser, with a second factor already shown. */
export async function signInAsStaff({ origin, password }: Target, db: Database): Promise<Record<string, string>> {
  const at = systemClock.now();
  const account = await db.row<{ id: string }>(`select id from accounts where username = $1`, [first]);
  await db.run(`insert into account_roles (account_id, role, granted_at) values ($1, 'statistics', $2)`, [
    account?.id,
    at,
  ]);
  const [wire, jar] = [connect(origin), createJar()];
  const headers = (path: string) => ({ accept: 'text/html', ...jar.header(path) });
  let path = '/console/sign-in';
  let answer = await wire.get(path, headers(path));
  const isIn = () => /ncc_console=/.test(jar.header('/').cookie ?? '');
  for (let step = 0; step < 16 && !isIn(); step += 1) {
    jar.take(answer);
    const location = [answer.headers.location ?? []].flat()[0];
    const next = new URL(location ?? (formOf(answer.text).action || path), new URL(path, origin));
    path = next.pathname + next.search;
    const form = { ...formOf(answer.text).fields, username: first, password, agree: '1' };
    answer = location === undefined ? await wire.post(path, form, headers(path)) : await wire.get(path, headers(path));
    jar.take(answer);
  }
  await wire.close();
  await db.run(`update console_sessions set second_factor_at = $1`, [at]);
  await db.run(`insert into second_factors (account_id, secret, confirmed_at) values ($1, '\\x00', $2)`, [
    account?.id,
    at,
  ]);
  return jar.header('/');
}
