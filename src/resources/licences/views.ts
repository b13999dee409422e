import type { Answers } from '../../review/views.ts';
import type { State } from '../../review/workflow/transitions.ts';
import type { presentOwn } from '../entries/presented.ts';
import type { presentItem, presentLicence, presentShared } from './presented.ts';
import type { presentTerms } from './terms/terms.ts';

type Own = ReturnType<typeof presentOwn>;
type LicenceView = ReturnType<typeof presentLicence>;
type ItemView = ReturnType<typeof presentItem>;
type SharedView = ReturnType<typeof presentShared>;
type TermsView = ReturnType<typeof presentTerms>;
/** Whether a resource may be asked for: it is chosen already, or something stands against it. */
type Offer = { obstacle: string | undefined; isChosen: boolean };

declare module '../../http/views.ts' {
  interface Views {
    'licences/basket': {
      gone: number;
      mayChoose: boolean;
      rows: readonly (Omit<SharedView, 'picture' | 'leaf'> & Pick<Offer, 'obstacle'>)[];
      applications: readonly { clientId: string; name: string }[];
      values: Readonly<Record<string, string>>;
      drafts: readonly { id: string; title: string; state: string }[];
    };
    'licences/catalogue': {
      chosen: number;
      mayChoose: boolean;
      rows: readonly (SharedView & Offer)[];
      isFiltered: boolean;
      channels: readonly { code: string; name: string }[];
      asked: { channel: string; purpose: string; text: string; mine: string };
      purposes: readonly { value: string; title: string }[];
      here: string;
      next: string | undefined;
    };
    'licences/desk-licence': {
      licence: LicenceView;
      downloads: readonly { at: Date; who: string }[];
      application: string | undefined;
      items: readonly ItemView[];
      mayRevoke: boolean;
      action: string;
      values: { reason?: string };
    };
    'licences/desk': {
      states: readonly { value: string; title: string }[];
      filter: { text: string; state: string };
      rows: readonly LicenceView[];
      next: string | undefined;
      isFiltered: boolean;
    };
    'licences/licence': {
      licence: LicenceView;
      mayFetch: boolean;
      downloads: readonly { at: Date; who: string }[];
      application: string;
      items: readonly ItemView[];
      package: string;
    };
    'licences/list': {
      waiting: readonly { id: string; title: string; at: State; name: string; updatedAt: Date }[];
      rows: readonly LicenceView[];
      state: string;
      states: readonly { value: string; title: string }[];
      next: string | undefined;
    };
    'licences/own-entry': {
      entry: Pick<Own, 'path' | 'id' | 'title' | 'channel' | 'state' | 'revision'>;
      published: { version: number; href: string } | undefined;
      isPublished: boolean;
      submission:
        | { href: string; state: string; isEditable: boolean; isOver: boolean; reason: string | undefined }
        | undefined;
      withdrawal: { href: string } | undefined;
      terms: (TermsView & { open: boolean }) | undefined;
      paper: { href: string; state: string } | undefined;
      may: { revise: boolean; withdraw: boolean; share: boolean };
      values: { why?: string };
      answers: Answers;
      filesAt: string;
    };
    'licences/own-new': {
      channels: readonly { code: string; name: string }[];
      values: { channel?: string };
    };
    'licences/own': {
      rows: readonly (Pick<Own, 'path' | 'id' | 'title' | 'channel' | 'state' | 'revision' | 'updatedAt' | 'next'> & {
        isOpen: boolean;
      })[];
      isFiltered: boolean;
      channels: readonly { code: string; name: string }[];
      asked: { text: string; channel: string; status: string };
      standings: readonly (readonly [string, string])[];
      next: string | undefined;
    };
    'licences/resource': {
      entry: SharedView & Offer;
      mayChoose: boolean;
      here: string;
      chosen: number;
      place: string | undefined;
      sections: Answers;
    };
  }
  interface Partials {
    'partials/licences/choose': {
      entry: { obstacle: string | undefined; isChosen: boolean; id: string; title: string };
      back: string;
      sm?: boolean;
    };
    'partials/licences/downloads': {
      downloads: readonly { at: Date; who: string }[];
    };
    'partials/licences/facts': { licence: LicenceView };
    'partials/licences/items': { items: readonly ItemView[] };
    'partials/licences/terms': { terms: TermsView };
  }
}
