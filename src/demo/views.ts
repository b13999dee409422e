interface OfSite {
  site: { name: string; logo: string; home: string };
  cloud: { issuer: string };
  notice: string | undefined;
  user?: { nickname: string | undefined; sub: string; claims: readonly (readonly [string, string])[] };
}

declare module '../http/views.ts' {
  interface Views {
    'demo/home': OfSite;
    'demo/login': OfSite;
    'demo/book': OfSite & { booking: { title: string; path: string; enter: string } };
  }
  interface Layouts {
    'layouts/demo': Pick<OfSite, 'site' | 'cloud' | 'user'> & { body: string };
  }
}
