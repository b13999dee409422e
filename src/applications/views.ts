import type { TestCitizen } from '../accounts/people/test-citizen-store.ts';
import type { FormState } from '../http/form-text.ts';
import type { ProblemTexts } from '../http/speech.ts';
import type { Institution } from '../institutions/institution/institution.ts';
import type { ShownSeal } from '../module.ts';
import type { ClientView } from './aksk/client-view.ts';
import type { MaskedContact } from './aksk/contact.ts';
import type { presented, presentedSecrets } from './aksk/presented.ts';
import type { ConsentLine } from './aksk/scopes.ts';
import type { Show } from './desk/desk-store.ts';
import type { Done } from './detail-needs.ts';
import type { createParts } from './detail-parts.ts';
import type { presentLook } from './kit-pages.ts';
import type { Change } from './letters/changes.ts';
import type { presentedCalls } from './log/presented.ts';
import type { Recent } from './log/store.ts';
import type { Waivers } from './protocol/waivers.ts';
import type { ShownVerdict } from './redirects/tester.ts';
import type { Shown } from './secrets/shown-store.ts';

/** Common data of every page about one application of an institution. */
export interface OfApplication {
  app: ReturnType<typeof presented>;
  mayManage: boolean;
  maySend: boolean;
}

/** The data of a section of the page of an AK. */
type Part<Name extends keyof ReturnType<typeof createParts>> = Awaited<
  ReturnType<ReturnType<typeof createParts>[Name]>
>;

type Call = ReturnType<typeof presentedCalls>[number];
type ShownSecret = ReturnType<typeof presentedSecrets>[number];

import type { MailedForm } from '../review/views.ts';

declare module '../http/views.ts' {
  interface Views {
    'applications/ak': OfApplication &
      Omit<FormState, 'problems'> &
      Omit<Part<'settings'>, 'known'> & {
        renewed: Part<'renewal'>;
        keys: Part<'keys'>;
        citizens: Part<'citizens'>;
        abilities: Part<'abilities'>;
        calls: Part<'calls'>;
        changes: Part<'changes'>;
        seal: ShownSeal;
        recent: Recent | undefined;
        contact: MaskedContact | undefined;
        /** Which form comes back with problems. */
        bad: { addresses: boolean; security: boolean };
        done: Done | undefined;
        /** 起步 fills in this sandbox. */
        isOfStart: boolean;
        mayHandOver: boolean;
        /** Of a sandbox: 演练错误的回答. */
        simulation: Part<'simulation'>;
      };
    'applications/claim': {
      typed: string;
      who: string;
      most: number;
      look: Awaited<ReturnType<typeof presentLook>> | undefined;
      /** Its expiry, if it is claimed now. */
      until: Date;
      values: { name: string };
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
    'applications/end-secret': OfApplication & {
      secret: Omit<ShownSecret, 'by'>;
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
    'applications/renew': OfApplication;
    'applications/sandbox-delete': {
      title: string;
      loss: string;
      action: string;
      label: string;
      /** Where one goes back to. */
      back: string;
    };
    'applications/sandbox': {
      notice: string | undefined;
      /** Of the institution, and the person's own. */
      places: readonly {
        key: 'institution' | 'self';
        apps: readonly (OfApplication['app'] & {
          uris: readonly string[];
          /** 起步 fills in this one. */
          isOfStart: boolean;
          mayChoose: boolean;
        })[];
      }[];
      /** Where there is room for one more. */
      mayOpen: readonly ('institution' | 'self')[];
      isFirst: boolean;
      /** There are several to choose from. */
      mayChoose: boolean;
      most: { person: number; institution: number };
      values: Readonly<Record<string, string>>;
    };
    'applications/sandbox-begin': {
      values: Readonly<Record<string, string>>;
      /** The page that led here and is gone back to. */
      returnTo: string | undefined;
      places: readonly ('institution' | 'self')[];
      chosen: 'institution' | 'self';
    };
    'applications/tester': {
      values: { uris: string };
      loopback: boolean;
      verdicts: readonly ShownVerdict[] | undefined;
      summary: string | undefined;
      hasProblem: boolean;
    };
  }
  type OnPage = Views['applications/ak'];
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
    'partials/applications/abilities': Pick<OnPage, 'app' | 'abilities'>;
    'partials/applications/addresses': Pick<
      OnPage,
      'app' | 'addresses' | 'groups' | 'mayManage' | 'maySend' | 'bad' | 'values'
    > & { problems: ProblemTexts };
    'partials/applications/calls': {
      entries: readonly Call[];
      older: string | undefined;
      isFirst: boolean;
      failuresOnly: boolean;
    };
    'partials/applications/simulation': Pick<OnPage, 'app'> & { simulation: NonNullable<Part<'simulation'>> };
    'partials/applications/citizens': Pick<OnPage, 'app'> & { citizens: NonNullable<Part<'citizens'>> };
    'partials/applications/data': Pick<OnPage, 'app' | 'contact'>;
    'partials/applications/done': Pick<OnPage, 'app' | 'done' | 'renewed'>;
    'partials/applications/head': Pick<OfApplication, 'app'> & {
      hasSections?: boolean;
      hasCitizens?: boolean;
      /** The page below that of the AK. */
      leaf?: string;
    };
    'partials/applications/keys': Pick<OnPage, 'app' | 'keys' | 'mayManage'>;
    'partials/applications/life': Pick<OfApplication, 'mayManage'> & {
      app: Pick<OfApplication['app'], 'ak' | 'status' | 'disabledReason' | 'disabledAt' | 'life'>;
    };
    'partials/applications/shown': { app: Pick<OfApplication['app'], 'ak' | 'path'>; shown: Shown };
    'partials/applications/citizen': { citizen: TestCitizen & { shown: Shown | undefined }; from: string };
    'partials/applications/place': { places: readonly ('institution' | 'self')[]; chosen: 'institution' | 'self' };
    'partials/applications/sandbox-fields': { problems: ProblemTexts; values: Readonly<Record<string, string>> };
    'partials/applications/told': { lines: readonly Change[]; older: string | undefined };
  }
}
