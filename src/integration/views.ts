declare module '../http/views.ts' {
  interface Views {
    'integration/history': {
      kinds: Readonly<Record<string, string>>;
      applications: Readonly<Record<string, string>>;
      asked: Readonly<Record<'kind' | 'application' | 'from' | 'to', string>>;
      isFiltered: boolean;
      days: readonly {
        key: string;
        title: string;
        lines: readonly {
          at: Date;
          isWholeDay: boolean;
          kind: string;
          tone: string;
          words: string;
          application: string;
          href: string | undefined;
        }[];
      }[];
      next: string | undefined;
      exports: readonly { label: string; href: string }[];
    };
  }
}

export {};
