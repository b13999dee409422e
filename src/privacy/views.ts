declare module '../http/views.ts' {
  interface Views {
    'privacy/home': {
      exports: readonly {
        id: string;
        askedAt: Date;
        isReady: boolean;
        percent: number;
        size: string;
        expiresAt: Date | undefined;
      }[];
      doneToday: boolean;
      isMaking: boolean;
      grants: readonly { clientId: string; name: string; scopes: readonly string[]; firstAt: Date }[];
      closing: { askedAt: Date; lastMoment: Date; device: string } | undefined;
    };
    'privacy/close': { isClosing: boolean; platforms: readonly string[]; obstacles: readonly string[] };
    'privacy/confirm': { hasPassword: boolean; lastDay: Date; values: Readonly<Record<string, string>> };
    'privacy/closed': object;
    'privacy/report': {
      year: number;
      years: readonly number[];
      tables: readonly {
        key: string;
        title: string;
        head: readonly string[];
        rows: readonly (readonly string[])[];
        note?: string;
      }[];
    };
  }
}

export {};
