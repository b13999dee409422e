import type { credentialPage, passportView } from './present.ts';

declare module '../../http/views.ts' {
  interface Views {
    'passports/show': ReturnType<typeof passportView>;
    'passports/credential': ReturnType<typeof credentialPage>;
  }
  interface Layouts {
    'layouts/file': { body: string };
  }
}
