import type { Changeable } from '../fact.ts';
import type { Letter } from './letter.ts';
import type { Preview } from './templates/service.ts';

interface OfLetter {
  letter: Letter;
  contact: { phone: string; email?: string };
}

declare module '../http/views.ts' {
  interface Views {
    'messages/list': {
      groups: readonly {
        to: string;
        messages: readonly {
          href: string;
          title: string;
          hasSms: boolean;
          changed: { at: Date; by: string; version: number } | undefined;
        }[];
      }[];
    };
    'messages/edit': {
      message: { key: string; title: string; to: string; hasSms: boolean };
      variables: Changeable['variables'];
      values: Readonly<Record<string, string>>;
      /** Operators' words are in force. */
      isChanged: boolean;
      /** The words in the form are not in force. */
      isPreview: boolean;
      preview: Preview & { to: string; because: string };
      contact: { phone: string; email: string };
      versions: readonly {
        version: number;
        at: Date;
        by: string;
        isBuiltIn: boolean;
        heading: string;
        href: string;
      }[];
      notice: string | undefined;
    };
  }
  interface Layouts {
    'layouts/letter': OfLetter & { body: string };
  }
  interface Partials {
    'notices/letter': OfLetter;
  }
}
