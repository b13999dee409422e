import type { Part } from './fill.ts';
import type { adviceOf, shownCall, shownLight } from './present.ts';

type ShownSample = {
  id: string;
  title: string;
  about: string;
  byHand: boolean;
  files: readonly { path: string; parts: readonly Part[] }[];
  run: readonly Part[];
};

declare module '../../http/views.ts' {
  interface Views {
    'docs/start': {
      /** The reader's own sandbox; undefined where nobody is signed in or there is none yet. */
      own:
        | {
            ak: string;
            /** Until 我已保存. */
            secret: string | undefined;
            shownUntil: Date | undefined;
            lastFour: string | undefined;
            citizen: { username: string; nickname: string; password: string | undefined } | undefined;
            callback: string;
            name: string;
            path: string;
            expiresAt: Date | undefined;
            isPersonal: boolean;
            institution: string;
          }
        | undefined;
      isSignedIn: boolean;
      site: { login: string; host: string };
      lights: readonly ReturnType<typeof shownLight>[];
      lit: number;
      advice: ReturnType<typeof adviceOf>;
      calls: readonly ReturnType<typeof shownCall>[];
      samples: readonly ShownSample[];
      others: readonly ShownSample[];
    };
  }
  interface Partials {
    'partials/docs/parts': { parts: readonly Part[]; label: string; file?: string };
    'partials/docs/sample': { sample: ShownSample };
    'partials/docs/light': { light: ReturnType<typeof shownLight> };
  }
}
