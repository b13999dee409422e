import { actor, type Command, given, one, string } from './command.ts';

/** `cloud region change 330199 --name 新区 --from 2026-01-01`, `cloud region change 330103 --until 2021-04-09 --replaced-by 330105` */
export const regionCommands: Record<string, Command> = {
  'region change': {
    options: { name: string, from: string, until: string, 'replaced-by': string },
    positionals: ['CODE'],
    work: async ({ regions }, values, [code = '']) => {
      const region = await regions.change(actor, {
        code,
        ...given({
          name: one(values, 'name'),
          validFrom: one(values, 'from'),
          validTo: one(values, 'until'),
          replacedBy: one(values, 'replaced-by'),
        }),
      });
      const words = [
        region.code,
        region.name,
        region.validTo && `until ${region.validTo}`,
        region.replacedBy && `now ${region.replacedBy}`,
      ];
      return { document: region, text: words.filter(Boolean).join('  ') };
    },
  },
};
