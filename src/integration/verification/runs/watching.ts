import { hashToken } from '../../../crypto/secrets.ts';
import type { Connection } from '../../../database/open.ts';
import type { VerificationNeeds } from '../needs.ts';
import { isWrongCallback, type RoundCode, roundNamed, type WrongAnswer } from '../rounds/scenario.ts';
import { dueRound, type Leak, type NewStep, type Step, type StepData } from '../rounds/step.ts';
import * as seen from '../rounds/step-store.ts';
import { carriesCode } from './addresses.ts';
import { maskedExchange } from './masked.ts';
import type { Run } from './run.ts';
import * as store from './store.ts';
import type { Observed, Watch } from './watch.ts';

/** More than any run needs: a program in a loop must not fill the table. */
export const mostSteps = 400;

/** Under these names the citizen of a run signs in: rare characters, and the point inside of names of other peoples. */
export const nicknames = { first: '买买提·𠮷热木', second: '阿依古丽·𬱖' } as const;

export const addressContext = (runId: string) => `verification_runs ${runId} address`;

/** Records a run's requests at the Cloud, and decides deliberately wrong answers: only for codes issued to this very run. */
export function createWatching({ db, clock, seal, accounts, publicUrl }: VerificationNeeds): Watch {
  const leakOf = ({ referrer }: Observed): Leak | undefined =>
    referrer !== undefined && URL.parse(referrer)?.origin !== publicUrl.origin && carriesCode(referrer)
      ? 'code'
      : undefined;

  async function take(
    trx: Connection,
    run: Run,
    steps: readonly Step[],
    observed: Observed,
  ): Promise<WrongAnswer | undefined> {
    const at = clock.now();
    const due = run.mode === 'walk' ? undefined : dueRound(steps);
    const leak = leakOf(observed);
    const add = (step: NewStep, sealed?: Buffer) =>
      seen.addStep(
        trx,
        run.id,
        { ...step, data: { ...step.data, ...(leak && step.data.leak === undefined && { leak }) } },
        at,
        sealed,
      );
    const sent = (code: string | undefined) =>
      code === undefined
        ? undefined
        : steps.findLast(({ kind, key }) => kind === 'authorized' && key?.equals(hashToken(code)) === true);
    const secondsSince = (step: Step) => Math.round((at.getTime() - step.at.getTime()) / 100) / 10;

    switch (observed.kind) {
      case 'asked':
        await add({ kind: 'asked', data: requestData(observed.request), shown: maskedExchange(observed.request) });
        return undefined;
      case 'denied':
        await add({ kind: 'denied', round: due?.by === 'refusal' ? due.code : undefined, data: {} });
        return undefined;
      case 'left': {
        const { received, registered = [] } = observed;
        const data: StepData = { received, registered: [...registered] };
        await add({ kind: 'left', round: due?.by === 'logout' ? due.code : undefined, data });
        return undefined;
      }
      case 'authorized': {
        const round = due?.by === 'login' ? due : undefined;
        if (round?.code === 'renamed') await accounts.renameRunCitizen(trx, run.accountId, nicknames.second);
        const { request, location } = observed;
        const answered = Object.fromEntries(URL.parse(location)?.searchParams ?? []);
        const key = hashToken(answered.code ?? '');
        await add(
          {
            kind: 'authorized',
            round: round?.code,
            key,
            data: requestData(request),
            shown: maskedExchange(request, answered),
          },
          seal.sealBytes(Buffer.from(location), addressContext(run.id)),
        );
        const wrong = wrongOf(round?.code);
        return isWrongCallback(wrong) ? wrong : undefined;
      }
      case 'redeemed': {
        const login = sent(observed.code);
        if (login === undefined) return undefined;
        const { request, answer, fromBrowser } = observed;
        const token = answer.access_token;
        const data: StepData = { login: login.id, seconds: secondsSince(login), ...(fromBrowser && { fromBrowser }) };
        const key = typeof token === 'string' ? hashToken(token) : undefined;
        await add({ kind: 'redeemed', round: login.round, key, data, shown: maskedExchange(request, answer) });
        const wrong = wrongOf(login.round);
        return isWrongCallback(wrong) ? undefined : wrong;
      }
      case 'used': {
        const key = hashToken(observed.token);
        const redeemed = steps.findLast((step) => step.kind === 'redeemed' && step.key?.equals(key) === true);
        const login = redeemed?.data.login;
        const data: StepData = login === undefined ? {} : { login };
        await add({ kind: 'used', round: redeemed?.round, data, shown: maskedExchange(undefined, observed.answer) });
        return undefined;
      }
      case 'refused': {
        const { endpoint, error, description, received, registered, code, secretInAddress } = observed;
        const login = sent(code);
        const isAgain = steps.some(({ kind, data }) => kind === 'redeemed' && data.login === login?.id);
        const data: StepData = {
          ...{ endpoint, error, description, received },
          ...(registered && { registered: [...registered] }),
          ...(login && { login: login.id, seconds: secondsSince(login) }),
          ...(secretInAddress && { leak: 'secret' as const }),
        };
        await add({ kind: login !== undefined && isAgain ? 'reused' : 'refused', round: login?.round, data });
        return undefined;
      }
    }
  }

  return (observed) =>
    db.transaction(async (trx) => {
      const run = await store.lockOpen(trx, observed.of);
      if (run?.clientId !== observed.clientId) return undefined;
      const steps = await seen.steps(trx, run.id);
      return steps.length < mostSteps ? take(trx, run, steps, observed) : undefined;
    });
}

function wrongOf(code: RoundCode | undefined): WrongAnswer | undefined {
  const round = roundNamed(code);
  return round !== undefined && 'wrong' in round ? round.wrong : undefined;
}

/** State and nonce are compared and nothing else, so their hashes do. */
function requestData(request: Readonly<Record<string, string>>): StepData {
  const { redirect_uri: redirectUri, state, nonce, code_challenge, code_challenge_method, scope } = request;
  const hashed = (value: string | undefined) =>
    value === undefined || value === '' ? undefined : hashToken(value).toString('base64url');
  return {
    ...{ redirectUri, scope, state: hashed(state), nonce: hashed(nonce) },
    ...(code_challenge !== undefined && { challenge: code_challenge_method ?? 'plain' }),
    ...(request.client_secret !== undefined && { leak: 'secret' as const }),
  };
}
