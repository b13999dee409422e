import { actor, type Commands, flag, must, text } from '../command.ts';
import type { Institutions } from './service.ts';

export const commands: Commands<{ institutions: Pick<Institutions, 'create'> }> = {
  'institution create': {
    help: 'Makes an institution.',
    example: 'institution create --name 青溪县文化馆 --certified',
    options: { name: text('its name (required)'), certified: flag('certified without a review') },
    positionals: [],
    work: async ({ institutions }, values) => {
      const institution = await institutions.create(actor, {
        name: must(values, 'name'),
        certified: values.certified === true,
      });
      return {
        document: { id: institution.id, name: institution.name },
        text: `${institution.id}  ${institution.name}`,
      };
    },
  },
};
