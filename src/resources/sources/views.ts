import type { ProblemTexts } from '../../http/speech.ts';
import type {
  presentPreview,
  presentRuns,
  presentSettings,
  presentSource,
  presentTrust,
  presentView,
} from './shown.ts';

type Shown = ReturnType<typeof presentSource>;
type SourceSettings = ReturnType<typeof presentSettings>;

declare module '../../http/views.ts' {
  interface Views {
    'resources/sources/list': { address: string; mayWrite: boolean; sources: readonly Shown[] };
    'resources/sources/look': {
      steps: readonly string[];
      address: string;
      form: string;
      name: string;
      why: string;
      count: number;
      fits: number;
      refused: number;
      isTimed: boolean;
      first: readonly ReturnType<typeof presentPreview>[];
      more: number;
      settings: SourceSettings;
      /** The first category without a place. */
      open: { name: string; id: string } | undefined;
      unset: number;
    };
    'resources/sources/show': ReturnType<typeof presentView> & {
      mayWrite: boolean;
      trust: ReturnType<typeof presentTrust>;
    };
    'resources/sources/runs': ReturnType<typeof presentRuns>;
    'resources/sources/settings': { source: Shown; settings: SourceSettings };
    'resources/sources/desk': { sources: readonly Shown[]; next: string | undefined };
  }
  interface Partials {
    'partials/sources/light': { source: Shown };
    'partials/sources/settings': { settings: SourceSettings; problems: ProblemTexts };
  }
}
