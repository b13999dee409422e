import type { CheckFault } from './facts.ts';
import type { LogStanding } from './service.ts';

declare module '../../http/views.ts' {
  interface Views {
    'transparency/own': {
      application: { name: string };
      day: string;
      back: string;
      what: string;
      /** How the log calls its application in that month, the key that shows it, and of which text the alias is made. */
      alias: { name: string; key: string; of: string } | undefined;
      at: Date;
      revision: number;
      /** Other versions of the same day. */
      others: readonly { revision: number; href: string }[];
      figures: readonly { title: string; value: number }[];
      state: 'sound' | 'changed' | 'waits';
      number: number;
      size: number;
      steps: number;
      witnesses: readonly { name: string; at: Date }[];
      download: string | undefined;
      everybody: string;
    };
    'transparency/home': {
      values: { what: string; proof: string };
      logs: readonly LogStanding[];
      isWitnessed: boolean;
      keys: readonly string[];
      found:
        | {
            title: {
              kind: 'event' | 'report' | 'total' | 'kinds' | 'past' | 'count';
              of: string;
              day: string | undefined;
              revision: number | undefined;
              what: string;
            };
            number: number;
            steps: number;
            state: 'sound' | 'changed' | 'waits';
            href: string | undefined;
          }
        | undefined;
      checked:
        | { fault: CheckFault }
        | {
            fault: undefined;
            title: string;
            number: number;
            witnesses: readonly { name: string; at: Date }[];
            contents: readonly string[] | undefined;
            /** The figures in it, by name. */
            figures: readonly { name: string; value: string }[];
          }
        | undefined;
    };
  }
}
