import type { Member } from '../actor.ts';
import { after, days, hours } from '../clock.ts';
import { checks } from '../integration/verification/checks/checks.ts';
import { fact } from '../integration/verification/facts.ts';
import type { Verdict } from '../integration/verification/runs/run.ts';
import { passLasts } from '../integration/verification/runs/standing.ts';
import type { Services } from '../services.ts';
import { story } from './story.ts';
import { finishAs } from './verification-store.ts';

type Needs = Pick<Services, 'db' | 'clock' | 'verification' | 'accounts' | 'applications'>;

/** One AK with a pass, one with a failed run, and one under test in the sandbox. */
export async function seedVerification(needs: Needs, owner: Member, site: string): Promise<void> {
  const { db, clock, verification, accounts, applications } = needs;
  const now = clock.now();

  async function seed(
    clientId: string,
    loginUrl: string,
    { at, number, found }: { at: Date; number: string; found: Partial<Record<string, Partial<Verdict>>> },
  ): Promise<void> {
    if ((await verification.list(owner, clientId)).some((run) => run.number === number)) return;
    const run = await verification.start(owner, clientId, { stack: 'node', loginUrl });
    const verdicts: Verdict[] = checks.map(({ code }) => ({ check: code, state: 'passed', at, ...found[code] }));
    const failed = verdicts.some(({ state }) => state === 'failed');
    const state = failed ? ('failed' as const) : ('passed' as const);
    await db.transaction(async (trx) => {
      await finishAs(trx, run.id, { state, number, verdicts, dueAt: failed ? undefined : after(at, passLasts) }, at);
      await accounts.endRunCitizen(trx, owner, run.accountId, clientId);
    });
    accounts.forget(run.accountId);
  }

  await seed('demo-qingxi', `${site}/sign-in`, {
    at: after(now, -days(story.verified)),
    number: 'V-DEMO-0000',
    found: {},
  });
  await seed('demo-qingxi', `${site}/sign-in`, {
    at: after(now, -days(9)), // a pass lasts a year
    number: 'V-DEMO-0001',
    found: {
      name: { seen: fact('verification.by_person') },
      in_time: { seen: fact('verification.seconds', { seconds: 0.2 }) },
    },
  });
  await seed('demo-qingxi-yun', 'https://m.qingxi.example.cn/login', {
    at: after(now, -hours(2)),
    number: 'V-DEMO-0002',
    found: {
      nonce_checked: { state: 'failed', fault: 'nonce_ignored', seen: fact('verification.seen_nonce_ignored') },
      notice: { state: 'failed', fault: 'notice_missing', seen: fact('verification.seen_notice_missing') },
    },
  });
  const [sandbox] = await applications.sandboxes(owner.institutionId);
  if (sandbox !== undefined && (await verification.list(owner, sandbox.clientId)).length === 0)
    await verification.start(owner, sandbox.clientId, { stack: 'node', loginUrl: 'http://localhost:8080/login' });
}
