import type { ProblemTexts } from '../../http/speech.ts';
import type { checkView } from './check-pages.ts';
import type { credentialPage, passportView } from './present.ts';

declare module '../../http/views.ts' {
  interface Views {
    'passports/check': ReturnType<typeof checkView>;
    'passports/show': ReturnType<typeof passportView>;
    'passports/credential': ReturnType<typeof credentialPage>;
  }
  interface Partials {
    'partials/oversight/passport-file': { problems: ProblemTexts };
  }
  interface Layouts {
    'layouts/file': { body: string };
  }
}
