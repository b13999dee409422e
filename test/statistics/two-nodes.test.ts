import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import { z } from 'zod';
import { createClient, operator, startApp, type TestApp } from '../support/app.ts';
import { remember } from '../support/record.ts';
import { type ServerProcess, startServer } from '../support/server.ts';

const figures = { pv: 1_000, uv: 300, ip: 280, new_activities: 2, new_venues: 0 };
const said = z.looseObject({ result: z.string().optional(), revision: z.number().optional() });

describe('service data that reaches two nodes at once', () => {
  let one: TestApp;
  let other: ServerProcess;
  let ak = '';
  let token = '';
  before(async function () {
    this.timeout(90_000);
    one = await startApp(import.meta.filename);
    const { database, keysDir, origin } = one;
    other = await startServer({ file: import.meta.filename, url: database.url, keysDir, publicUrl: origin });
    const { clientId, secret } = await createClient(one, { scope: 'openid stats:read stats:write' });
    ak = clientId;
    await database.db.run(
      `update applications set created_at = created_at - interval '100 days' where client_id = $1`,
      [clientId],
    );
    const answer = await fetch(`${origin}/oidc/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'stats:read stats:write' }),
    });
    token = remember(z.object({ access_token: z.string() }).parse(await answer.json()).access_token);
  });
  after(async () => {
    await other.kill();
    await one.close();
  });

  const day = (back: number) => new Date(Date.now() - back * 86_400_000 + 8 * 3_600_000).toISOString().slice(0, 10);
  /** The same on both nodes, at the same moment. */
  const onBoth = (date: string, bodies: readonly object[]) =>
    Promise.all(
      bodies.flatMap((body) =>
        [fetch, other.fetch].map(async (send) => {
          const answer = await send(`${one.origin}/api/v1/stats/daily/${date}`, {
            method: 'PUT',
            headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
            body: JSON.stringify(body),
          });
          return { status: answer.status, ...said.parse(await answer.json()) };
        }),
      ),
    );
  const kept = async (date: string) => {
    const [report] = await one.app.statistics.list(operator, ak, { from: date, to: date });
    return { report, revisions: await one.app.statistics.revisions(operator, ak, date) };
  };

  it('R51 leaves one row and one revision of the same report', async () => {
    const answers = await onBoth(day(1), [{ figures }, { figures }, { figures }]);
    expect(answers.map(({ status }) => status).toSorted()).to.deep.equal([200, 200, 200, 200, 200, 201]);
    expect(answers.every(({ revision }) => revision === 1)).to.equal(true);
    const { report, revisions } = await kept(day(1));
    expect([report?.revision, revisions.length]).to.deep.equal([1, 1]);
  });

  it('R53 leaves one chain of the report and its corrections', async () => {
    const corrections = [1, 2, 3].map((n) => ({ figures: { ...figures, pv: 1_000 + n }, reason: `第 ${n} 次更正` }));
    const answers = await onBoth(day(2), [{ figures, reason: '首次' }, ...corrections]);
    expect(answers.filter(({ status }) => status === 201)).to.have.lengthOf(1);
    expect(answers.every(({ status }) => status === 200 || status === 201)).to.equal(true);
    const { report, revisions } = await kept(day(2));
    expect(revisions.map(({ revision }) => revision)).to.deep.equal(revisions.map((_, place) => place + 1));
    expect(revisions.length).to.be.within(4, 8);
    expect(report).to.deep.include({ figures: revisions.at(-1)?.figures, revision: revisions.length });
    const told = answers.flatMap(({ result, revision }) => (result === 'unchanged' ? [] : [revision]));
    expect(told.toSorted((first, second) => (first ?? 0) - (second ?? 0))).to.deep.equal(
      revisions.map(({ revision }) => revision),
    );
  });
});
