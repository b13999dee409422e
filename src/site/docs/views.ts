import type { FieldSection } from './field-sections.ts';
import type { homeData } from './home.ts';
import type { ShownMetric } from './metrics-text.ts';
import type { Call, Group, Row, Tag } from './reference/call.ts';
import type { Refusal } from './reference/refusals.ts';
import type { Snippet } from './reference/snippets.ts';
import type { Trying } from './reference/trying.ts';
import type { SearchResult } from './search.ts';
import type { adviceOf, shownCalls, shownLight } from './start/lights.ts';
import type { Part } from './start/samples.ts';

type ShownSample = {
  id: string;
  title: string;
  about: string;
  byHand: boolean;
  files: readonly { path: string; parts: readonly Part[] }[];
  run: readonly Part[];
};

type OpenFile = {
  day: string;
  madeAt: Date;
  entries: number;
  /** 享活动 12，读好书 3 */
  channels: string;
  size: number;
  sha256: string;
  href: string;
};

declare module '../../http/views.ts' {
  interface Views {
    'docs/reference': {
      document: `/api/v1/${string}`;
      origin: string;
      shelves: readonly { key: string; title: string; tags: readonly Tag[] }[];
    };
    'docs/call': {
      /** Undefined where it cannot be tried from its page. */
      trying: Trying | undefined;
      own: { ak: string } | undefined;
      isSignedIn: boolean;
      call: Call;
      tag: string;
      snippets: readonly Snippet[];
      refusals: readonly Refusal[];
      answer: string | undefined;
      origin: string;
    };
    'docs/article': {
      article: { title: string; summary: string };
      html: string;
      headings: readonly { id: string; title: string }[];
    };
    'docs/channel-fields': { title: string; code: string; sections: readonly FieldSection[] };
    'docs/channels': { channels: readonly { code: string; name: string }[] };
    'docs/errors': {
      errors: readonly { code: string; cause: string; cure: string }[];
      /** How PKCE is turned on, framework by framework. */
      lines: readonly { name: string; line: string }[];
    };
    'docs/home': Awaited<ReturnType<typeof homeData>> & { issuer: string };
    'docs/problem': {
      code: string;
      title: string;
      cause: string;
      cure: string;
      origin: string;
      curl?: string;
      /** Of a problem of a whole call; others are of one field. */
      whole: { status: number; retry: string } | undefined;
    };
    'docs/problems': {
      whole: readonly { code: string; title: string; cause: string; status: number; retry: string }[];
      ofFields: readonly { code: string; title: string }[];
    };
    'docs/specification': {
      title: string;
      version: string;
      hash: string;
      html: string;
      contents: readonly { id: string; title: string; depth: number }[];
      origin: string;
      pdf: { pages: number; text: string; isOlder: boolean } | undefined;
    };
    'docs/metrics': { metrics: readonly ShownMetric[] };
    'docs/start': {
      /** The reader's own sandbox; undefined without a login or before there is one. */
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
            expiresAt: Date | undefined;
            isPersonal: boolean;
            institution: string;
            /** Taken without an account: by which code it is claimed. */
            kit: { code: string; endsAt: Date; note: string } | undefined;
          }
        | undefined;
      isSignedIn: boolean;
      origin: string;
      /** Why no keys were given. */
      problem: string | undefined;
      /** To do first, while many take keys. */
      work: string | undefined;
      /** Of the form: the keys that it took come again where it is sent again. */
      once: string;
      site: { login: string; host: string };
      lights: readonly ReturnType<typeof shownLight>[];
      lit: number;
      /** The next step, or the failure. */
      now: ReturnType<typeof shownLight> | undefined;
      advice: ReturnType<typeof adviceOf>;
      calls: ReturnType<typeof shownCalls>;
      samples: readonly ShownSample[];
      others: readonly ShownSample[];
      projects: readonly { id: string; title: string }[];
    };
    'docs/open': {
      title: string;
      summary: string;
      html: string;
      newest: OpenFile | undefined;
      older: readonly OpenFile[];
      rows: readonly Row[];
      /** By schema.org. */
      catalogue: object;
    };
    'docs/status': { title: string; summary: string; isReady: boolean; at: Date; html: string };
    'docs/search': { query: string; found: readonly SearchResult[]; isCut: boolean };
  }
  interface Partials {
    'partials/docs/try': { trying: Trying; call: Call; own: { ak: string } | undefined; isSignedIn: boolean };
    'partials/docs/params': { group: Group; media: string | undefined };
    'partials/docs/part': { part: Part };
    'partials/docs/parts': { parts: readonly Part[]; label: string; file?: string };
    'partials/docs/sample': { sample: ShownSample };
    'partials/docs/doors': Pick<Views['docs/start'], 'origin' | 'isSignedIn' | 'problem' | 'work' | 'once'>;
    'partials/docs/light': { light: ReturnType<typeof shownLight> };
  }
}
