import type { credentialOf, passportView } from './present.ts';

declare module '../../http/views.ts' {
  interface Views {
    'passports/show': ReturnType<typeof passportView>;
    'passports/credential': ReturnType<typeof credentialOf>;
  }
  interface Layouts {
    'layouts/file': { body: string };
  }
}
