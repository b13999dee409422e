import type { ShownSeal } from '../../module.ts';
import type { ChangedLine, presentGroups, presentRun, presentStep, progressOf } from './presented.ts';

type App = { name: string; sandbox: boolean; href: string; list: { href: string; title: string } };
type Groups = ReturnType<typeof presentGroups>;
type ShownRun = ReturnType<typeof presentRun>;
type ShownStep = ReturnType<typeof presentStep>;

type Report = {
  app: App;
  path: string;
  groups: Groups;
  mode: 'verification' | 'walk';
  run: ShownRun & { startedAt: Date; seconds: number };
  unreachable: number;
  unseen: number;
  noted: Groups[number]['checks'];
  failed: readonly { code: string; place: number }[];
  seal: ShownSeal;
  institution: string;
  runs: readonly ShownRun[];
  mayStart: boolean;
};

declare module '../../http/views.ts' {
  interface Views {
    'verification/list': {
      apps: readonly { name: string; sandbox: boolean; href: string; seal: ShownSeal }[];
      checks: number;
    };
    'verification/application': {
      app: App;
      /** Of logouts, at an address of its own. */
      takesNotices: boolean;
      seal: ShownSeal;
      broken: Groups[number]['checks'];
      runs: readonly ShownRun[];
      stacks: readonly [string, string][];
      values: Readonly<Record<string, string>>;
      mayStart: boolean;
    };
    'verification/running': {
      app: App;
      path: string;
      mode: 'verification' | 'walk';
      startedAt: Date;
      endsAt: Date;
      progress: ReturnType<typeof progressOf>;
      place: { done: number; all: number };
      due: { code: string; by: string; title: string; expect: string } | undefined;
      citizen: { username: string; password: string | undefined };
      link: string;
      again: string;
      groups: Groups;
      questions: readonly {
        code: string;
        yes: string;
        no: string;
        picture: boolean;
        hasPicture: boolean;
        said: string | undefined;
      }[];
      log: readonly ShownStep[];
      steps: number;
      mayWork: boolean;
    };
    'verification/report': Report;
    'verification/passed': Report;
    'verification/steps': { app: App; path: string; steps: readonly ShownStep[]; isOpen: boolean };
  }
  interface Partials {
    'partials/verification/check': { check: Groups[number]['checks'][number] };
    'partials/verification/groups': { groups: Groups };
    'partials/verification/lines': { name: string; lines: readonly ChangedLine[]; id: string };
    'partials/verification/pairs': { side: string; pairs: readonly (readonly [string, string])[] };
    'partials/verification/step': { step: ShownStep };
    'partials/verification/runs': { runs: readonly ShownRun[] };
    'partials/verification/seal': { seal: ShownSeal };
  }
}
