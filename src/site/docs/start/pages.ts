import { refusalProblem } from '../../../applications/kit-pages.ts';
import type { IntegrationLog } from '../../../applications/log/service.ts';
import { may } from '../../../applications/policies.ts';
import type { OwnSandbox } from '../../../applications/sandbox/own.ts';
import type { Applications } from '../../../applications/service.ts';
import { newToken } from '../../../crypto/secrets.ts';
import type { Fact, Speech } from '../../../fact.ts';
import { anyone } from '../../../http/access.ts';
import type { Person } from '../../../http/admitted.ts';
import type { Context } from '../../../http/context.ts';
import type { Form } from '../../../http/requests/body.ts';
import { form, page, type Route, seeOther } from '../../../http/route.ts';
import { fact, wordsOfData } from '../facts.ts';
import { projects } from '../projects/projects.ts';
import type { Show } from '../show.ts';
import type { KitNotes, ShownKit } from './kit-note.ts';
import { adviceOf, lightFactsIn, lightsOf, shownCalls, shownLight } from './lights.ts';
import type { ReadSample, SampleFiles } from './samples.ts';
import { environment, fill, type SampleValues, tabs } from './samples.ts';

type Needs = {
  show: Show;
  files: SampleFiles;
  origin: string;
  integrationLog: Pick<IntegrationLog, 'progress'>;
  applications: Pick<Applications, 'sandboxOfPerson' | 'kits' | 'known'>;
  kitNotes: KitNotes;
  developer: (ctx: Context) => Promise<Person | undefined>;
};

const startPath = '/docs/start';
const mostCalls = 8;
const readCalls = 60;
/** As this page made it. */
const formMark = /^[\w-]{43}$/;

/** Placeholders for a reader without a sandbox; also in the text for programs. */
export const placeholders = { ak: '您的AK', callback: 'http://localhost:5055/callback' } as const;

/** 起步: a first login in ten minutes, with the reader's own sandbox filled in, and lights that say how far their program has come. */
export function createStartPages(needs: Needs): Route[] {
  const { show, files, origin, integrationLog, applications, developer, kitNotes } = needs;

  /** Keys that this page brought along, until they are claimed or gone. */
  async function kitIn(note: string): Promise<ShownKit | undefined> {
    const kit = kitNotes.read(note);
    const application = kit && (await applications.known(kit.ak));
    return application !== undefined && application.expiresAt?.getTime() === kit?.endsAt.getTime() ? kit : undefined;
  }

  type About = { problem?: Fact; status?: number; kit?: ShownKit | undefined; work?: string };

  async function showStart(ctx: Context, { problem, status, kit: taken, work }: About = {}) {
    // The script of the page asks for the lights alone.
    const isLive = ctx.query.live !== undefined;
    const [read, person] = await Promise.all([isLive ? [] : files(ctx.state.language), developer(ctx)]);
    const mine = person && (await applications.sandboxOfPerson(person.accountId));
    const kit = mine === undefined ? taken : undefined;
    const own = mine ?? (kit && { clientId: kit.ak, secret: kit.secret, redirectUris: [kit.callback] });
    const progress = own
      ? await integrationLog.progress(own.clientId, readCalls)
      : { answered: new Map(), entries: [] };
    const lights = lightsOf(own !== undefined, lightFactsIn(progress));
    const values: SampleValues = {
      issuer: origin,
      ak: own?.clientId ?? wordsOfData(ctx.state.speech.say)(placeholders.ak),
      callback: own?.redirectUris[0] ?? placeholders.callback,
    };
    const shown = read.map((sample) => shownSample(sample, values, own?.secret, ctx.state.speech.say));
    const shownLights = lights.map((light) => shownLight(light, ctx.state.speech));
    const site = new URL(values.callback);
    await show(
      ctx,
      'docs/start',
      {
        own: mine ? shownSandbox(mine, values.callback) : kit && shownKit(kit, kitNotes.write(kit)),
        origin,
        problem: problem && ctx.state.speech.say(problem),
        work,
        once: newToken(),
        isSignedIn: person !== undefined,
        site: { login: `${site.origin}/login`, host: site.host },
        lights: shownLights,
        now: own && shownLights.find(({ look }) => look === 'run' || look === 'off'),
        lit: lights.filter(({ state }) => state === 'on').length,
        advice: adviceOf(lights, ctx.state.speech),
        calls: shownCalls(progress.entries.slice(0, mostCalls), ctx.state.speech),
        samples: shown.slice(0, tabs),
        others: shown.slice(tabs),
        projects: projects.map(({ id, title }) => ({ id, title: wordsOfData(ctx.state.speech.say)(title) })),
      },
      {
        path: startPath,
        title: ctx.state.speech.say(fact('docs.title_start')),
        ...(status !== undefined && { status }),
      },
    );
  }

  /** 领一套沙箱密钥, without an account; with the keys of this page, the page as it is now. */
  async function take(ctx: Context, { kit: note, once, work, solution = '' }: Form) {
    if (note !== undefined) {
      const kit = await kitIn(note);
      return kit === undefined ? seeOther(ctx, startPath) : showStart(ctx, { kit });
    }
    const taken = await applications.kits.take({
      ...{ address: ctx.state.address, door: 'page', input: {}, once: formMark.test(once ?? '') ? once : undefined },
      // Without its script a browser sends the task back unsolved, and gets another.
      worked: work === undefined || solution === '' ? undefined : { task: work, solution },
    });
    if ('refusal' in taken) {
      const { refusal } = taken;
      const { retryAfter, fact: why, status } = refusalProblem(refusal);
      ctx.set('Retry-After', String(retryAfter));
      // The form shows the task itself.
      return showStart(ctx, { status, ...(refusal.why === 'busy' ? { work: refusal.work.task } : { problem: why }) });
    }
    if ('isOver' in taken) return seeOther(ctx, startPath);
    const { application, secret, citizens, endsAt, code } = taken.kit;
    const [citizen] = citizens;
    if (citizen === undefined) throw new Error('keys without a test citizen');
    const kit: ShownKit = {
      ...{ ak: application.clientId, secret, code, endsAt },
      callback: application.redirectUris[0] ?? placeholders.callback,
      citizen: { username: citizen.username, nickname: citizen.name, password: citizen.password },
    };
    return showStart(ctx, { kit });
  }

  return [
    page(startPath, anyone, (ctx) => showStart(ctx)),
    form(`${startPath}/keys`, may('take sandbox keys without an account'), take),
  ];
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
    kit: undefined,
  },
});

const shownKit = ({ ak, secret, citizen, callback, code, endsAt }: ShownKit, note: string) => ({
  ...{ ak, secret, shownUntil: undefined, citizen, callback, lastFour: secret.slice(-4) },
  ...{ name: '', path: '', expiresAt: endsAt, isPersonal: true, institution: '', kit: { code, endsAt, note } },
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
    run: [
      ...environment(sk, wordsOfData(say)('您的SK')),
      { text: `\n${run.join('\n').replace('PORT', port || '80')}`, mark: false },
    ],
  };
}
