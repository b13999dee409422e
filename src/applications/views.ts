import type { TestCitizen } from '../accounts/people/test-citizen-store.ts';
import type { Group } from '../fields/form.ts';
import type { FormState } from '../http/form-text.ts';
import type { ProblemTexts } from '../http/speech.ts';
import type { ShownTab } from '../http/views.ts';
import type { Institution } from '../institutions/institution/institution.ts';
import type { ShownSeal } from '../module.ts';
import type { ClientView } from './aksk/client-view.ts';
import type { MaskedContact } from './aksk/contact.ts';
import type { presented, presentedSecrets } from './aksk/presented.ts';
import type { ConsentLine } from './aksk/scopes.ts';
import type { Show } from './desk/desk-store.ts';
import type { Change } from './letters/changes.ts';
import type { presentedCalls } from './log/presented.ts';
import type { Recent } from './log/store.ts';
import type { Waivers } from './protocol/waivers.ts';
import type { ShownVerdict } from './redirects/tester.ts';
import type { Shown } from './secrets/shown-store.ts';

/** Common data of every page about one application of an institution. */
export interface OfApplication {
  app: ReturnType<typeof presented>;
  tabs: readonly ShownTab[];
  mayManage: boolean;
  maySend: boolean;
}

type Call = ReturnType<typeof presentedCalls>[number];
type ShownSecret = ReturnType<typeof presentedSecrets>[number];

import type { MailedForm } from '../review/views.ts';

declare module '../http/views.ts' {
  interface Views {
    'applications/abilities': OfApplication & {
      scopes: {
        citizen: readonly { name: string; title: string; detail: string }[];
        api: readonly { name: string; title: string }[];
      };
      takeOver: false | { isAllowed: boolean; maySet: boolean; isDone: boolean };
    };
    'applications/admin-detail': {
      app: OfApplication['app'];
      problem: string | undefined;
      done: string | undefined;
      seal: ShownSeal;
      secrets: number;
      redirectUris: readonly string[];
      contact: MaskedContact | undefined;
      recent: Recent | undefined;
      mayOperate: boolean;
      firstParty: boolean;
      typed: Readonly<Record<string, string>>;
      waivers: Waivers;
      entries: readonly Call[];
      lines: readonly Change[];
    };
    'applications/admin-list': {
      shows: readonly ShownTab[];
      show: Show;
      q: string;
      apps: readonly (OfApplication['app'] & { recent: Recent | undefined })[];
      mailed: string | undefined;
      older: string | undefined;
    };
    'applications/calls': OfApplication & {
      recent: Recent | undefined;
      failuresOnly: boolean;
      entries: readonly Call[];
      older: string | undefined;
      isFirst: boolean;
    };
    'applications/end-secret': OfApplication & {
      secret: Omit<ShownSecret, 'by'>;
    };
    'applications/history': OfApplication & {
      lines: readonly Change[];
      older: string | undefined;
    };
    'applications/list': {
      apps: readonly (OfApplication['app'] & { lastCall: Date | undefined; mayRenew: boolean })[];
      maySend: boolean;
      isCertified: boolean;
      pending: readonly {
        href: string;
        title: string;
        state: string;
        isOpen: boolean;
        isReturned: boolean;
        isChange: boolean;
        dueAt: Date | undefined;
      }[];
      mayTry: boolean;
    };
    'applications/mailed-begin': {
      institution: { id: string; name: string };
      types: readonly [string, string, string, string];
    };
    'applications/mailed-form': MailedForm & {
      institution: string;
      kind: string;
      notice: string | undefined;
    };
    'applications/mailed': {
      asked: string;
      found: readonly Institution[] | undefined;
      entered: readonly { href: string; title: string; institution: string; state: string }[];
      isSent: boolean;
    };
    'applications/overview': OfApplication & {
      renewed: { from: Date; to: Date; isSame: boolean } | undefined;
      hasSecret: boolean;
      seal: ShownSeal;
      recent: Recent | undefined;
      contact: MaskedContact | undefined;
    };
    'applications/redirects': OfApplication & {
      redirectUris: readonly string[];
      postLogoutRedirectUris: readonly string[];
      backchannelLogoutUri: string | undefined;
      waivers: Waivers;
    };
    'applications/renew': OfApplication;
    'applications/sandbox-change': {
      name: string;
      ak: string;
      action: string;
      values: { name: string; redirectUris: string };
    };
    'applications/sandbox-delete': {
      title: string;
      loss: string;
      action: string;
      label: string;
    };
    'applications/sandbox': {
      notice: string | undefined;
      /** Of the institution, and the person's own. */
      places: readonly {
        key: 'institution' | 'self';
        apps: readonly (OfApplication['app'] & {
          mayChange: boolean;
          uris: readonly string[];
          shown: Shown | undefined;
        })[];
        citizens: readonly (TestCitizen & { shown: Shown | undefined })[];
        mayAdd: boolean;
      }[];
      /** Where there is room for one more. */
      mayOpen: readonly ('institution' | 'self')[];
      isFirst: boolean;
      most: { person: number; institution: number; citizens: number };
      issuer: string;
      values: Readonly<Record<string, string>>;
    };
    'applications/security': OfApplication &
      Omit<FormState, 'problems'> & {
        groups: readonly Group[];
        waived: { until: Date; reason: string } | undefined;
        isSaved: boolean;
        advice: { name: string; line: string } | undefined;
        action: string;
      };
    'applications/sandbox-begin': {
      values: Readonly<Record<string, string>>;
      /** The page that led here and is gone back to. */
      returnTo: string | undefined;
      places: readonly ('institution' | 'self')[];
      chosen: 'institution' | 'self';
    };
    'applications/secrets': OfApplication & {
      problem: string | undefined;
      ended: boolean;
      saved: boolean;
      /** The SK, as long as the visitor may read it. */
      shown: Shown | undefined;
      current: ShownSecret | undefined;
      secrets: readonly ShownSecret[];
    };
    'applications/tester': {
      values: { uris: string };
      loopback: boolean;
      verdicts: readonly ShownVerdict[] | undefined;
      summary: string | undefined;
      hasProblem: boolean;
    };
  }
  interface Partials {
    /** The consent form; without `uid` only a preview. */
    'partials/consent': {
      uid?: string;
      client: ClientView;
      onlyNew: boolean;
      scopes: readonly ConsentLine[];
      picture?: string | undefined;
    };
    'partials/applications/begin': { label: string; subject?: string; tone?: string };
    'partials/applications/further': { further: NonNullable<Call['further']> };
    'partials/applications/calls': Pick<Views['applications/calls'], 'entries' | 'older' | 'isFirst' | 'failuresOnly'>;
    'partials/applications/head': Pick<OfApplication, 'app' | 'tabs'>;
    'partials/applications/life': Pick<OfApplication, 'mayManage'> & {
      app: Pick<OfApplication['app'], 'ak' | 'status' | 'disabledReason' | 'disabledAt' | 'life'>;
    };
    'partials/applications/shown': { app: Pick<OfApplication['app'], 'ak' | 'path'>; shown: Shown };
    'partials/applications/citizen': { citizen: TestCitizen & { shown: Shown | undefined } };
    'partials/applications/place': { places: readonly ('institution' | 'self')[]; chosen: 'institution' | 'self' };
    'partials/applications/sandbox-fields': { problems: ProblemTexts; values: Readonly<Record<string, string>> };
    'partials/applications/told': {
      lines: readonly Change[];
      older: string | undefined;
    };
  }
}
