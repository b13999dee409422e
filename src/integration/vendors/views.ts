import type { Field } from '../../fields/form.ts';
import type { Views as AllViews } from '../../http/views.ts';

type Values = Readonly<Record<string, string>>;
type Life = { tone: string; words: string };
type Light = { look: string; words: string };
type Four = { squares: readonly { x: number; fill: 'full' | 'half' | 'none' }[]; words: string };
type Calls = Pick<AllViews['applications/ak']['calls'], 'entries' | 'isFirst' | 'failuresOnly'>;

declare module '../../http/views.ts' {
  interface Views {
    'vendors/desk': {
      institutions: number;
      aks: number;
      due: number;
      dueInstitutions: number;
      worst: { institution: string; failed: number } | undefined;
      failed: number;
      failingInstitutions: number;
      unverified: number;
      chips: readonly { label: string; href: string; isHere: boolean }[];
      rows: readonly {
        clientId: string;
        href: string;
        institution: string;
        name: string;
        life: Life;
        mayRenew: boolean;
        isPicked: boolean;
        failed: number;
        light: Light;
        four: Four;
        endsOn: string;
        endsSoon: boolean;
      }[];
      next: string | undefined;
      renewsUntil: string;
      renewable: number;
      may: readonly string[];
      mayNot: readonly string[];
      problem: string | undefined;
      renewed: string;
    };
    'vendors/application': Calls & {
      path: string;
      clientId: string;
      name: string;
      institution: string;
      life: Life;
      expiresAt: Date;
      mayRenew: boolean;
      renewsUntil: string;
      endsOn: string;
      light: Light;
      redirectUris: readonly string[];
      values: { redirectUris: string };
      older: string | undefined;
      isSent: boolean;
    };
    'vendors/granted': {
      granted: readonly { id: string; vendor: string; endsOn: string; isOver: boolean }[];
      fields: readonly Field[];
      values: Values;
      may: readonly string[];
      mayNot: readonly string[];
    };
  }
}
