import { type Answered, type Call, type Calls, isOk } from '../history.ts';

type Issued = Call<'code'> & { outcome: 'ok'; answered: Answered<'code'> };
/** All that came of one code. */
export type Family = { code: string; person: string; client: string; issued: Issued };

/** To which family a code, a refresh token or an access token belongs. Of tokens that were never answered nothing is known, and nothing asked. */
export function createFamilies(calls: Calls) {
  const byCode = new Map<string, Family>();
  const byToken = new Map<string, Family>();
  const byAccess = new Map<string, Family>();
  for (const call of calls.of('code').filter(isOk)) {
    const { person, client } = call.asked;
    byCode.set(call.answered.code, { code: call.answered.code, person, client, issued: call });
  }
  const add = (family: Family | undefined, { token, access }: Answered<'redeem'>) => {
    if (family === undefined) return;
    byAccess.set(access, family);
    if (token !== undefined) byToken.set(token, family);
  };
  for (const call of calls.of('redeem').filter(isOk)) add(byCode.get(call.asked.code), call.answered);
  // A token is asked about after it was answered, so its family is known by then.
  for (const call of calls.of('refresh').filter(isOk)) add(byToken.get(call.asked.token), call.answered);
  return {
    ofCode: (code: string) => byCode.get(code),
    ofToken: (token: string) => byToken.get(token),
    ofAccess: (access: string) => byAccess.get(access),
  };
}
export type Families = ReturnType<typeof createFamilies>;
