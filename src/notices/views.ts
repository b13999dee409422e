import type { Letter } from './letter.ts';

interface OfLetter {
  letter: Letter;
  contact: { phone: string; email?: string };
}

declare module '../http/views.ts' {
  interface Layouts {
    'layouts/letter': OfLetter & { body: string };
  }
  interface Partials {
    'notices/letter': OfLetter;
  }
}
