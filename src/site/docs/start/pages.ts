import type { IntegrationLog } from '../../../applications/log/service.ts';
import type { OwnSandbox } from '../../../applications/sandbox/own.ts';
import type { Applications } from '../../../applications/service.ts';
import type { Speech } from '../../../fact.ts';
import { anyone } from '../../../http/access.ts';
import type { Person } from '../../../http/admitted.ts';
import type { Context } from '../../../http/context.ts';
import { page, type Route } from '../../../http/route.ts';
import type { Show } from '../show.ts';
import { adviceOf, lightFactsIn, lightsOf, shownCalls, shownLight } from './lights.ts';
import type { ReadSample, SampleFiles } from './samples.ts';
import { environment, fill, type SampleValues, tabs } from './samples.ts';

type Needs = {
  show: Show;
  files: SampleFiles;
  origin: string;
  integrationLog: Pick<IntegrationLog, 'progress'>;
  applications: Pick<Applications, 'sandboxOfPerson'>;
  developer: (ctx: Context) => Promise<Person | undefined>;
};

const startPath = '/docs/start';
const mostCalls = 8;
const readCalls = 60;

/** Placeholders for a reader without a sandbox; also in the text for programs. */
export const placeholders = { ak: '您的AK', callback: 'http://localhost:5055/callback' } as const;

/** 起步: a first login in ten minutes, with the reader's own sandbox filled in, and lights that say how far their program has come. */
export function createStartPages({ show, files, origin, integrationLog, applications, developer }: Needs): Route[] {
  async function showStart(ctx: Context) {
    // The script of the page asks for the lights alone.
    const isLive = ctx.query.live !== undefined;
    const [read, person] = await Promise.all([isLive ? [] : files(), developer(ctx)]);
    const own = person && (await applications.sandboxOfPerson(person.accountId));
    const progress = own
      ? await integrationLog.progress(own.clientId, readCalls)
      : { answered: new Map(), entries: [] };
    const lights = lightsOf(own !== undefined, lightFactsIn(progress));
    const values: SampleValues = {
      issuer: origin,
      ak: own?.clientId ?? placeholders.ak,
      callback: own?.redirectUris[0] ?? placeholders.callback,
    };
    const shown = read.map((sample) => shownSample(sample, values, own?.secret, ctx.state.speech.say));
    const site = new URL(values.callback);
    await show(
      ctx,
      'docs/start',
      {
        own: own && shownSandbox(own, values.callback),
        isSignedIn: person !== undefined,
        site: { login: `${site.origin}/login`, host: site.host },
        lights: lights.map(shownLight),
        now: own && lights.map(shownLight).find(({ look }) => look === 'run' || look === 'off'),
        lit: lights.filter(({ state }) => state === 'on').length,
        advice: adviceOf(lights, ctx.state.speech),
        calls: shownCalls(progress.entries.slice(0, mostCalls), ctx.state.speech),
        samples: shown.slice(0, tabs),
        others: shown.slice(tabs),
      },
      { path: startPath, title: '十分钟跑通登录' },
    );
  }

  return [page(startPath, anyone, showStart)];
}

const shownSandbox = (
  { clientId, secret, shownUntil, lastFour, testCitizen, ...own }: OwnSandbox,
  callback: string,
) => ({
  ...{ ak: clientId, secret, shownUntil, lastFour, citizen: testCitizen, callback },
  ...{
    name: own.name,
    path: own.path,
    expiresAt: own.expiresAt,
    isPersonal: own.isPersonal,
    institution: own.institution,
  },
});

function shownSample(
  { id, title, about, files, run, byHand }: ReadSample,
  values: SampleValues,
  sk: string | undefined,
  say: Speech['say'],
) {
  const { port } = new URL(values.callback);
  return {
    ...{ id, title, about: say(about), byHand: byHand === true },
    files: files.map(({ path, text }) => ({ path, parts: fill(text.trimEnd(), values) })),
    run: [...environment(sk), { text: `\n${run.join('\n').replace('PORT', port || '80')}`, mark: false }],
  };
}
