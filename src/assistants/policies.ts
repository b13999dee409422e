import { person, policiesOf } from '../http/access.ts';

export const may = policiesOf({
  'manage assistant tokens': person,
});
