/** One line broken on purpose: where, what stands there (once in the file), what is put in its place, and what that would mean. */
export interface Fault {
  file: string;
  before: string;
  after: string;
  means: string;
}

export const faults: readonly Fault[] = [
  {
    file: 'src/http/outgoing.ts',
    before: 'addresses.some(',
    after: 'addresses.every(',
    means: 'a name with one public and one private address is called',
  },
];
