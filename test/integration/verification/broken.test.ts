import { expect } from 'chai';
import { after, before, describe, it } from 'mocha';
import type { Member } from '../../../src/actor.ts';
import { type CheckCode, checks } from '../../../src/integration/verification/checks/checks.ts';
import { type FaultCode, faults } from '../../../src/integration/verification/checks/faults.ts';
import { createClient, startApp, type TestApp } from '../../support/app.ts';
import { type CheckedPartner, type Fault, startCheckedPartner } from '../../support/checked-partner.ts';
import { type TestClock, testClock } from '../../support/clock.ts';
import { createMember } from '../../support/console.ts';
import { someOf } from '../../support/some.ts';
import { createVerifier, goThrough } from '../../support/verifier.ts';

/** For each check a partner that does everything right but that. */
const broken = {
  redirect_uri: 'redirect_other',
  state: 'state_missing',
  state_checked: 'state_ignored',
  nonce: 'nonce_missing',
  pkce: 'pkce_missing',
  scope: 'scope_foreign',
  https: 'plain_http',
  issuer: 'issuer_ignored',
  button: 'button_missing',
  in_time: 'too_late',
  code_once: 'code_again',
  secret: 'secret_in_browser',
  forged: 'forged_accepted',
  nonce_checked: 'nonce_ignored',
  addresses: 'leak_in_address',
  subject: 'subject_ignored',
  phone: 'phone_needed',
  name: 'name_broken',
  denied: 'denied_loop',
  retry: 'retry_stuck',
  logout: 'logout_local',
  notice: 'notice_status',
} as const satisfies Record<CheckCode, FaultCode>;

/** Other faults, with their setup beside the partner's fault. One without an entry does not compile. */
type Finer = Exclude<FaultCode, (typeof broken)[CheckCode]>;
const finer: Record<Finer, { loginUrl?: (of: string) => string; takesNoNotices?: true }> = {
  state_same: {},
  nonce_same: {},
  tls_broken: { loginUrl: (url) => url.replace('http:', 'https:') }, // a port without TLS
  denied_lost: {},
  logout_refused: {},
  notice_missing: { takesNoNotices: true },
  refusal_broken: {},
  refusal_loop: {},
  logout_unsigned: {},
  logout_stopped: {},
  logout_stays: {},
  notice_guarded: {},
  notice_refused: {},
  notice_crashed: {},
  notice_forged: {},
  notice_unheard: {},
  notice_ignored: {},
};

const isFiner = (entry: [string, (typeof finer)[Finer]]): entry is [Finer, (typeof finer)[Finer]] =>
  Object.hasOwn(finer, entry[0]);

describe('partners that are broken in one place', function () {
  this.timeout(90_000);
  let at: TestApp;
  let clock: TestClock;
  let partner: CheckedPartner;
  let client: Awaited<ReturnType<typeof createClient>>;
  let silent: typeof client;
  let member: Member;

  before(async () => {
    clock = testClock(new Date().toISOString());
    partner = await startCheckedPartner({ late: () => clock.advance(61) });
    at = await startApp(import.meta.filename, { clock, env: { OUTGOING_HOSTS: partner.host } });
    client = await createClient(at, partner.registration);
    const { backchannelLogoutUri: _none, ...without } = partner.registration;
    silent = await createClient(at, without, { institutionId: client.institutionId });
    const owner = await createMember(at, { institutionId: client.institutionId });
    member = { kind: 'member', role: 'owner', accountId: owner.accountId, institutionId: client.institutionId };
  });
  after(async () => {
    await at.close();
    await partner.close();
  });

  async function verdictsOf(fault: Fault, { loginUrl = (url: string) => url, of = client } = {}) {
    partner.set({ issuer: at.origin, clientId: of.clientId, secret: of.secret }, fault);
    clock.advance(3_600);
    const { verification } = at.app;
    const { id } = await verification.start(member, of.clientId, {
      ...{ stack: 'node', loginUrl: loginUrl(partner.loginUrl) },
    });
    const verifier = await createVerifier({ at, clock, member, site: partner.site }, id);
    await goThrough(verifier);
    const state = await verifier.finish();
    const { verdicts } = await verifier.read();
    return { state, verdicts, said: at.app.verification };
  }
  const inState = (verdicts: readonly { check: string; state: string }[], state: string) =>
    verdicts.flatMap((verdict) => (verdict.state === state ? [verdict.check] : []));

  it('R57 passes one that does everything right, by every check', async () => {
    const { state, verdicts } = await verdictsOf(undefined);
    expect(inState(verdicts, 'passed')).to.deep.equal(checks.map(({ code }) => code));
    expect(state).to.equal('passed');
  });

  // A sixth of the faults each day; WHOLE=1 tries all.
  for (const { code } of someOf(checks, 0))
    it(`R57 fails exactly on ${code} where that is the fault (${broken[code]})`, async () => {
      const { state, verdicts } = await verdictsOf(broken[code]);
      expect(inState(verdicts, 'failed')).to.deep.equal([code]);
      expect(verdicts.find(({ check }) => check === code)?.fault).to.equal(broken[code]);
      expect(state).to.equal('failed');
    });

  for (const [fault, { loginUrl, takesNoNotices }] of someOf(Object.entries(finer).filter(isFiner), 0))
    it(`R57 tells ${fault} apart, and fails on ${faults[fault]} alone`, async () => {
      const of = takesNoNotices ? silent : client;
      const { state, verdicts } = await verdictsOf(fault, { of, ...(loginUrl && { loginUrl }) });
      expect(inState(verdicts, 'failed')).to.deep.equal([faults[fault]]);
      expect(verdicts.find(({ check }) => check === faults[fault])?.fault).to.equal(fault);
      expect(state).to.equal('failed');
    });

  it('R57 has a partner for everything that can be found wrong', () => {
    expect([...Object.values(broken), ...Object.keys(finer)]).to.have.members(Object.keys(faults));
  });
});
