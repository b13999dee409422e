export const partners: readonly import('./program.ts').Program[] = [];
