import type { Accounts } from '../accounts/service.ts';
import type { Clock } from '../clock.ts';
import type { Seal } from '../crypto/seal.ts';
import { Problem, type Problems } from '../errors.ts';
import { anyone } from '../http/access.ts';
import { personOf } from '../http/admitted.ts';
import { iso } from '../http/answer.ts';
import type { Context } from '../http/context.ts';
import { problemBody } from '../http/errors.ts';
import { fact as httpFact } from '../http/facts.ts';
import type { Pages } from '../http/pages/page.ts';
import type { Form } from '../http/requests/body.ts';
import { form, page, postOfOthers, type Route, seeOther } from '../http/route.ts';
import { expiryFrom } from './aksk/lifetime.ts';
import { pathOf } from './detail-parts.ts';
import { fact } from './facts.ts';
import type { Refusal } from './kits/gate.ts';
import type { KitLook, TakenKit } from './kits/kits.ts';
import { type Endpoint, endpoints } from './log/call.ts';
import type { IntegrationLog } from './log/service.ts';
import { may } from './policies.ts';
import { mostSandboxes } from './sandbox/sandbox.ts';
import type { Applications } from './service.ts';

type Needs = {
  pages: Pages;
  clock: Clock;
  seal: Seal;
  publicUrl: URL;
  applications: Pick<Applications, 'kits'>;
  accounts: Pick<Accounts, 'find'>;
  integrationLog: Pick<IntegrationLog, 'progress'>;
};

const claimPath = '/console/claim';

/** The fields of a call for keys. */
const fields = ['redirect_uris', 'post_logout_redirect_uris', 'backchannel_logout_uri', 'work', 'solution'] as const;

/** Sandbox keys in one line, for programs and on terminals; and the page on which a person claims them. */
export function createKitPages({
  pages,
  clock,
  seal,
  publicUrl,
  applications,
  accounts,
  integrationLog,
}: Needs): Route[] {
  const { kits } = applications;
  const { origin } = publicUrl;

  /** No body, or the addresses as a form or JSON; the answer is JSON whatever is asked for. */
  async function take(ctx: Context, given: Form) {
    ctx.set('Cache-Control', 'no-store');
    const unknown = Object.keys(given).filter((name) => !fields.some((field) => field === name));
    const taken = await kits.take({
      ...{ address: ctx.state.address, door: 'terminal', input: inputOf(given) },
      unknown: Object.fromEntries(
        unknown.map((name) => [name, httpFact('http.unknown_member', { name, known: fields })]),
      ),
      worked: given.work === undefined ? undefined : { task: given.work, solution: given.solution ?? '' },
    });
    if ('refusal' in taken) return refuse(ctx, taken.refusal);
    if ('isOver' in taken) throw new Error('no form of a page took these keys');
    ctx.status = 201;
    ctx.set('Content-Language', ctx.state.language);
    ctx.body = `${JSON.stringify(kitAnswer(taken.kit, origin), undefined, 2)}\n`;
    ctx.type = 'application/json';
  }

  /** A program reads the refusal, whatever it says that it accepts. */
  function rescue(ctx: Context, error: unknown) {
    if (!(error instanceof Problem)) throw error;
    sendProblem(ctx, error);
  }

  function sendProblem(ctx: Context, problem: Problem, more: object = {}) {
    ctx.status = problem.status;
    ctx.set('Content-Language', ctx.state.language);
    if (problem.retryAfter !== undefined) ctx.set('Retry-After', String(problem.retryAfter));
    const body = { ...problemBody(problem, ctx.state.speech, publicUrl), ...more, trace_id: ctx.state.requestId };
    ctx.body = `${JSON.stringify(body, undefined, 2)}\n`;
    ctx.type = 'application/problem+json';
  }

  function refuse(ctx: Context, refusal: Refusal) {
    const more = refusal.why === 'busy' ? { work: workAnswer(refusal.work, origin) } : {};
    sendProblem(ctx, refusalProblem(refusal), more);
  }

  const progressOf = async ({ application }: Extract<KitLook, { state: 'here' }>) =>
    (await integrationLog.progress(application.clientId, 1)).answered;

  const codeOf = ({ code }: Form) => (code ?? '').trim().slice(0, 40);

  async function show(ctx: Context, { typed = '', look, problems = {}, status, name }: Shown) {
    const { accountId } = personOf(ctx);
    const account = await accounts.find(accountId);
    const who = account?.nickname ?? '';
    const data = {
      ...{ typed, who, most: mostSandboxes.person },
      look: look && presentLook(look, look.state === 'here' ? await progressOf(look) : new Map()),
      until: expiryFrom(clock.now()),
      values: { name: name ?? ctx.state.speech.say(fact('applications.kit_name', { who })) },
    };
    const title = ctx.state.speech.say(fact('applications.kit_title'));
    pages.show(ctx, 'applications/claim', data, {
      ...{ title, here: 'applications', problems },
      ...(status !== undefined && { status }),
    });
  }

  const noteContext = (ctx: Context) => `claim of ${personOf(ctx).accountId}`;

  /** 查一查: on to the page that a reader may come back to. Its address has the code sealed, for this person alone: a reader of logs cannot claim. */
  function lookUp(ctx: Context, given: Form) {
    const note = seal.seal(codeOf(given), noteContext(ctx)).toString('base64url');
    seeOther(ctx, `${claimPath}?look=${note}`);
  }

  function typedIn(ctx: Context): string | undefined {
    const { look } = ctx.query;
    if (typeof look !== 'string' || look.length > 400) return undefined;
    try {
      return seal.unseal(Buffer.from(look, 'base64url'), noteContext(ctx));
    } catch {
      return undefined; // another person's, or typed
    }
  }

  async function showLook(ctx: Context) {
    const typed = typedIn(ctx);
    if (typed === undefined) return show(ctx, {});
    const { accountId } = personOf(ctx);
    try {
      const look = await kits.look(accountId, typed);
      return show(ctx, { typed, look, ...(look.state === 'here' ? {} : { status: 422 }) });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'rate_limited') throw error;
      return show(ctx, { typed, problems: { form: error.fact }, status: error.status });
    }
  }

  async function claim(ctx: Context, given: Form) {
    const typed = codeOf(given);
    const { accountId } = personOf(ctx);
    const name = given.name?.trim() ?? '';
    try {
      if (name.length > 50) throw new Problem('validation_failed', fact('applications.kit_name_long'), nameProblem);
      const who = (await accounts.find(accountId))?.nickname ?? '';
      const wanted = name === '' ? ctx.state.speech.say(fact('applications.kit_name', { who })) : name;
      const application = await kits.claim(accountId, typed, wanted);
      return seeOther(ctx, `${pathOf(application)}?done=claimed`);
    } catch (error) {
      if (!(error instanceof Problem) || !['conflict', 'forbidden', 'validation_failed'].includes(error.code))
        throw error;
      const look = await kits.look(accountId, typed);
      const problems = error.fields ?? (look.state === 'here' ? { form: error.fact } : {});
      return show(ctx, { typed, look, name, problems, status: error.status });
    }
  }

  async function stop(ctx: Context, given: Form) {
    const reason = ctx.state.speech.say(fact('applications.kit_stop_reason'));
    await kits.stop(personOf(ctx).accountId, codeOf(given), reason);
    seeOther(ctx, `${claimPath}?done=stopped`);
  }

  return [
    page('/sandbox', anyone, (ctx) => seeOther(ctx, '/docs/start')),
    {
      ...postOfOthers('/sandbox', may('take sandbox keys without an account'), take, { limit: 8 * 1024, json: fields }),
      rescue,
    },
    page(claimPath, may('claim sandbox keys'), showLook),
    form(claimPath, may('claim sandbox keys'), lookUp),
    form(`${claimPath}/keys`, may('claim sandbox keys'), claim),
    form(`${claimPath}/stop`, may('claim sandbox keys'), stop, { asks: fact('applications.ask_stop_kit') }),
  ];
}

/** The keys, and their use: `used` are the steps of a login that were answered, the first first. */
export function presentLook(look: KitLook, answered: ReadonlyMap<Endpoint, Date>) {
  if (look.state !== 'here') return look;
  const { kit, application, owned } = look;
  const steps = [...answered].toSorted(([, one], [, other]) => one.getTime() - other.getTime());
  return {
    ...{ state: 'here' as const, ak: application.clientId, takenAt: kit.takenAt, door: kit.door, endsAt: kit.endsAt },
    ...{ owned, used: steps.map(([endpoint]) => endpoints[endpoint]), lastAt: steps.at(-1)?.[1] },
  };
}

type Shown = { typed?: string; look?: KitLook; problems?: Problems; status?: number; name?: string };

const nameProblem = { fields: { name: fact('applications.kit_name_long') } };

const inputOf = (given: Form) => ({
  ...(given.redirect_uris !== undefined && { redirectUris: given.redirect_uris }),
  ...(given.post_logout_redirect_uris !== undefined && { postLogoutRedirectUris: given.post_logout_redirect_uris }),
  ...(given.backchannel_logout_uri !== undefined && { backchannelLogoutUri: given.backchannel_logout_uri }),
});

const refusals = {
  address: (about: { minutes: number; most: number }) => fact('applications.kits_address', about),
  network: (about: { minutes: number; most: number }) => fact('applications.kits_network', about),
  all: ({ minutes }: { minutes: number }) => fact('applications.kits_all', { minutes }),
} as const;

/** The refusal, for a page or a program. */
export function refusalProblem(refusal: Refusal): Problem {
  const { why, wait: retryAfter } = refusal;
  const minutes = Math.ceil(retryAfter / 60);
  const told = why === 'busy' ? fact('applications.kits_busy') : refusals[why]({ minutes, most: refusal.most });
  return new Problem('rate_limited', told, { retryAfter });
}

/** For a program; the SK this once. */
function kitAnswer({ application, secret, citizens, endsAt, code }: TakenKit, origin: string) {
  return {
    ak: application.clientId,
    sk: secret,
    issuer: origin,
    discovery: `${origin}/.well-known/openid-configuration`,
    api: `${origin}/api/v1`,
    redirect_uris: application.redirectUris,
    post_logout_redirect_uris: application.postLogoutRedirectUris,
    backchannel_logout_uri: application.backchannelLogoutUri ?? null,
    scopes: `${application.scope} ${application.apiScope}`.trim().split(' '),
    citizens,
    expires_at: iso(endsAt),
    claim: { code, url: `${origin}${claimPath}` },
    next: `${origin}/auth.md`,
  };
}

/** A sum of about a second, and the lines of a shell that do it. */
const workAnswer = ({ task, salt, challenge, most }: Extract<Refusal, { why: 'busy' }>['work'], origin: string) => ({
  ...{ algorithm: 'SHA-256', salt, challenge, most, task },
  solve: `perl -MDigest::SHA=sha256_hex -e 'for (0..$ARGV[2]) { if (sha256_hex($ARGV[0].$_) eq $ARGV[1]) { print; last } }' '${salt}' ${challenge} ${most}`,
  send: `curl -X POST ${origin}/sandbox -d work=${task} -d solution=NUMBER`,
});
