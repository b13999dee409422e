import { setTimeout as sleep } from 'node:timers/promises';
import {
  authorization,
  basic,
  type Client,
  createBrowser,
  type Flow,
  signIn,
  type TestBrowser,
} from '../support/citizen.ts';
import { remember } from '../support/record.ts';
import { ask, done, ended, type Judged, nameOf } from './asking.ts';
import type { Answered } from './history.ts';
import type { Recorder } from './recorder.ts';
import type { World } from './world.ts';

export type Playing = { world: World; recorder: Recorder; random: () => number; isOver: () => boolean };
type Held = { token: string; access: string };

/** A little longer than an ending may take to be known everywhere. */
const everywhere = 1_050;

const said = ({ body }: Judged): { ok: Answered<'redeem'> } => {
  const [token, access] = [body.refresh_token, body.access_token].map((each) =>
    typeof each === 'string' ? remember(each) : undefined,
  );
  return { ok: { access: nameOf(access), ...(token !== undefined && { token: nameOf(token) }) } };
};

/** The calls of a citizen and of a partner, each to one node or the other. */
function createCitizenCalls({ world, recorder }: Playing, process: number, person: number, partner: Client) {
  const { origin, persons, any } = world;
  const { username = '', accountId = '' } = persons[person] ?? {};
  const at = { person: accountId, client: partner.clientId };
  const form = (send: typeof fetch, path: string, fields: Record<string, string>) =>
    ask(send, `${origin}${path}`, {
      method: 'POST',
      headers: { authorization: basic(partner) },
      body: new URLSearchParams(fields),
    });
  /** The secrets of an exchange, which the history does not have. */
  const heldOf = ({ body }: Judged): Held => ({ token: String(body.refresh_token), access: String(body.access_token) });

  return {
    partner,
    async code(browser: TestBrowser, flow: Flow, consent: boolean): Promise<string | undefined> {
      let code: string | undefined;
      await recorder.call(process, 'code', { ...at, consent }, async () => {
        const callback = consent
          ? await signIn(browser, flow, username, ['profile', 'offline_access'])
          : (await browser.walk(flow.url)).url;
        code = callback.searchParams.get('code') ?? undefined;
        return code === undefined ? 'info' : { ok: { code: nameOf(remember(code)) } };
      });
      return code;
    },
    async redeem(code: string, flow: Flow, send: typeof fetch = any): Promise<Held | string> {
      const redirect = { redirect_uri: 'http://localhost:9/callback', code_verifier: flow.verifier };
      let held: Held | undefined;
      const result = await recorder.call(process, 'redeem', { code: nameOf(code) }, async () =>
        ended<'redeem'>(
          await form(send, '/oidc/token', { grant_type: 'authorization_code', code, ...redirect }),
          (answer) => {
            held = heldOf(answer);
            return said(answer);
          },
        ),
      );
      return held ?? String(result);
    },
    async refresh(token: string, send: typeof fetch = any): Promise<Held | string> {
      let held: Held | undefined;
      const result = await recorder.call(process, 'refresh', { token: nameOf(token) }, async () =>
        ended<'refresh'>(
          await form(send, '/oidc/token', { grant_type: 'refresh_token', refresh_token: token }),
          (answer) => {
            held = heldOf(answer);
            return said(answer);
          },
        ),
      );
      return held ?? String(result);
    },
    use: (access: string) =>
      recorder.call(process, 'use', { access: nameOf(access) }, async () =>
        ended<'use'>(
          await ask(any, `${origin}/oidc/userinfo`, { headers: { authorization: `Bearer ${access}` } }),
          () => ({ ok: {} }),
        ),
      ),
    revoke: (token: string) =>
      recorder.call(process, 'revoke', { token: nameOf(token) }, async () =>
        ended<'revoke'>(await form(any, '/oidc/revocation', { token }), () => ({ ok: {} })),
      ),
    withdraw: () =>
      recorder.call(process, 'withdraw', { ...at, mark: `consent.withdraw ${accountId}` }, async () => {
        let isDone = false;
        const work = world.here.app.oidc.accountCentre.withdraw(accountId, partner.clientId, 'history').then((was) => {
          isDone = was;
        });
        const result = await done<'withdraw'>(work, { ok: {} });
        return result === 'fail' || (typeof result === 'object' && !isDone) ? 'fail' : result;
      }),
    grant: () =>
      recorder.call(process, 'grant', { client: partner.clientId }, async () =>
        ended<'grant'>(await form(any, '/oidc/token', { grant_type: 'client_credentials' }), () => ({ ok: {} })),
      ),
  };
}
type CitizenCalls = ReturnType<typeof createCitizenCalls>;

/** A person signs in, and the partner refreshes, again and again, until something ends it; ended tokens are tried once more. */
export async function playChain(playing: Playing, process: number, person: number, partner: Client): Promise<void> {
  const { world, random, isOver } = playing;
  const calls = createCitizenCalls(playing, process, person, partner);
  let browser = createBrowser(world.origin, { send: world.any });
  while (!isOver()) {
    const flow = authorization(partner.clientId, { scope: 'openid profile offline_access', prompt: 'consent' });
    const code = await calls.code(browser, flow, true);
    const first = code === undefined ? 'info' : await calls.redeem(code, flow);
    if (typeof first === 'string') {
      browser = createBrowser(world.origin, { send: world.any });
      await sleep(300 + random() * 400);
    } else await keepRefreshing(playing, calls, first);
  }
}

async function keepRefreshing({ world, random, isOver }: Playing, calls: CitizenCalls, first: Held): Promise<void> {
  let held = first;
  const past: string[] = [];
  for (let turn = 0; turn < 120 && !isOver(); turn += 1) {
    const what = random();
    if (what < 0.2) await calls.use(held.access);
    else if (what < 0.955) {
      const isDouble = what > 0.9;
      const answers = isDouble
        ? await Promise.all([calls.refresh(held.token, world.at(0)), calls.refresh(held.token, world.at(1))])
        : [await calls.refresh(held.token)];
      const next = answers.find((answer) => typeof answer === 'object');
      if (next !== undefined) {
        past.push(held.token);
        held = next;
      } else if (answers.includes('fail')) return;
      else await sleep(200);
    } else return endIt(calls, held, what, past);
  }
}

/** One of the ways in which a family ends, and afterwards everything that must not succeed. */
async function endIt(calls: CitizenCalls, held: Held, what: number, past: readonly string[]): Promise<void> {
  const old = past.at(-2);
  if (what < 0.97) await calls.revoke(held.token);
  else if (what < 0.985 || old === undefined) await calls.withdraw();
  else await calls.refresh(old);
  await sleep(everywhere);
  await Promise.all([calls.refresh(held.token), calls.use(held.access)]);
}

/** Codes that are redeemed three times at once, at both nodes. */
export async function playCodes(playing: Playing, process: number, person: number, partner: Client): Promise<void> {
  const { world, isOver, random } = playing;
  const calls = createCitizenCalls(playing, process, person, partner);
  let browser = createBrowser(world.origin, { send: world.any });
  let isAgreed = false;
  while (!isOver()) {
    const flow = authorization(partner.clientId, { scope: 'openid profile', ...(!isAgreed && { prompt: 'consent' }) });
    const code = await calls.code(browser, flow, !isAgreed);
    isAgreed = code !== undefined;
    if (code === undefined) {
      browser = createBrowser(world.origin, { send: world.any });
      await sleep(300 + random() * 400);
      continue;
    }
    await Promise.all([world.at(0), world.at(1), world.any].map((send) => calls.redeem(code, flow, send)));
  }
}

/** Applications and people are disabled for a while, and tried all the time. */
export async function playDisabling(playing: Playing, process: number, partner: Client, person: number): Promise<void> {
  const { world, recorder, random, isOver } = playing;
  const { applications, accounts } = world.here.app;
  const { accountId = '' } = world.persons[person] ?? {};
  const calls = createCitizenCalls(playing, process + 1, person, partner);
  const trying = (async () => {
    while (!isOver()) {
      await calls.grant();
      await sleep(30 + random() * 50);
    }
  })();
  const rest = () => sleep(1_200 + random() * 800);
  const turn = async (
    operation: 'disable' | 'enable',
    asked: { subject: string; mark: string },
    work: () => Promise<unknown>,
  ): Promise<void> => {
    // Until its outcome is known: an operator sees whether it was done.
    for (;;) {
      const result = await recorder.call(process, operation, asked, () => done<'disable'>(work(), { ok: {} }));
      if (result !== 'info') return;
      await sleep(300);
    }
  };
  while (!isOver()) {
    const client = { subject: `client ${partner.clientId}` };
    await turn('disable', { ...client, mark: `application.disable ${partner.clientId}` }, () =>
      applications.disable(world.operator, partner.clientId, '投诉核实中'),
    );
    await rest();
    await turn('enable', { ...client, mark: `application.enable ${partner.clientId}` }, () =>
      applications.enable(world.operator, partner.clientId),
    );
    const citizen = { subject: `person ${accountId}` };
    await turn('disable', { ...citizen, mark: `account.lock ${accountId}` }, () =>
      accounts.lock(world.operator, accountId, '本人申请'),
    );
    await rest();
    await turn('enable', { ...citizen, mark: `account.unlock ${accountId}` }, () =>
      accounts.unlock(world.operator, accountId, '本人申请'),
    );
    await rest();
  }
  await trying;
}
